"""Membership years and the dues owed for them: opened, chosen, paid, taken back, written off.

Every verb locks the charge it changes, so that what is derived from its payments is derived once.
Refusals are ValidationErrors with words for the person in front of the form.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from membership.enums import Capability, MemberStatus, PaymentMethod, PaymentState
from membership.letters import dues as letters
from membership.letters.kinds import DUES
from membership.models import DuesCharge, DuesPayment, MembershipPeriod
from membership.models.dues import ZERO
from membership.periods import GRACE_DAYS, due_date, last_day, year_containing
from membership.querysets import network_day
from membership.services.attesting import wanted_version
from notifications.services import cancel, send

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from django.utils.functional import Promise

    from accounts.models import User
    from membership.models import DuesTier, Member

#: The provider under which the treasurer's own records stand.
MANUAL = "manual"

#: Why a membership changed, as the member is told.
SETTLED = gettext_lazy("The dues of the year are settled.")
UNPAID = gettext_lazy("The dues of the year were not settled in time.")


class DuesError(ValidationError):
    """Something that cannot be done to the dues of a year as they stand."""


class AmountRefusedError(DuesError):
    """An amount that is too small, not positive, or in a currency that does not fit."""


class AlreadySettledError(DuesError):
    """The dues are no longer open, or the payment is taken back already."""


class AttestationWantedError(DuesError):
    """A member renews who has not attested to the words that hold today."""


class AlreadyBookedError(DuesError):
    """A payment with this reference is booked, for these dues or for others."""


# --- Years ----------------------------------------------------------------------------------


@transaction.atomic
def open_first_period(member: Member) -> MembershipPeriod:
    """Open the year of somebody who has just been admitted, and its dues.

    For one taken over from an older register it is the year around today. Admitted anew while a
    year of hers still runs, she keeps that one, with time to settle what is open of it.
    """
    today = network_day()
    latest = member.periods.select_related("charge").order_by("-starts").first()
    if latest is not None and latest.ends >= today:
        if latest.charge.is_open:
            give_time(latest.charge)
        return latest
    write_off_the_past(member)
    anchor = year_containing(member.joined_on, today) if latest is None else today
    return open_period(member, anchor, due_on=due_date(None, today))


@transaction.atomic
def open_period(member: Member, starts: date, *, due_on: date) -> MembershipPeriod:
    """Open a year that begins on a day, with its dues; one that is open already is returned."""
    period, is_new = MembershipPeriod.objects.get_or_create(
        member=member,
        starts=starts,
        defaults={
            "ends": last_day(starts),
            "due_on": due_on,
            "grace_until": due_on + timedelta(days=GRACE_DAYS),
        },
    )
    if is_new:
        DuesCharge.objects.create(period=period)
    return period


# --- Choosing -------------------------------------------------------------------------------


@transaction.atomic
def choose_tier(
    member: Member, charge: DuesCharge, tier: DuesTier, currency: str, amount: Decimal
) -> DuesCharge:
    """Keep what a member says she can pay: the tier's amount or more.

    Less is for a waiver. Raises AlreadySettledError once something is paid, waived or written off,
    and while a request for a waiver waits, which is made against what she chose; AmountRefusedError
    for an amount below the tier's or a currency it does not offer, and AttestationWantedError as
    `ask_for_attestation`.
    """
    locked = lock(charge.pk)
    is_said = locked.reduced_to is not None or locked.paid() or locked.waivers.pending().exists()
    if not locked.is_open or is_said:
        raise AlreadySettledError(_("These dues can no longer be changed here."))
    ask_for_attestation(locked.period)
    suggested = None if tier.is_archived else tier.suggested(currency)
    if locked.period.member_id != member.pk or suggested is None:
        raise AmountRefusedError(_("This choice is not offered in this currency."))
    if amount < suggested:
        raise AmountRefusedError(
            _("This is less than the answer you chose. Choose another answer, or ask for a waiver.")
        )
    locked.tier, locked.currency, locked.amount = tier, currency, amount.quantize(ZERO)
    locked.save(update_fields=["tier", "currency", "amount"])
    restate(locked)
    return locked


def ask_for_attestation(period: MembershipPeriod) -> None:
    """Refuse a renewal without the attestation of today. Raises AttestationWantedError."""
    if wanted_version(period):
        raise AttestationWantedError(_("Please read and confirm the attestation first."))


# --- Paying ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that came in, as a treasurer or a provider tells of it."""

    amount: Decimal
    currency: str
    method: PaymentMethod
    received_on: date
    reference: str = ""
    provider: str = MANUAL


