"""How the dues of a year stand, with all that the member's and the treasurer's page say of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from membership.enums import DuesState, MemberStatus
from membership.models import DuesCharge, Member
from membership.models.dues import ZERO
from membership.services.attesting import wanted_version
from membership.services.payments import online_providers

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from accounts.models import User
    from membership.models import DuesPayment, WaiverRequest
    from membership.services.payments import PaymentProvider


@dataclass(frozen=True, slots=True)
class Statement:
    """The dues of one year."""

    charge: DuesCharge
    payments: list[DuesPayment]
    #: The latest request for a waiver.
    waiver: WaiverRequest | None
    paid: Decimal
    needs_attestation: bool

    @property
    def left(self) -> Decimal | None:
        """Return what is still to be paid, None while nobody has chosen how much is owed."""
        owed = self.charge.owed
        if owed is None:
            return None
        return max(owed - self.paid, ZERO) if self.charge.is_open else ZERO

    @property
    def providers(self) -> list[PaymentProvider]:
        """Return by whom what is left can be paid at once."""
        return online_providers(self.charge.currency) if self.left else []

    @property
    def has_pending_waiver(self) -> bool:
        """Return whether somebody has to decide first."""
        return self.waiver is not None and self.waiver.is_pending

    @property
    def grace_until(self) -> date | None:
        """Return until when nothing happens though nothing is paid; None for whoever has lapsed."""
        period = self.charge.period
        return period.grace_until if period.member.is_active else None

    @property
    def may_choose(self) -> bool:
        """Return whether the member may still say how much she can pay."""
        return (
            self.charge.is_open
            and self.charge.reduced_to is None
            and not self.paid
            and not self.has_pending_waiver
        )

    @property
    def may_ask(self) -> bool:
        """Return whether the member may ask for a waiver."""
        return self.charge.is_open and not self.has_pending_waiver


def statement_of(charge: DuesCharge) -> Statement:
    """Return the statement of a charge, whose period and member are loaded."""
    payments, waivers = list(charge.payments.all()), list(charge.waivers.all())
    return Statement(
        charge=charge,
        payments=payments,
        waiver=waivers[-1] if waivers else None,
        paid=sum((row.amount for row in payments if row.is_standing), ZERO),
        needs_attestation=charge.is_open and bool(wanted_version(charge.period)),
    )


def dues_states(members: list[Member]) -> dict[int, str]:
    """Return the state of the latest year's dues by member id: what a coordinator may know.

    One query for any number of members; those without a year are missing.
    """
    rows = DuesCharge.objects.filter(period__member__in=members).order_by("period__starts")
    return dict(rows.values_list("period__member_id", "state"))


def has_dues(user: User) -> bool:
    """Return whether a person has anything to do with dues: she is or was lately a member."""
    return Member.objects.filter(user=user).exclude(status=MemberStatus.ENDED).exists()


def summary(user: User) -> str:
    """Say in a few words how the latest year's dues stand."""
    charge = (
        DuesCharge.objects.of_user(user)
        .select_related("period")
        .order_by("-period__starts")
        .first()
    )
    if charge is None:
        return ""
    if charge.waivers.pending().exists():
        return _("Your request for a waiver is waiting for a decision.")
    if charge.is_open:
        return _("Due on %(date)s") % {"date": date_format(charge.period.due_on)}
    until = {"date": date_format(charge.period.ends)}
    if charge.state == DuesState.PAID:
        return _("Paid until %(date)s") % until
    return _("Settled until %(date)s") % until
