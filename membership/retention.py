"""How long membership keeps what people wrote about themselves.

The rows stay with their reference and outcome; the texts are emptied and the résumé's key is
destroyed.
"""

from __future__ import annotations

import calendar
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from membership.enums import ApplicationStatus
from membership.models import Application, Invitation
from membership.services.aging import purge
from membership.services.applications import remove_file
from membership.services.invitations import empty_addresses
from privacy.registry import RetentionRule, register_retention_rule

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

#: Days after which the résumé of somebody who was admitted is destroyed.
APPROVED_RESUME_AGE = timedelta(days=90)
#: Days after which what was withdrawn, or left lying as a draft, is emptied.
ABANDONED_AGE = timedelta(days=30)
#: Days after which the address of an invitation that is over is emptied.
INVITATION_AGE = timedelta(days=30)


def months_before(moment: datetime, months: int) -> datetime:
    """Return the same time of day some months earlier, on the month's last day where it is short."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def declined(now: datetime) -> QuerySet[Application]:
    """Return the declined applications whose time is over."""
    months = settings.MEMBERSHIP_DECLINED_MONTHS
    return Application.objects.filter(
        status=ApplicationStatus.DECLINED,
        decided_at__lte=months_before(now, months),
        purged_at__isnull=True,
    )


def approved_with_resume(now: datetime) -> QuerySet[Application]:
    """Return the approved applications whose résumé has served."""
    return Application.objects.filter(
        status=ApplicationStatus.APPROVED,
        decided_at__lte=now - APPROVED_RESUME_AGE,
        resume__isnull=False,
    )


def abandoned(now: datetime) -> QuerySet[Application]:
    """Return what was withdrawn or left lying."""
    return Application.objects.filter(
        status__in=ApplicationStatus.abandoned(),
        waiting_since__lte=now - ABANDONED_AGE,
        purged_at__isnull=True,
    )


def purge_all(rows: QuerySet[Application], now: datetime) -> int:
    """Empty the applications of a query, each in a transaction of its own."""
    return sum(purge(application, now) for application in rows)


def remove_resumes(rows: QuerySet[Application], now: datetime) -> int:
    """Destroy the résumés of a query, each in a transaction of its own."""
    count = 0
    for application in rows.select_related("resume"):
        with transaction.atomic():
            count += remove_file(application)
    return count


def invitations_over(now: datetime) -> QuerySet[Invitation]:
    """Return the invitations that ended some time ago and still name an address."""
    ended = now - INVITATION_AGE
    return Invitation.objects.exclude(address="").filter(
        Q(used_at__lte=ended) | Q(revoked_at__lte=ended) | Q(expires_at__lte=ended)
    )


def empty_invitations(rows: QuerySet[Invitation], now: datetime) -> int:
    """Empty the addresses of a query's invitations."""
    return empty_addresses(Invitation.objects.filter(pk__in=[row.pk for row in rows]))


def register() -> None:
    """Have personal data of applicants end in time."""
    for rule in (
        RetentionRule(
            "membership.declined",
            _("Declined applications"),
            _("Emptied some months after the decision; reference and outcome stay."),
            declined,
            purge_all,
        ),
        RetentionRule(
            "membership.approved_resumes",
            _("Résumés of approved applications"),
            _("Destroyed 90 days after the approval."),
            approved_with_resume,
            remove_resumes,
        ),
        RetentionRule(
            "membership.abandoned",
            _("Withdrawn and expired applications"),
            _("Emptied 30 days after they ended."),
            abandoned,
            purge_all,
        ),
        RetentionRule(
            "membership.invitations",
            _("Addresses of invitations"),
            _("Emptied 30 days after an invitation was used or taken back, or ran out."),
            invitations_over,
            empty_invitations,
        ),
    ):
        register_retention_rule(rule)
