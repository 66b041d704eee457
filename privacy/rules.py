"""What privacy itself knows of people, and when that ends."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from core.periodic import Job
from privacy.files import FileGoneError, read_file, sweep
from privacy.models import AccessLog, DataExport, SealedFile
from privacy.registry import ExportFile, PersonalData, RetentionRule, actor_labels
from privacy.services.exports import EXPORT_PURPOSE, discard_exports
from privacy.services.retention import purge_expired

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from accounts.models import User

#: The action under which a person's own files are opened for her copy.
EXPORT_ACTION = "privacy.export"
DOWNLOAD_ACTION = "privacy.download"
ACCESS_LOG_AGE = timedelta(days=2 * 365)
TASK_RESULT_AGE = timedelta(days=14)
#: Contents younger than this may belong to a transaction that has not ended.
SWEEP_AGE = timedelta(days=1)


def own_files(user: User) -> QuerySet[SealedFile]:
    """Return the readable files about a person, without copies of her data."""
    files = SealedFile.objects.filter(owner=user, wrapped_key__isnull=False)
    return files.exclude(purpose=EXPORT_PURPOSE).order_by("pk")


def _export(user: User) -> dict[str, Any]:
    opened = AccessLog.objects.filter(subject=user).select_related("actor")
    labels = actor_labels(row.actor for row in opened if row.actor)
    return {
        "files": [
            {"reference": str(file), "name": file.name, "received": file.created_at}
            for file in own_files(user)
        ],
        "opened": [
            {
                "what": row.object_ref,
                "action": row.action_label,
                "by": labels.get(row.actor_id or 0, ""),
                "at": row.at,
            }
            for row in opened
        ],
        "copies": [
            {"reference": str(export), "requested": export.requested_at}
            for export in DataExport.objects.filter(user=user)
        ],
    }


def _files(user: User) -> Iterator[ExportFile]:
    for file in own_files(user):
        try:
            content = read_file(file, actor=user, action=EXPORT_ACTION)
        except FileGoneError:
            # Destroyed while the copy was made.
            continue
        yield ExportFile(file.name, content)


def _forget(user: User) -> None:
    """Leave it to the erasure, which destroys files and copies in any case, and last."""


PERSONAL_DATA = PersonalData(name="privacy", export=_export, forget=_forget, files=_files)


RETENTION_RULES = (
    RetentionRule(
        name="privacy.access_log",
        title=_("Who opened which file"),
        description=_("Deleted two years after the file was opened."),
        rows=lambda now: AccessLog.objects.filter(at__lte=now - ACCESS_LOG_AGE),
    ),
    RetentionRule(
        name="privacy.exports",
        title=_("Copies of personal data"),
        description=_("Destroyed 48 hours after they were made."),
        rows=lambda now: DataExport.objects.filter(expires_at__lte=now),
        purge=lambda rows, now: discard_exports(list(rows.select_related("file"))),
    ),
    RetentionRule(
        name="privacy.sessions",
        title=_("Sessions that have ended"),
        description=_("Deleted with the next daily run after they expired."),
        rows=lambda now: Session.objects.filter(expire_date__lte=now),
    ),
    RetentionRule(
        name="privacy.task_results",
        title=_("Notes of finished background work"),
        description=_("Deleted 14 days after the work ended."),
        rows=lambda now: DBTaskResult.objects.filter(finished_at__lte=now - TASK_RESULT_AGE),
    ),
)

JOBS = (
    Job("privacy.purge", timedelta(days=1), purge_expired),
    Job("privacy.sweep", timedelta(days=1), lambda now: sweep(now - SWEEP_AGE)),
)