def record_payment(charge_id: int, actor: User, receipt: Receipt) -> DuesPayment:
    """Book money that a treasurer saw come in; parts add up, and more than is owed is welcome.

    Raises DuesCharge.DoesNotExist outside the actor's regions or for her own dues, else as `book`.
    """
    with transaction.atomic():
        scoped(charge_id, actor)
        return book(charge_id, receipt, recorded_by=actor)


@transaction.atomic
def book(charge_id: int, receipt: Receipt, *, recorded_by: User | None = None) -> DuesPayment:
    """Book money, once: the reference is unique at its provider.

    Raises AlreadyBookedError for a reference that is booked, AmountRefusedError for money in
    another currency than the dues, for none, or before the member has chosen what she owes.
    """
    charge = lock(charge_id)
    if charge.amount is None:
        raise AmountRefusedError(_("The member has not chosen the dues yet."))
    amount = receipt.amount.quantize(ZERO)
    if receipt.currency != charge.currency or amount <= 0:
        raise AmountRefusedError(
            _("The amount must be above zero, in the currency of the dues: %(currency)s.")
            % {"currency": charge.currency}
        )
    reference = " ".join(receipt.reference.split())
    try:
        with transaction.atomic():
            payment = DuesPayment.objects.create(
                charge=charge,
                amount=amount,
                currency=receipt.currency,
                method=receipt.method,
                provider=receipt.provider,
                reference=reference,
                received_on=receipt.received_on,
                recorded_by=recorded_by,
            )
    except IntegrityError as error:
        raise AlreadyBookedError(_("A payment with this reference is booked already.")) from error
    restate(charge)
    member = charge.period.member
    if member.user is not None:
        send(
            DUES,
            member.user,
            lambda: letters.payment_received(payment),
            dedupe_key=f"dues-payment:{payment.pk}",
        )
    return payment


def void_payment(payment_id: int, actor: User, reason: str) -> DuesPayment:
    """Take back a payment that was recorded by mistake; its reference may be booked again.

    Raises as `refund_payment`.
    """
    return _undo(payment_id, actor, PaymentState.VOIDED, reason)


def refund_payment(payment_id: int, actor: User, reason: str) -> DuesPayment:
    """Say that a payment was paid back; its reference stays taken.

    Raises DuesPayment.DoesNotExist outside the actor's regions or for her own dues,
    AlreadySettledError when it was taken back before, DuesError without a reason.
    """
    return _undo(payment_id, actor, PaymentState.REFUNDED, reason)


@transaction.atomic
def _undo(payment_id: int, actor: User, state: PaymentState, reason: str) -> DuesPayment:
    payment = DuesPayment.objects.for_actor(actor, Capability.SEE_AMOUNTS).get(pk=payment_id)
    if not reason.strip():
        raise DuesError(_("Say why the payment is taken back."))
    charge = lock(payment.charge_id)
    was_open = charge.is_open
    payment = DuesPayment.objects.select_for_update(of=("self",)).get(pk=payment_id)
    if not payment.is_standing:
        raise AlreadySettledError(_("This payment has been taken back already."))
    payment.state, payment.undo_reason = state, reason.strip()
    payment.undone_by, payment.undone_at = actor, timezone.now()
    payment.save(update_fields=["state", "undo_reason", "undone_by", "undone_at"])
    restate(charge)
    if charge.is_open and not was_open:
        give_time(charge)
    member = charge.period.member
    if member.user is not None:
        send(
            DUES,
            member.user,
            lambda: letters.payment_taken_back(payment),
            dedupe_key=f"dues-undone:{payment.pk}",
        )
    return payment


