"""The dues of the demo's members, in every state that dues can be in."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from accounts.models import User
from home.demo.past import happening
from home.services import content
from membership.enums import PaymentMethod, WaiverState
from membership.models import (
    AttestationText,
    DuesCharge,
    DuesPayment,
    DuesSettings,
    DuesTier,
    MembershipPeriod,
    WaiverRequest,
)
from membership.periods import GRACE_DAYS, OPENING_DAYS, last_day, year_containing
from membership.querysets import network_day
from membership.services.attesting import attest, wanted_version
from membership.services.dues import Receipt, choose_tier, open_period, record_payment, write_off
from membership.services.waivers import decide_waiver, request_waiver

if TYPE_CHECKING:
    from collections.abc import Mapping

    from membership.models import Member

#: What a block about dues writes.
MODELS = (MembershipPeriod, DuesCharge, DuesPayment, WaiverRequest)
#: Days into a year on which the demo's members pay; nobody pays later than the day before yesterday.
_PAYING_DAY = 9
_LATEST = 2
#: Days for which a request for a waiver has waited, and for which others had waited.
_WAITING_DAYS = 12
_WAITED_DAYS = 3


def build_settings() -> None:
    """Say how to pay, where nobody has said so."""
    settings = DuesSettings.load()
    if not settings.how_to_pay:
        settings.how_to_pay = content("people/dues")["how_to_pay"]
        settings.save()


def build_dues(member: Member, person: Mapping[str, Any]) -> None:
    """Bring the dues of a new member to the state that the demo's files tell.

    Where her year ends soon the next one is open, as after the daily job, and the state is that
    year's; the one before is paid.
    """
    period = _put_in_time(member)
    today = network_day()
    if period.ends <= today + timedelta(days=OPENING_DAYS):
        _settle(member, period.charge, person, "paid")
        opened_days_ago = OPENING_DAYS - (period.ends - today).days
        with happening(opened_days_ago, *MODELS):
            period = open_period(member, period.ends + timedelta(days=1), due_on=period.ends)
    _settle(member, period.charge, person, person["dues"])


def _put_in_time(member: Member) -> MembershipPeriod:
    """Return a member's year, with the dates it had if it had been opened in its time."""
    period = member.periods.select_related("charge").latest("starts")
    starts = year_containing(member.joined_on, network_day())
    is_first = starts == member.joined_on
    period.starts, period.ends = starts, last_day(starts)
    period.due_on = starts + timedelta(days=OPENING_DAYS if is_first else -1)
    period.grace_until = period.due_on + timedelta(days=GRACE_DAYS)
    period.save()
    return period


def _settle(member: Member, charge: DuesCharge, person: Mapping[str, Any], dues: str) -> None:
    """Let a member choose and pay, or ask for a waiver, and others decide."""
    since = (network_day() - charge.period.starts).days
    days_ago = max(since - _PAYING_DAY, _LATEST)
    match dues:
        case "paid" | "part_paid":
            _choose(member, charge, person, days_ago)
            _pay(charge, person, days_ago, share=1 if dues == "paid" else 2)
        case "due" if since > OPENING_DAYS:
            _choose(member, charge, person, days_ago)
        case "waived":
            _ask(member, charge, person, days_ago + _WAITED_DAYS)
            _decide(member, charge, person, days_ago, WaiverState.GRANTED)
        case "part_waived":
            _choose(member, charge, person, days_ago + _WAITED_DAYS)
            _ask(member, charge, person, days_ago + _WAITED_DAYS, share=2)
            _decide(member, charge, person, days_ago, WaiverState.PART_GRANTED)
        case "waiver_declined":
            _choose(member, charge, person, days_ago + _WAITED_DAYS)
            _ask(member, charge, person, days_ago + _WAITED_DAYS)
            _decide(member, charge, person, days_ago, WaiverState.DECLINED)
        case "waiver_pending":
            _ask(member, charge, person, _WAITING_DAYS)
        case "written_off":
            _choose(member, charge, person, days_ago)
            with happening(days_ago, *MODELS):
                write_off(charge.pk, _treasurer(), content("people/dues")["write_off_reason"])
    charge.refresh_from_db()


def _treasurer() -> User:
    return User.objects.get(email="treasurer@example.org")


def _attest(charge: DuesCharge, person: Mapping[str, Any]) -> None:
    """Attest to what the network asks of its members, where a renewal asks for it again."""
    if wanted_version(charge.period):
        attest(charge.period, AttestationText.objects.current(person["language"]))


def _choose(member: Member, charge: DuesCharge, person: Mapping[str, Any], days_ago: int) -> None:
    tier, currency = DuesTier.objects.get(code=person["tier"]), person["currency"]
    amount = tier.suggested(currency)
    if amount is None:
        raise ValueError(f"The demo's dues are not offered in {currency}.")
    with happening(days_ago, *MODELS):
        _attest(charge, person)
        choose_tier(member, charge, tier, currency, amount)
    charge.refresh_from_db()


def _pay(charge: DuesCharge, person: Mapping[str, Any], days_ago: int, *, share: int) -> None:
    if charge.amount is None:
        raise ValueError("Nobody pays before she has chosen.")
    receipt = Receipt(
        amount=charge.amount / share,
        currency=charge.currency,
        method=PaymentMethod(person["method"]),
        received_on=network_day() - timedelta(days=days_ago),
        reference=f"Demo {charge.token}",
    )
    with happening(days_ago, *MODELS):
        record_payment(charge.pk, _treasurer(), receipt)


def _ask(
    member: Member,
    charge: DuesCharge,
    person: Mapping[str, Any],
    days_ago: int,
    *,
    share: int = 0,
) -> None:
    """Ask to pay nothing, or one part of what is owed in so many."""
    asked = charge.amount / share if share and charge.amount is not None else Decimal(0)
    with happening(days_ago, *MODELS):
        _attest(charge, person)
        request_waiver(member, charge, reason=person["waiver"]["reason"], asked_amount=asked)


def _decide(
    member: Member,
    charge: DuesCharge,
    person: Mapping[str, Any],
    days_ago: int,
    outcome: WaiverState,
) -> None:
    """Let the region's coordinator decide; the secretariat for those whom only it may know."""
    waiver = charge.waivers.pending().get()
    decider = "secretary" if person.get("is_shielded") else f"coordinator-{member.region.code}"
    with happening(days_ago, *MODELS):
        decide_waiver(
            waiver.pk,
            User.objects.get(email=f"{decider}@example.org"),
            outcome,
            answer=person["waiver"]["answer"],
        )
