"""Renewals: the next year opens, members are reminded, whoever does not answer lapses.

`run` is the daily job. Each step takes one row at a time, looks again at it under a lock, and is
made unique in the database before it happens; two runs at once do together what one would.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from membership.enums import MemberStatus
from membership.letters import dues as letters
from membership.letters.kinds import DUES
from membership.models import DuesCharge, Member
from membership.periods import OPENING_DAYS, REMINDER_DAYS, due_date, year_containing
from membership.querysets import network_day
from membership.services.dues import (
    DuesError,
    has_lapsed_for_dues,
    lapse_for,
    lock,
    open_period,
    reminder_prefix,
    write_off_the_past,
)
from notifications.services import send

if TYPE_CHECKING:
    from datetime import date, datetime

    from membership.models import MembershipPeriod
    from membership.querysets import DuesChargeQuerySet


class CannotReturnError(DuesError):
    """Someone asks for a new year who has not lapsed for want of dues, or whose year still runs."""


def run(now: datetime) -> None:
    """Open the years that begin soon, remind members of what is open, lapse those past grace."""
    today = now.date()
    open_next_periods(today)
    remind(today)
    lapse_unpaid(today)


def open_next_periods(today: date) -> int:
    """Open the next year, with its dues, for members whose year ends soon; return how many."""
    opened = 0
    until = today + timedelta(days=OPENING_DAYS)
    ending = Member.objects.active().alias(last_day=Max("periods__ends"))
    for member_id in list(ending.filter(last_day__lte=until).values_list("pk", flat=True)):
        with transaction.atomic():
            member = (
                Member.objects.active().select_for_update(of=("self",)).filter(pk=member_id).first()
            )
            ends = member.periods.aggregate(last=Max("ends"))["last"] if member else None
            if member is None or ends is None or ends > until:
                continue
            starts = year_containing(ends + timedelta(days=1), today)
            open_period(member, starts, due_on=due_date(ends, today))
            opened += 1
    return opened


def remind(today: date) -> int:
    """Write the reminders that are due, the latest only where several were missed."""
    sent = 0
    for charge_id in _waiting(DuesCharge.objects.filter(period__grace_until__gte=today)):
        with transaction.atomic():
            charge = lock(charge_id)
            user = charge.period.member.user
            days = _days_of_reminder(charge.period, today)
            if days is None or user is None or not _is_waiting(charge):
                continue
            mail = send(
                DUES,
                user,
                partial(letters.reminder, charge.period, is_late=charge.period.due_on < today),
                dedupe_key=f"{reminder_prefix(charge)}{days:+d}",
            )
            sent += mail is not None
    return sent


def lapse_unpaid(today: date) -> int:
    """Lapse the members whose grace is over, each year once; return how many.

    Whoever a person brings back in spite of it stays, and so does whoever was no active member
    when the grace ran out.
    """
    lapsed = 0
    late = DuesCharge.objects.filter(
        period__grace_until__lt=today,
        period__lapsed_at__isnull=True,
        period__member__status_since__date__lte=F("period__grace_until"),
    )
    for charge_id in _waiting(late):
        with transaction.atomic():
            charge = lock(charge_id)
            period = charge.period
            if (
                _is_waiting(charge)
                and period.grace_until < today
                and period.lapsed_at is None
                and period.member.is_active
                and period.member.status_since.date() <= period.grace_until
            ):
                lapse_for(period)
                lapsed += 1
    return lapsed


def _waiting(charges: DuesChargeQuerySet) -> list[int]:
    """Return the charges of active members on which nobody but the member has to act."""
    return list(
        charges.open()
        .without_pending_waiver()
        .filter(period__member__status=MemberStatus.ACTIVE, period__member__user__is_active=True)
        .values_list("pk", flat=True)
    )


def _is_waiting(charge: DuesCharge) -> bool:
    return charge.is_open and not charge.waivers.pending().exists()


def _days_of_reminder(period: MembershipPeriod, today: date) -> int | None:
    """Return which reminder a day asks for, None where it is too early for any."""
    passed = [days for days in REMINDER_DAYS if period.due_on + timedelta(days=days) <= today]
    return max(passed, default=None)


# --- Coming back ----------------------------------------------------------------------------


def may_come_back(member: Member) -> bool:
    """Return whether a lapsed member can ask for a new year: her last one is over."""
    latest = member.periods.order_by("-starts").first()
    return latest is not None and latest.ends < network_day() and has_lapsed_for_dues(member)


@transaction.atomic
def come_back(member: Member) -> DuesCharge:
    """Open a new year for somebody who lapsed and whose year has ended since.

    She owes nothing for the time between, and is a member again once the new dues are settled.
    Raises CannotReturnError when she has not lapsed for want of dues or her year still runs.
    """
    member = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if not may_come_back(member):
        raise CannotReturnError(_("No new year can be opened for you here."))
    today = network_day()
    write_off_the_past(member)
    period = open_period(member, today, due_on=due_date(None, today))
    period.lapsed_at = timezone.now()
    period.save(update_fields=["lapsed_at"])
    return period.charge
