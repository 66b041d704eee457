"""Waivers: a right, decided once by somebody else of the region, private, at once in force."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from membership.dues_data import empty_waivers, waivers_over
from membership.enums import DuesState, WaiverState
from membership.models import WaiverRequest
from membership.services import dues, renewals, waivers
from notifications.models import OutgoingMail
from tests.membership.dues_scenes import at_once, charge_of, owing_member, receipt, treasurer
from tests.membership.factories import fresh, person

pytestmark = pytest.mark.django_db

REASON = "My office was closed by the police."


def asked(amount: str = "0", **kwargs: object):
    """Return a member, what she owes, and her request."""
    member, charge = owing_member(**kwargs)
    waiver = waivers.request_waiver(member, charge, reason=REASON, asked_amount=Decimal(amount))
    return member, charge, waiver


def keys(prefix: str, **filters: object) -> list[str]:
    mails = OutgoingMail.objects.filter(dedupe_key__startswith=prefix, **filters)
    return sorted(mails.values_list("dedupe_key", flat=True))


# --- Asking ---------------------------------------------------------------------------------


def test_whoever_has_not_chosen_dues_may_ask_at_once_for_nothing_to_pay():
    member, charge = owing_member(None)
    with pytest.raises(dues.AmountRefusedError):
        waivers.request_waiver(member, charge, reason=REASON, asked_amount=Decimal(5))
    assert waivers.request_waiver(member, charge, reason=REASON).is_pending


def test_an_offer_is_below_what_is_due():
    member, charge = owing_member()
    for wrong in ("100", "200", "-1"):
        with pytest.raises(dues.AmountRefusedError):
            waivers.request_waiver(member, charge, reason=REASON, asked_amount=Decimal(wrong))
    assert waivers.request_waiver(member, charge, reason=REASON, asked_amount=Decimal("99.99"))


def test_one_request_waits_per_year_and_none_for_settled_ones_or_others():
    member, charge, _waiver = asked()
    with pytest.raises(waivers.AlreadyAskedError):
        waivers.request_waiver(member, charge, reason="Again.")
    other, settled = owing_member()
    with pytest.raises(dues.AlreadySettledError):
        waivers.request_waiver(other, charge, reason="For somebody else.")
    dues.book(settled.pk, receipt())
    with pytest.raises(dues.AlreadySettledError):
        waivers.request_waiver(other, settled, reason="Too late.")


def test_deciders_are_told_without_a_word_of_hers():
    coordinator, elsewhere = person("coordinator"), person("coordinator_other_region")
    _member, _charge, waiver = asked()
    assert keys(f"waiver:{waiver.pk}:") == [f"waiver:{waiver.pk}:{coordinator.token}"]
    assert not OutgoingMail.objects.filter(recipient=elsewhere).exists()
    letters = " ".join(mail.letter for mail in OutgoingMail.objects.all())
    assert "police" not in letters


def test_the_only_coordinator_does_not_decide_for_herself_the_secretariat_is_told():
    coordinator, secretary = person("coordinator"), person("secretary")
    charge = charge_of(coordinator.member)
    waiver = waivers.request_waiver(coordinator.member, charge, reason=REASON)
    assert keys(f"waiver:{waiver.pk}:") == [f"waiver:{waiver.pk}:{secretary.token}"]


def test_a_request_of_a_shielded_member_is_for_the_secretariat():
    coordinator, secretary = person("coordinator"), person("secretary")
    _member, _charge, waiver = asked(is_shielded=True)
    assert keys(f"waiver:{waiver.pk}:") == [f"waiver:{waiver.pk}:{secretary.token}"]
    with pytest.raises(WaiverRequest.DoesNotExist):
        waivers.decide_waiver(waiver.pk, coordinator, WaiverState.GRANTED)
    assert waivers.decide_waiver(waiver.pk, secretary, WaiverState.GRANTED)


# --- Deciding -------------------------------------------------------------------------------


def test_m4_nobody_decides_her_own_waiver():
    coordinator, deputy = person("coordinator"), person("deputy")
    charge = charge_of(coordinator.member)
    own = waivers.request_waiver(coordinator.member, charge, reason=REASON)
    with pytest.raises(WaiverRequest.DoesNotExist):
        waivers.decide_waiver(own.pk, coordinator, WaiverState.GRANTED)
    own.refresh_from_db()
    assert own.is_pending
    assert waivers.decide_waiver(own.pk, deputy, WaiverState.GRANTED).decided_by == deputy


def test_only_deciders_of_the_region_decide():
    _member, charge, waiver = asked()
    for kind in (
        "member",
        "coordinator_other_region",
        "ended_coordinator",
        "treasurer",
        "superuser",
    ):
        with pytest.raises(WaiverRequest.DoesNotExist):
            waivers.decide_waiver(waiver.pk, person(kind), WaiverState.GRANTED)
    waivers.decide_waiver(waiver.pk, person("coordinator"), WaiverState.GRANTED)
    charge.refresh_from_db()
    assert charge.state == DuesState.WAIVED


def test_m11_a_granted_waiver_holds_at_once_and_the_member_is_told_in_her_language():
    member, charge, waiver = asked()
    member.user.language = "es"
    member.user.save()
    waivers.decide_waiver(waiver.pk, person("coordinator"), WaiverState.GRANTED, answer="Animo!")
    charge.refresh_from_db()
    assert (charge.state, charge.reduced_to) == (DuesState.WAIVED, Decimal(0))
    mail = OutgoingMail.objects.get(dedupe_key=f"waiver:{waiver.pk}:end")
    assert (mail.recipient, mail.language) == (member.user, "es")
    assert "Animo!" in mail.letter


def test_a_part_is_what_she_offered_unless_the_decider_says_otherwise():
    _member, charge, waiver = asked("25")
    coordinator = person("coordinator")
    for wrong in ("0", "100", "101"):
        with pytest.raises(dues.AmountRefusedError):
            waivers.decide_waiver(
                waiver.pk, coordinator, WaiverState.PART_GRANTED, amount=Decimal(wrong)
            )
    waivers.decide_waiver(waiver.pk, coordinator, WaiverState.PART_GRANTED)
    charge.refresh_from_db()
    assert (charge.state, charge.owed) == (DuesState.PART_WAIVED, Decimal("25.00"))
    dues.book(charge.pk, receipt("25"))
    charge.refresh_from_db()
    assert charge.state == DuesState.PAID


def test_who_paid_the_part_already_owes_nothing_more():
    member, charge = owing_member()
    dues.book(charge.pk, receipt("30"))
    waiver = waivers.request_waiver(member, charge, reason=REASON, asked_amount=Decimal(30))
    waivers.decide_waiver(waiver.pk, person("coordinator"), WaiverState.PART_GRANTED)
    charge.refresh_from_db()
    assert charge.state == DuesState.PAID


def test_a_decline_needs_words_and_leaves_time_to_pay():
    _member, charge, waiver = asked()
    coordinator = person("coordinator")
    late = timezone.now() + timedelta(days=100)
    with time_machine.travel(late):
        coordinator = fresh(coordinator)
        with pytest.raises(dues.DuesError):
            waivers.decide_waiver(waiver.pk, coordinator, WaiverState.DECLINED)
        waivers.decide_waiver(waiver.pk, coordinator, WaiverState.DECLINED, answer="Sorry.")
    charge.refresh_from_db()
    assert charge.state == DuesState.DUE
    assert charge.period.grace_until == late.date() + timedelta(days=30)


def test_a_withdrawn_request_is_hers_and_can_no_longer_be_decided():
    member, charge, waiver = asked()
    stranger, _charge = owing_member()
    with pytest.raises(WaiverRequest.DoesNotExist):
        waivers.withdraw_waiver(stranger, waiver)
    waivers.withdraw_waiver(member, waiver)
    with pytest.raises(waivers.AlreadyDecidedError):
        waivers.decide_waiver(waiver.pk, person("coordinator"), WaiverState.GRANTED)
    assert waivers.request_waiver(member, charge, reason="Once more.").is_pending


def test_the_second_decider_hears_that_it_is_decided_whatever_she_decides():
    _member, _charge, waiver = asked("25")
    waivers.decide_waiver(waiver.pk, person("coordinator"), WaiverState.PART_GRANTED)
    deputy = person("deputy")
    for decision in (
        {"outcome": WaiverState.PART_GRANTED, "amount": Decimal(30)},
        {"outcome": WaiverState.DECLINED},
    ):
        with pytest.raises(waivers.AlreadyDecidedError):
            waivers.decide_waiver(waiver.pk, deputy, **decision)


def test_paying_closes_a_request_that_waits():
    _member, charge, waiver = asked()
    dues.record_payment(charge.pk, treasurer(), receipt())
    waiver.refresh_from_db()
    assert waiver.state == WaiverState.WITHDRAWN


# --- While it waits -------------------------------------------------------------------------


def test_m11_access_is_unchanged_after_grace_while_a_waiver_waits():
    member, charge, waiver = asked()
    other, _charge = owing_member()
    after_grace = charge.period.grace_until + timedelta(days=1)
    assert renewals.lapse_unpaid(after_grace) == 1
    for row in (member, other):
        row.refresh_from_db()
    assert (member.is_active, other.is_active) == (True, False)
    with time_machine.travel(timezone.now() + timedelta(days=200)):
        coordinator = person("coordinator")
        waivers.decide_waiver(waiver.pk, coordinator, WaiverState.GRANTED)
        assert renewals.lapse_unpaid(timezone.now().date()) == 0
    member.refresh_from_db()
    assert member.is_active


def test_a_request_calls_reminders_back():
    member, charge = owing_member()
    renewals.remind(charge.period.due_on - timedelta(days=30))
    assert keys(dues.reminder_prefix(charge), state="pending")
    waivers.request_waiver(member, charge, reason=REASON)
    assert not keys(dues.reminder_prefix(charge), state="pending")
    assert renewals.remind(charge.period.due_on) == 0


# --- Privacy --------------------------------------------------------------------------------


def test_m11_the_reason_lies_sealed_and_is_gone_twelve_months_after_the_decision():
    _member, charge, waiver = asked()
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM membership_waiverrequest WHERE id = %s", [waiver.pk])
        assert "police" not in cursor.fetchone()[0]
    waivers.decide_waiver(waiver.pk, person("coordinator"), WaiverState.GRANTED, answer="Yes.")
    now = timezone.now()
    assert not waivers_over(now + timedelta(days=360)).exists()
    later = now + timedelta(days=367)
    assert empty_waivers(waivers_over(later), later) == 1
    waiver.refresh_from_db()
    assert (waiver.reason, waiver.answer, waiver.state) == ("", "", WaiverState.GRANTED)
    assert not waivers_over(later).exists()
    charge.refresh_from_db()
    assert charge.state == DuesState.WAIVED


# --- Races ----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_deciders_at_once_make_one_decision_and_one_letter():
    _member, charge, waiver = asked()
    coordinator, deputy = person("coordinator"), person("deputy")
    results = at_once(
        lambda: waivers.decide_waiver(waiver.pk, fresh(coordinator), WaiverState.GRANTED),
        lambda: waivers.decide_waiver(waiver.pk, fresh(deputy), WaiverState.DECLINED, answer="No."),
    )
    assert sorted(type(result).__name__ for result in results) == [
        "AlreadyDecidedError",
        "WaiverRequest",
    ], results
    waiver.refresh_from_db()
    charge.refresh_from_db()
    granted = waiver.state == WaiverState.GRANTED
    assert charge.state == (DuesState.WAIVED if granted else DuesState.DUE)
    assert len(keys(f"waiver:{waiver.pk}:end")) == 1


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_make_one():
    member, charge = owing_member()
    results = at_once(
        *(lambda: waivers.request_waiver(member, charge, reason=REASON) for _n in range(2))
    )
    assert sorted(type(result).__name__ for result in results) == [
        "AlreadyAskedError",
        "WaiverRequest",
    ], results