@transaction.atomic
def write_off(charge_id: int, actor: User, reason: str) -> DuesCharge:
    """Give up what is still owed for a year; the member keeps, or gets back, her rights.

    Raises DuesCharge.DoesNotExist outside the actor's regions or for her own dues,
    AlreadySettledError when nothing is owed any more, DuesError without a reason.
    """
    charge = scoped(charge_id, actor)
    if not reason.strip():
        raise DuesError(_("Say why the dues are written off."))
    if not charge.is_open:
        raise AlreadySettledError(_("Nothing is owed any more."))
    charge.written_off_at, charge.written_off_by = timezone.now(), actor
    charge.write_off_reason = reason.strip()
    charge.save(update_fields=["written_off_at", "written_off_by", "write_off_reason"])
    restate(charge)
    return charge


# --- What every verb does -------------------------------------------------------------------


def lock(charge_id: int) -> DuesCharge:
    """Return a charge that nobody else changes until the transaction ends.

    Read anew once it is held: PostgreSQL gives whoever waited for a lock the locked row as it is
    now, but the rows joined to it as they were before.
    """
    DuesCharge.objects.select_for_update().only("pk").get(pk=charge_id)
    return DuesCharge.objects.select_related("period__member__user", "tier").get(pk=charge_id)


def scoped(charge_id: int, actor: User) -> DuesCharge:
    """Return a locked charge of the actor's. Raises DuesCharge.DoesNotExist for any other."""
    charge = DuesCharge.objects.for_actor(actor, Capability.SEE_AMOUNTS).get(pk=charge_id)
    return lock(charge.pk)


def restate(charge: DuesCharge) -> None:
    """Derive the state of a locked charge anew, and do what follows when it is settled.

    Reminders are called back, a request for a waiver that waits is closed, and who lapsed for want
    of these dues is a member again.
    """
    charge.state = charge.state_after(charge.paid())
    charge.save(update_fields=["state"])
    if charge.is_open:
        return
    from membership.services.waivers import close_pending

    cancel(reminder_prefix(charge))
    close_pending(charge)
    _bring_back(charge.period.member)


def reminder_prefix(charge: DuesCharge) -> str:
    """Return what the keys of all reminders of a charge begin with."""
    return f"dues-reminder:{charge.pk}:"


def give_time(charge: DuesCharge) -> None:
    """Leave a member the usual days before she lapses, when what was settled is open again."""
    until = network_day() + timedelta(days=GRACE_DAYS)
    MembershipPeriod.objects.filter(pk=charge.period_id, grace_until__lt=until).update(
        grace_until=until
    )
    charge.period.refresh_from_db(fields=["grace_until"])


def has_lapsed_for_dues(member: Member) -> bool:
    """Return whether a member is lapsed for want of dues and nothing else.

    Whoever was lapsed by a person, before or afterwards, is not brought back by money.
    """
    return (
        member.status == MemberStatus.LAPSED
        and member.periods.filter(lapsed_at__gte=member.status_since).exists()
    )


def lapse_for(period: MembershipPeriod) -> None:
    """Take an active member's rights because a year's dues were not settled in time."""
    from membership.services.members import lapse

    lapse(period.member, reason=_in_words_of(period.member, UNPAID))
    period.lapsed_at = timezone.now()
    period.save(update_fields=["lapsed_at"])


def _bring_back(member: Member) -> None:
    """Give a member her rights back if nothing is left that she lapsed for, or would lapse for."""
    from membership.services.members import reinstate

    today = network_day()
    charges = DuesCharge.objects.filter(period__member=member)
    is_late = Q(period__lapsed_at__isnull=False) | Q(period__grace_until__lt=today)
    if (
        not has_lapsed_for_dues(member)
        or not member.periods.filter(starts__lte=today, ends__gte=today).exists()
        or charges.open().without_pending_waiver().filter(is_late).exists()
    ):
        return
    # The rule acts, not who recorded the money or decided: that asks for no right over members,
    # and their names stand at the payment or the decision.
    reinstate(member, reason=_in_words_of(member, SETTLED))
    member.periods.update(lapsed_at=None)


def write_off_the_past(member: Member) -> None:
    """Give up what a member owed for years that are over: she begins again without debts."""
    for charge in DuesCharge.objects.open().filter(
        period__member=member, period__ends__lt=network_day()
    ):
        locked = lock(charge.pk)
        locked.written_off_at = timezone.now()
        locked.save(update_fields=["written_off_at"])
        restate(locked)


def _in_words_of(member: Member, reason: Promise) -> str:
    """Return a reason in the member's language: it is kept, and she is told it."""
    with override(member.user.language if member.user else "en"):
        return str(reason)
