"""What is owed for a year: chosen, paid in parts, taken back, written off."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from membership.enums import DuesState, MemberStatus, PaymentState
from membership.models import DuesCharge, DuesPayment, DuesTier, MembershipPeriod
from membership.money import CURRENCY_CODES, money
from membership.services import dues, payments, renewals, waivers
from membership.services.members import admit, end, lapse
from notifications.models import OutgoingMail
from tests.membership.dues_scenes import (
    HUNDRED,
    at_once,
    charge_of,
    owing_member,
    receipt,
    tier,
    treasurer,
)
from tests.membership.factories import MemberFactory, fresh, person

pytestmark = pytest.mark.django_db


# --- Tiers and money ------------------------------------------------------------------------


def test_tiers_are_there_in_seven_languages_and_every_currency():
    rows = DuesTier.objects.all()
    assert [row.code for row in rows] == ["supporting", "regular", "modest", "small"]
    for row in rows:
        assert (
            set(row.labels) == set(row.descriptions) == {"en", "fr", "es", "de", "ru", "ar", "pt"}
        )
        assert set(row.suggested_amounts) == set(CURRENCY_CODES)
        assert all(row.suggested(code) > 0 for code in CURRENCY_CODES)


@pytest.mark.parametrize(
    "amounts",
    [
        [],
        {"EUR": "much"},
        {"EUR": None},
        {"EUR": "NaN"},
        {"EUR": -1},
        {"EUR": 10**10},
        {"JPY": 100},
    ],
)
def test_a_tier_holds_nothing_but_amounts(amounts):
    row = tier("small")
    row.suggested_amounts = {"EUR": "10.50", "XOF": 5000}
    row.full_clean()
    row.suggested_amounts = amounts
    with pytest.raises(ValidationError, match="suggested_amounts"):
        row.full_clean()


def test_money_is_written_as_the_reader_writes_it():
    amount = Decimal("1234.50")
    with translation.override("en"):
        assert money(amount, "EUR") == "€1,234.50"
    with translation.override("de"):
        assert money(amount, "EUR") == "1.234,50\xa0€"


# --- Years ----------------------------------------------------------------------------------


def test_a_new_member_has_a_year_and_thirty_days_to_settle_it():
    member = MemberFactory(joined_on=timezone.now().date())
    period = dues.open_first_period(member)
    today = timezone.now().date()
    assert (period.starts, period.due_on) == (today, today + timedelta(days=30))
    assert period.grace_until == today + timedelta(days=60)
    assert period.charge.state == DuesState.DUE
    assert period.charge.amount is None
    assert dues.open_first_period(member) == period
    assert DuesCharge.objects.count() == 1


def test_a_member_of_an_older_register_gets_the_year_around_today():
    with time_machine.travel("2026-03-10 09:00Z"):
        member = MemberFactory(joined_on="2021-05-01")
        member.refresh_from_db()
        period = dues.open_first_period(member)
    assert period.starts.isoformat() == "2025-05-01"
    assert period.ends.isoformat() == "2026-04-30"


def test_who_is_admitted_again_in_a_running_year_has_time_to_settle_it():
    member, _charge = owing_member()
    end(member, actor=person("coordinator"))
    after_grace = timezone.now() + timedelta(days=100)
    with time_machine.travel(after_grace):
        admit(
            member.user,
            country=member.country,
            languages=member.languages,
            shielded=False,
        )
        assert member.periods.get().grace_until == after_grace.date() + timedelta(days=30)
        renewals.lapse_unpaid(after_grace.date())
    member.refresh_from_db()
    assert member.is_active
    assert renewals.lapse_unpaid(after_grace.date() + timedelta(days=31)) == 1


def test_two_years_of_a_member_never_begin_on_one_day():
    period = charge_of(MemberFactory()).period
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipPeriod.objects.create(
            member=period.member,
            starts=period.starts,
            ends=period.ends,
            due_on=period.due_on,
            grace_until=period.grace_until,
        )


# --- Choosing -------------------------------------------------------------------------------


def test_a_member_may_choose_more_than_a_tier_says_but_not_less():
    member, charge = owing_member(None)
    small = tier("small")
    with pytest.raises(dues.AmountRefusedError):
        dues.choose_tier(member, charge, small, "EUR", Decimal("9.99"))
    assert dues.choose_tier(member, charge, small, "EUR", Decimal("10")).amount == Decimal("10.00")
    assert dues.choose_tier(member, charge, small, "KES", Decimal("5000")).currency == "KES"


def test_a_currency_or_a_tier_that_is_not_offered_is_refused():
    member, charge = owing_member(None)
    old = tier("small")
    with pytest.raises(dues.AmountRefusedError):
        dues.choose_tier(member, charge, old, "JPY", HUNDRED)
    old.is_archived = True
    with pytest.raises(dues.AmountRefusedError):
        dues.choose_tier(member, charge, old, "EUR", HUNDRED)
    with pytest.raises(dues.AmountRefusedError):
        dues.choose_tier(MemberFactory(), charge, tier("modest"), "EUR", HUNDRED)


def test_what_is_paid_in_part_is_no_longer_chosen_anew():
    member, charge = owing_member()
    dues.book(charge.pk, receipt("40"))
    with pytest.raises(dues.AlreadySettledError):
        dues.choose_tier(member, charge, tier("small"), "EUR", HUNDRED)


def test_nothing_is_chosen_anew_while_a_waiver_waits():
    member, charge = owing_member()
    waiver = waivers.request_waiver(member, charge, reason="No work.", asked_amount=Decimal(20))
    with pytest.raises(dues.AlreadySettledError):
        dues.choose_tier(member, charge, tier("small"), "KES", Decimal(5000))
    waivers.withdraw_waiver(member, waiver)
    assert dues.choose_tier(member, charge, tier("small"), "KES", Decimal(5000)).currency == "KES"


def test_a_tier_that_costs_nothing_is_paid_at_once():
    member, charge = owing_member(None)
    free = DuesTier.objects.create(code="free", suggested_amounts={"EUR": "0"})
    assert dues.choose_tier(member, charge, free, "EUR", Decimal(0)).state == DuesState.PAID


# --- Paying ---------------------------------------------------------------------------------


def test_parts_add_up_until_the_year_is_paid():
    _member, charge = owing_member()
    keeper = treasurer()
    dues.record_payment(charge.pk, keeper, receipt("40"))
    charge.refresh_from_db()
    assert charge.state == DuesState.DUE
    dues.record_payment(charge.pk, keeper, receipt("70"))
    charge.refresh_from_db()
    assert (charge.state, charge.paid()) == (DuesState.PAID, Decimal("110.00"))


def test_money_in_another_currency_or_before_a_choice_is_refused():
    _member, charge = owing_member(None)
    with pytest.raises(dues.AmountRefusedError):
        dues.book(charge.pk, receipt())
    _member, charge = owing_member()
    for wrong in (receipt(currency="USD"), receipt("0"), receipt("0.004"), receipt("-5")):
        with pytest.raises(dues.AmountRefusedError):
            dues.book(charge.pk, wrong)
    assert not DuesPayment.objects.exists()


def test_only_a_treasurer_of_the_region_records_and_never_for_herself():
    _member, charge = owing_member()
    elsewhere = treasurer("americas")
    for kind in ("member", "coordinator", "deputy", "superuser", "editor"):
        with pytest.raises(DuesCharge.DoesNotExist):
            dues.record_payment(charge.pk, person(kind), receipt())
    with pytest.raises(DuesCharge.DoesNotExist):
        dues.record_payment(charge.pk, elsewhere, receipt())
    keeper = treasurer()
    own = charge_of(keeper.member)
    with pytest.raises(DuesCharge.DoesNotExist):
        dues.record_payment(own.pk, keeper, receipt())
    assert dues.record_payment(charge.pk, keeper, receipt()).recorded_by == keeper


def test_a_shielded_member_is_kept_by_the_treasurer_of_the_secretariat_alone():
    _member, charge = owing_member(is_shielded=True)
    with pytest.raises(DuesCharge.DoesNotExist):
        dues.record_payment(charge.pk, treasurer(), receipt())
    assert dues.record_payment(charge.pk, treasurer("secretariat"), receipt())


def test_a_reference_is_booked_once_for_all_dues():
    _first, one = owing_member()
    _second, other = owing_member()
    dues.book(one.pk, receipt("40", "TRX 1"))
    for charge in (one, other):
        with pytest.raises(dues.AlreadyBookedError):
            dues.book(charge.pk, receipt("40", " TRX  1 "))
    dues.book(one.pk, receipt("10"))
    dues.book(one.pk, receipt("10"))
    assert one.paid() == Decimal("60.00")


def test_a_payment_by_mistake_frees_its_reference_a_refund_does_not():
    _member, charge = owing_member()
    keeper = treasurer()
    mistake = dues.record_payment(charge.pk, keeper, receipt(reference="TRX 2"))
    dues.void_payment(mistake.pk, keeper, "Belongs to somebody else.")
    charge.refresh_from_db()
    assert charge.state == DuesState.DUE
    again = dues.record_payment(charge.pk, keeper, receipt(reference="TRX 2"))
    dues.refund_payment(again.pk, keeper, "She paid twice.")
    again.refresh_from_db()
    assert (again.state, again.undo_reason) == (PaymentState.REFUNDED, "She paid twice.")
    with pytest.raises(dues.AlreadyBookedError):
        dues.record_payment(charge.pk, keeper, receipt(reference="TRX 2"))
    with pytest.raises(dues.AlreadySettledError):
        dues.void_payment(again.pk, keeper, "Again.")


def test_a_payment_is_taken_back_only_with_a_reason_and_by_the_treasurer():
    _member, charge = owing_member()
    payment = dues.book(charge.pk, receipt())
    with pytest.raises(dues.DuesError):
        dues.void_payment(payment.pk, treasurer(), "  ")
    with pytest.raises(DuesPayment.DoesNotExist):
        dues.void_payment(payment.pk, person("coordinator"), "Why not.")
    payment.refresh_from_db()
    assert payment.is_standing


def test_dues_opened_again_leave_time_to_settle_them():
    member, charge = owing_member()
    keeper = treasurer()
    payment = dues.record_payment(charge.pk, keeper, receipt())
    late = timezone.now() + timedelta(days=200)
    with time_machine.travel(late):
        dues.void_payment(payment.pk, keeper, "It bounced.")
    charge.period.refresh_from_db()
    assert charge.period.grace_until == late.date() + timedelta(days=30)
    subjects = [mail.subject for mail in OutgoingMail.objects.filter(recipient=member.user)]
    assert "A payment was recorded by mistake" in subjects


def test_no_letter_about_dues_names_an_amount():
    member, charge = owing_member(Decimal("1234.00"))
    dues.book(charge.pk, receipt("1234"))
    letters = [mail.letter for mail in OutgoingMail.objects.filter(recipient=member.user)]
    assert letters
    assert not any("1234" in letter or "1,234" in letter for letter in letters)


def test_writing_off_settles_the_year_and_money_that_comes_in_after_all_counts():
    _member, charge = owing_member()
    keeper = treasurer()
    with pytest.raises(dues.DuesError):
        dues.write_off(charge.pk, keeper, "")
    assert dues.write_off(charge.pk, keeper, "Unreachable.").state == DuesState.WRITTEN_OFF
    with pytest.raises(dues.AlreadySettledError):
        dues.write_off(charge.pk, keeper, "Again.")
    dues.book(charge.pk, receipt())
    charge.refresh_from_db()
    assert charge.state == DuesState.PAID


def test_paying_brings_back_who_lapsed_for_it_but_nobody_lapsed_by_a_person():
    member, charge = owing_member()
    dues.lapse_for(charge.period)
    member.refresh_from_db()
    assert member.status == MemberStatus.LAPSED
    dues.book(charge.pk, receipt())
    member.refresh_from_db()
    assert member.is_active

    other, charge = owing_member()
    lapse(other, reason="Breach of the rules.", actor=person("coordinator"))
    dues.book(charge.pk, receipt())
    other.refresh_from_db()
    assert other.status == MemberStatus.LAPSED


def test_references_tell_nothing_of_the_member():
    member, charge = owing_member()
    payment = dues.book(charge.pk, receipt())
    for row in (charge, charge.period, payment):
        assert member.user.last_name not in str(row)
        assert member.user.email not in str(row)


# --- Online ---------------------------------------------------------------------------------


class InventedProvider:
    """A provider as an operator would write one."""

    name = "invented"
    title = "Invented Pay"

    def accepts(self, currency: str) -> bool:
        """Take euros only."""
        return currency == "EUR"

    def checkout_url(self, order: payments.PaymentOrder) -> str:
        """Send the payer to its own page."""
        return f"https://pay.example.org/{order.charge_token}/{order.amount}"


@pytest.fixture
def online(monkeypatch):
    monkeypatch.setattr(payments, "_providers", dict(payments._providers))
    payments.register_provider(InventedProvider())


def test_nothing_is_online_unless_an_operator_adds_it(online):
    assert [row.name for row in payments.online_providers("EUR")] == ["invented"]
    assert payments.online_providers("USD") == []


def test_what_a_provider_tells_twice_is_booked_once(online):
    _member, charge = owing_member()
    told = ("invented", charge.token, " PAY  1", HUNDRED, "EUR")
    first = payments.record_online_payment(*told)
    assert payments.record_online_payment(*told) == first
    charge.refresh_from_db()
    assert charge.state == DuesState.PAID
    _member, other = owing_member()
    with pytest.raises(dues.AlreadyBookedError):
        payments.record_online_payment("invented", other.token, "PAY 1", HUNDRED, "EUR")
    with pytest.raises(ValueError, match="reference"):
        payments.record_online_payment("invented", other.token, " ", HUNDRED, "EUR")
    with pytest.raises(KeyError, match="manual"):
        payments.record_online_payment("manual", other.token, "PAY-2", HUNDRED, "EUR")


def test_a_payment_voided_and_told_again_is_booked_again_once(online):
    _member, charge = owing_member()
    told = ("invented", charge.token, "PAY 1", HUNDRED, "EUR")
    voided = payments.record_online_payment(*told)
    dues.void_payment(voided.pk, treasurer(), "By mistake.")
    again = payments.record_online_payment(*told)
    assert again != voided
    assert payments.record_online_payment(*told) == again


# --- Races ----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_treasurers_with_one_reference_book_it_once():
    _member, charge = owing_member()
    keepers = [treasurer(), treasurer()]
    results = at_once(
        *(
            lambda keeper=keeper: dues.record_payment(
                charge.pk, fresh(keeper), receipt("60", "TRX 9")
            )
            for keeper in keepers
        )
    )
    assert sorted(type(result).__name__ for result in results) == [
        "AlreadyBookedError",
        "DuesPayment",
    ]
    assert charge.paid() == Decimal("60.00")


@pytest.mark.django_db(transaction=True)
def test_two_parts_booked_at_once_are_both_counted():
    _member, charge = owing_member()
    results = at_once(
        lambda: dues.book(charge.pk, receipt("50", "A")),
        lambda: dues.book(charge.pk, receipt("50", "B")),
    )
    assert all(isinstance(result, DuesPayment) for result in results), results
    charge.refresh_from_db()
    assert charge.state == DuesState.PAID
