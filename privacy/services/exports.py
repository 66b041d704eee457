"""The copy of everything the site knows of a person, for herself."""

from __future__ import annotations

import io
import json
import logging
import zipfile
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from privacy import registry
from privacy.enums import ExportState, FileKind
from privacy.files import keep_bytes, shred
from privacy.models import DataExport
from privacy.signals import export_ready
from privacy.tasks import make_export

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)

#: How long a copy can be fetched.
EXPORT_LIFETIME = timedelta(hours=48)
#: The purpose of the sealed files that hold copies; they are in no copy themselves.
EXPORT_PURPOSE = "export"


def export_data(user: User) -> bytes:
    """Return a ZIP of everything registered about a person.

    One JSON file per app, her own files in a folder, and a README in her language. Opening her
    sealed files for it is written to the access log like any other opening.
    """
    packed = io.BytesIO()
    with (
        translation.override(user.language),
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        archive.writestr("README.txt", _readme())
        number = 0
        for data in registry.personal_data():
            content = json.dumps(
                data.export(user), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2
            )
            archive.writestr(f"{data.name}.json", content)
            for file in data.files(user):
                number += 1
                archive.writestr(f"files/{number:03}-{file.name}", file.content)
    return packed.getvalue()


def _readme() -> str:
    return "\n\n".join(
        [
            _("This is a copy of what the ILAW Network's site keeps about you."),
            _(
                "Every file whose name ends in .json holds the data of one part of the site. It is "
                "text: a browser or an editor opens it, and other programs can read it. Times are "
                "in UTC."
            ),
            _("The folder “files” holds the files you sent, as you sent them."),
            _(
                "Keep this copy where nobody else can read it. What you do not want kept, you can "
                "change or erase in your account."
            ),
        ]
    )


@transaction.atomic
def request_export(user: User) -> DataExport:
    """Have a copy made in the background; who asks twice meanwhile gets one.

    A copy that is still being made is asked of the worker again, in case it was lost.
    """
    DataExport.objects.filter(user=user, state=ExportState.FAILED).delete()
    export, _is_new = DataExport.objects.get_or_create(
        user=user,
        state=ExportState.PENDING,
        defaults={"expires_at": timezone.now() + EXPORT_LIFETIME},
    )
    transaction.on_commit(partial(make_export.enqueue, export.pk))
    return export


def build_export(export_id: int) -> None:
    """Make a copy ready, replacing older ones; two workers at once leave one.

    A failure is told to its owner by the state. It is not raised: what a task raises is kept in
    the database in words, and they may quote the data.
    """
    waiting = DataExport.objects.filter(pk=export_id, state=ExportState.PENDING)
    export = waiting.select_related("user").first()
    if export is None:
        return
    try:
        _make_ready(export, export_data(export.user))
    except Exception:  # whatever it was: it is logged, and the owner told
        logger.exception("%s could not be made.", export)
        waiting.update(state=ExportState.FAILED)


@transaction.atomic
def _make_ready(export: DataExport, content: bytes) -> None:
    """Keep the content as the one copy; do nothing where the copy or its owner went meanwhile."""
    # The account before its copy, as its erasure locks them: they must not wait for one another.
    owner = type(export.user)._base_manager.select_for_update().filter(pk=export.user_id).first()
    waiting = DataExport.objects.filter(pk=export.pk, state=ExportState.PENDING)
    expires_at = timezone.now() + EXPORT_LIFETIME
    # Before anything is kept, so that only one of two workers goes on.
    if owner is None or not waiting.update(state=ExportState.READY, expires_at=expires_at):
        return
    older = DataExport.objects.filter(user=owner).exclude(pk=export.pk)
    discard_exports(list(older.select_related("file")))
    export.file = keep_bytes(
        content,
        name=f"ilaw-{timezone.now():%Y-%m-%d}.zip",
        kind=FileKind.ZIP,
        owner=owner,
        purpose=EXPORT_PURPOSE,
    )
    export.save(update_fields=["file"])
    export.refresh_from_db()
    export_ready.send(sender=DataExport, user=owner, export=export)


def discard_exports(exports: list[DataExport]) -> int:
    """Destroy copies with their files, and return how many those were."""
    for export in exports:
        if export.file is not None:
            shred(export.file)
        export.delete()
    return len(exports)
