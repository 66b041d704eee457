"""The member's pages of dues: her own alone, in plain words, without a script."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.portal import sections_for
from membership.dues_data import export_dues, forget_dues
from membership.enums import DuesState, MemberStatus, WaiverState
from membership.models import DuesSettings, WaiverRequest
from membership.services import dues, payments, waivers
from membership.statements import dues_states, summary
from tests.membership.dues_scenes import HUNDRED, owing_member, receipt, tier, treasurer
from tests.membership.factories import MemberFactory, person
from tests.membership.test_dues import InventedProvider
from tests.membership.test_renewals import new_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(client):
    """Sign a member in and return her with what she owes."""
    member, charge = owing_member()
    client.force_login(member.user)
    return member, charge


def page(client, name: str = "dues", *args: str) -> str:
    response = client.get(reverse(f"membership:{name}", args=args))
    assert response.status_code == 200
    return response.content.decode()


def test_a_member_reads_what_is_due_and_how_to_pay_it(client, scene):
    _member, charge = scene
    settings = DuesSettings.load()
    settings.how_to_pay = {"en": "By bank, to account 000.\n\nOr ask <us>."}
    settings.save()
    text = page(client)
    assert "€100.00" in text
    assert str(charge) in text
    assert "By bank, to account 000." in text
    assert "Or ask &lt;us&gt;." in text


def test_the_pages_are_kept_by_no_cache(client, scene):
    response = client.get(reverse("membership:dues"))
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response.content.decode()


def test_whoever_is_no_member_has_no_page_of_dues(client):
    address = reverse("membership:dues")
    assert client.get(address).status_code == 302
    for user in (person("applicant"), MemberFactory(status=MemberStatus.ENDED).user):
        client.force_login(user)
        assert client.get(address).status_code == 404
        assert "dues" not in [section.name for section in sections_for(user)]


def test_another_members_dues_are_absent(client, scene):
    _member, charge = scene
    payment = dues.book(charge.pk, receipt("10"))
    addresses = [
        reverse("membership:dues_tier", args=[charge.token]),
        reverse("membership:dues_waiver", args=[charge.token]),
        reverse("membership:dues_attest", args=[charge.token]),
        reverse("membership:dues_receipt", args=[payment.token]),
    ]
    assert [client.get(address).status_code for address in addresses] == [302, 200, 302, 200]
    client.force_login(MemberFactory().user)
    assert [client.get(address).status_code for address in addresses] == [404] * 4
    posts = [
        reverse("membership:dues_waiver_withdraw", args=[charge.token]),
        reverse("membership:dues_pay", args=[charge.token, "manual"]),
        *addresses[:2],
    ]
    assert [client.post(address).status_code for address in posts] == [404] * 4


def test_she_chooses_a_tier_in_two_plain_steps(client):
    member, charge = owing_member(None)
    client.force_login(member.user)
    address = reverse("membership:dues_tier", args=[charge.token])
    assert "Nobody checks" not in page(client, "dues_tier", charge.token)
    asked = client.get(f"{address}?currency=KES").content.decode()
    assert "Which of these is nearest to your means? Nobody checks." in asked
    assert "KES" in asked
    refused = client.post(f"{address}?currency=EUR", {"tier": "modest", "amount": "5"})
    assert refused.status_code == 200
    assert "ask for a waiver" in refused.content.decode()
    saved = client.post(f"{address}?currency=EUR", {"tier": "modest", "amount": ""})
    assert saved.status_code == 302
    charge.refresh_from_db()
    assert (charge.amount, charge.currency) == (Decimal("36.00"), "EUR")
    client.post(f"{address}?currency=EUR", {"tier": "modest", "amount": "50"})
    charge.refresh_from_db()
    assert charge.amount == Decimal("50.00")


def test_a_currency_nobody_offers_is_refused(client, scene):
    _member, charge = scene
    address = reverse("membership:dues_tier", args=[charge.token])
    answer = client.get(f"{address}?currency=ZZZ")
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()


def test_she_asks_for_a_waiver_reads_who_reads_it_and_withdraws(client, scene):
    member, charge = scene
    address = reverse("membership:dues_waiver", args=[charge.token])
    assert "Read only by those who decide" in page(client, "dues_waiver", charge.token)
    assert client.post(address, {"reason": "", "asked_amount": ""}).status_code == 200
    assert client.post(address, {"reason": "No work.", "asked_amount": "20"}).status_code == 302
    waiver = WaiverRequest.objects.get()
    assert (waiver.asked_amount, waiver.reason) == (Decimal("20.00"), "No work.")
    text = page(client)
    assert "waiting for a decision" in text
    assert "No work." not in text
    assert client.post(address, {"reason": "Again.", "asked_amount": ""}).status_code == 302
    assert WaiverRequest.objects.count() == 1
    assert summary(member.user) == "Your request for a waiver is waiting for a decision."
    client.post(reverse("membership:dues_waiver_withdraw", args=[charge.token]))
    waiver.refresh_from_db()
    assert waiver.state == WaiverState.WITHDRAWN


def test_she_prints_a_receipt(client, scene):
    member, charge = scene
    payment = dues.book(charge.pk, receipt(reference="TRX 5"))
    text = page(client, "dues_receipt", payment.token)
    assert "€100.00" in text
    assert "TRX 5" in text
    assert member.user.get_full_name() in text
    dues.void_payment(payment.pk, treasurer(), "A mistake.")
    text = page(client, "dues_receipt", payment.token)
    assert "This payment does not count" in text
    assert "A mistake." not in text


def test_an_online_provider_gets_the_payer_and_nothing_of_her(client, scene, monkeypatch):
    member, charge = scene
    monkeypatch.setattr(payments, "_providers", dict(payments._providers))
    payments.register_provider(InventedProvider())
    dues.book(charge.pk, receipt("40"))
    assert "Pay with Invented Pay" in page(client)
    answer = client.post(reverse("membership:dues_pay", args=[charge.token, "invented"]))
    assert answer["Location"] == f"https://pay.example.org/{charge.token}/60.00"
    unknown = client.post(reverse("membership:dues_pay", args=[charge.token, "manual"]))
    assert unknown.status_code == 404
    assert summary(member.user).startswith("Due on")


def test_each_open_year_is_paid_by_who_takes_its_currency(client, scene, monkeypatch):
    member, charge = scene
    monkeypatch.setattr(payments, "_providers", dict(payments._providers))
    payments.register_provider(InventedProvider())
    before = charge.period.starts - timedelta(days=400)
    older = dues.open_period(member, before, due_on=before).charge
    dues.choose_tier(member, older, tier("small"), "KES", Decimal(5000))
    assert page(client).count("Pay with Invented Pay") == 1
    refused = client.post(reverse("membership:dues_pay", args=[older.token, "invented"]))
    assert refused.status_code == 404


def test_a_lapsed_member_pays_and_a_returning_one_opens_a_new_year(client, scene):
    member, charge = scene
    dues.lapse_for(charge.period)
    assert str(charge) in page(client)
    with time_machine.travel(timezone.now() + timedelta(days=800)):
        client.force_login(member.user)
        assert "Open a new year" in page(client)
        assert client.post(reverse("membership:dues_come_back")).status_code == 302
        assert member.periods.count() == 2
        client.post(reverse("membership:dues_come_back"))
        assert member.periods.count() == 2


def test_m10_the_attestation_comes_before_the_choice_at_renewal(client, scene):
    member, charge = scene
    later = timezone.now() + timedelta(days=1000)
    dues.lapse_for(charge.period)
    with time_machine.travel(later):
        new_version(timezone.now().date())
        client.force_login(member.user)
        client.post(reverse("membership:dues_come_back"))
        renewed = member.periods.order_by("-starts").first().charge
        for name in ("dues_tier", "dues_waiver"):
            answer = client.get(reverse(f"membership:{name}", args=[renewed.token]))
            assert answer["Location"] == reverse("membership:dues_attest", args=[renewed.token])
        address = reverse("membership:dues_attest", args=[renewed.token])
        assert "New words (en)." in client.get(address).content.decode()
        version = client.get(address).context["text"].version
        assert client.post(address, {"version": version}).status_code == 200
        old = client.post(address, {"version": version - 1, "is_confirmed": "on"})
        assert old.status_code == 200
        done = client.post(address, {"version": version, "is_confirmed": "on"})
        assert done["Location"] == reverse("membership:dues_tier", args=[renewed.token])
    renewed.period.refresh_from_db()
    assert renewed.period.attestation.version == version


def test_the_page_costs_the_same_for_one_settled_year_and_for_ten(client, scene):
    member, charge = scene
    dues.book(charge.pk, receipt())
    page(client)
    with CaptureQueriesContext(connection) as one:
        page(client)
    starts = charge.period.starts
    for years in range(1, 10):
        earlier = starts.replace(year=starts.year - years, day=1)
        period = dues.open_period(member, earlier, due_on=earlier)
        row = dues.choose_tier(member, period.charge, tier("small"), "EUR", Decimal(10))
        dues.book(row.pk, receipt("10"))
    with CaptureQueriesContext(connection) as ten:
        assert page(client).count("facts prose") == 10
    assert len(ten) == len(one)


@pytest.mark.parametrize("language", ["ar", "de", "es", "fr", "pt", "ru"])
def test_the_pages_stand_in_every_language(client, scene, language):
    _member, charge = scene
    for path in ("", f"{charge.token}/tier/?currency=EUR", f"{charge.token}/waiver/"):
        answer = client.get(f"/{language}/account/membership/dues/{path}")
        assert answer.status_code == 200
        assert f'lang="{language}"' in answer.content.decode()


# --- What others learn ----------------------------------------------------------------------


def test_a_coordinator_learns_the_state_in_one_query(django_assert_num_queries):
    paid, charge = owing_member()
    dues.book(charge.pk, receipt())
    due, _charge = owing_member()
    with django_assert_num_queries(1):
        states = dues_states([paid, due])
    assert states == {paid.pk: DuesState.PAID, due.pk: DuesState.DUE}


# --- Export and erasure ---------------------------------------------------------------------


def test_the_copy_of_her_data_holds_her_dues(scene):
    member, charge = scene
    dues.book(charge.pk, receipt("40", "TRX 6"))
    waivers.request_waiver(member, charge, reason="No work.", asked_amount=Decimal(20))
    (year,) = export_dues(member.user)["years"]
    assert (year["amount"], year["currency"]) == (HUNDRED, "EUR")
    assert year["payments"][0]["sender_reference"] == "TRX 6"
    assert year["waivers"][0]["you_wrote"] == "No work."
    assert export_dues(MemberFactory().user) == {"years": []}


def test_erasure_leaves_the_books_and_no_word(scene):
    member, charge = scene
    keeper = treasurer()
    payment = dues.record_payment(charge.pk, keeper, receipt("40", "Q. INVENTADO"))
    dues.void_payment(payment.pk, keeper, "Q. Inventado paid twice.")
    waiver = waivers.request_waiver(member, charge, reason="No work.")
    other, others_charge = owing_member()
    kept = waivers.request_waiver(other, others_charge, reason="Kept.")
    forget_dues(member.user)
    for row in (payment, waiver, kept):
        row.refresh_from_db()
    assert (payment.reference, payment.undo_reason, payment.amount) == ("", "", Decimal(40))
    assert (waiver.reason, waiver.state) == ("", WaiverState.WITHDRAWN)
    assert kept.reason == "Kept."
