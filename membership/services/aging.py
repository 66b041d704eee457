"""What becomes of applications that nobody goes on with: closed, emptied, forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from membership.enums import ApplicationStatus, ApplicationVerb
from membership.letters import applications as letters
from membership.models import Application
from membership.services.applications import INFO_DAYS, record, remove_file, tell_applicant
from membership.services.queue import review_prefix
from notifications.services import cancel

if TYPE_CHECKING:
    from accounts.models import User

DRAFT_DAYS = 30
#: Personal texts, and what each becomes when it is emptied.
EMPTIED: dict[str, Any] = {
    "first_name": "",
    "last_name": "",
    "organisation": "",
    "admissions": "",
    "website": "",
    "languages": [],
    "statement": "",
    "represents_employers": None,
    "conflicts_text": "",
}


def expire(now: datetime) -> int:
    """Close drafts and questions that their applicants left lying; returns how many."""
    return sum(
        _expire(application, now)
        for status, days in (
            (ApplicationStatus.DRAFT, DRAFT_DAYS),
            (ApplicationStatus.INFO_REQUESTED, INFO_DAYS),
        )
        for application in Application.objects.filter(
            status=status, waiting_since__lte=now - timedelta(days=days)
        ).select_related("user")
    )


@transaction.atomic
def _expire(application: Application, now: datetime) -> bool:
    before = application.status
    if not Application.objects.filter(
        pk=application.pk, status=before, waiting_since=application.waiting_since
    ).update(status=ApplicationStatus.EXPIRED, waiting_since=now):
        return False
    application.refresh_from_db()
    event = record(application, ApplicationVerb.EXPIRED, None, before)
    tell_applicant(application, event, lambda: letters.expired(application))
    return True


@transaction.atomic
def purge(application: Application, now: datetime) -> bool:
    """Empty what an applicant wrote and what was written about her, and destroy the résumé.

    Reference, country and outcome stay. Returns False where it changed meanwhile.
    """
    rows = Application.objects.filter(
        pk=application.pk, status=application.status, purged_at__isnull=True
    )
    if not rows.update(purged_at=now, **EMPTIED):
        return False
    application.refresh_from_db()
    remove_file(application)
    application.events.update(note_internal="", note_to_applicant="", note_from_applicant="")
    return True


def forget_applications(user: User) -> None:
    """Empty all that someone wrote who erases her account; what is open is closed with it."""
    now = timezone.now()
    for application in Application.objects.of_applicant(user).select_for_update():
        if application.status in ApplicationStatus.open():
            before, application.status = application.status, ApplicationStatus.WITHDRAWN
            application.save(update_fields=["status"])
            record(application, ApplicationVerb.WITHDRAWN, None, before)
        cancel(review_prefix(application))
        purge(application, now)
        # Also what was kept after a first emptying.
        remove_file(application)
