"""The treasurer's books and the deciders' desk in the admin: of their regions, never their own."""

from __future__ import annotations

import csv
from decimal import Decimal
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from membership.enums import DuesState, PaymentState, WaiverState
from membership.models import DuesPayment, DuesTier
from membership.services import dues, waivers
from tests.membership.dues_scenes import charge_of, owing_member, receipt, treasurer
from tests.membership.factories import PersonFactory, person

pytestmark = pytest.mark.django_db


def url(name: str, *args: str) -> str:
    return reverse(f"membership_admin:{name}", args=args)


@pytest.fixture
def keeper(client):
    """Sign the treasurer of Africa in."""
    user = treasurer()
    client.force_login(user)
    return user


# --- The books ------------------------------------------------------------------------------


def test_the_list_holds_the_region_and_not_the_treasurers_own(client, keeper):
    _member, ours = owing_member()
    _other, theirs = owing_member(other_region=True)
    _hidden, shielded = owing_member(is_shielded=True)
    own = charge_of(keeper.member)
    text = client.get(url("dues")).content.decode()
    assert str(ours) in text
    for charge in (theirs, shielded, own):
        assert str(charge) not in text
        assert client.get(url("dues_charge", charge.token)).status_code == 404


def test_the_list_is_narrowed(client, keeper):
    _one, due = owing_member()
    _two, paid = owing_member()
    dues.book(paid.pk, receipt(reference="TRX 7"))

    def found(query: str) -> set[str]:
        text = client.get(f"{url('dues')}?{query}").content.decode()
        return {str(charge) for charge in (due, paid) if str(charge) in text}

    assert found("") == {str(due), str(paid)}
    assert found("state=paid") == {str(paid)}
    assert found("region=africa") == {str(due), str(paid)}
    assert found("currency=USD") == set()
    assert found("is_late=on") == set()
    assert found("reference=TRX+7") == {str(paid)}
    assert found(f"reference={due}") == {str(due)}
    assert found("p=999") == {str(due), str(paid)}


def test_a_treasurer_books_a_payment_and_sees_a_double_one_refused(client, keeper):
    _member, charge = owing_member()
    data = {
        "amount": "100",
        "method": "transfer",
        "received_on": "2026-01-05",
        "reference": "TRX 8",
    }
    address = url("dues_record", charge.token)
    assert client.post(address, data | {"received_on": "2199-01-01"}).status_code == 200
    assert client.post(address, data | {"amount": "0"}).status_code == 200
    assert not DuesPayment.objects.exists()
    assert client.post(address, data).status_code == 302
    again = client.post(address, data)
    assert "booked already" in again.content.decode()
    payment = DuesPayment.objects.get()
    assert (payment.recorded_by, payment.amount) == (keeper, Decimal("100.00"))
    client.post(url("dues_payment_undo", payment.token), {"state": "voided", "reason": "Wrong."})
    payment.refresh_from_db()
    assert payment.state == PaymentState.VOIDED
    client.post(url("dues_write_off", charge.token), {"reason": "Unreachable."})
    charge.refresh_from_db()
    assert charge.state == DuesState.WRITTEN_OFF
    assert "Unreachable." in client.get(url("dues_charge", charge.token)).content.decode()


def test_the_table_escapes_formulas(client, keeper):
    user = PersonFactory(first_name="=1+1", last_name="Erfunden")
    _member, charge = owing_member(user=user)
    response = client.get(url("dues_export"))
    assert "attachment" in response["Content-Disposition"]
    rows = list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0]["Reference"] == str(charge)
    assert rows[0]["Member"] == "'=1+1 Erfunden"
    assert (rows[0]["Amount"], rows[0]["Currency"]) == ("100.00", "EUR")


def test_the_list_costs_the_same_for_one_and_for_twenty(client, keeper):
    owing_member()
    client.get(url("dues"))
    with CaptureQueriesContext(connection) as one:
        client.get(url("dues"))
    for _n in range(19):
        owing_member()
    with CaptureQueriesContext(connection) as twenty:
        client.get(url("dues"))
    assert len(twenty) == len(one)


# --- The desk -------------------------------------------------------------------------------


def test_a_decider_reads_the_reason_decides_once_and_sees_no_books(client):
    member, charge = owing_member(Decimal("4321.00"))
    waiver = waivers.request_waiver(
        member, charge, reason="The office burned.", asked_amount=Decimal(20)
    )
    client.force_login(person("coordinator"))
    listed = client.get(url("waivers")).content.decode()
    assert str(waiver) in listed
    assert "The office burned." not in listed
    address = url("waiver", waiver.token)
    text = client.get(address).content.decode()
    assert "The office burned." in text
    assert "€20.00" in text
    assert "4,321" not in text
    assert client.post(address, {"outcome": "declined"}).status_code == 200
    assert client.post(address, {"outcome": "part", "amount": "15"}).status_code == 302
    waiver.refresh_from_db()
    charge.refresh_from_db()
    assert (waiver.state, charge.owed) == (WaiverState.PART_GRANTED, Decimal("15.00"))
    client.post(address, {"outcome": "granted"})
    waiver.refresh_from_db()
    assert waiver.state == WaiverState.PART_GRANTED
    assert str(waiver) not in client.get(url("waivers")).content.decode()
    assert str(waiver) in client.get(url("waivers") + "?state=decided").content.decode()


def test_m4_a_deciders_own_request_is_absent(client):
    coordinator = person("coordinator")
    charge = charge_of(coordinator.member)
    own = waivers.request_waiver(coordinator.member, charge, reason="Mine.")
    client.force_login(coordinator)
    assert str(own) not in client.get(url("waivers")).content.decode()
    answer = client.post(url("waiver", own.token), {"outcome": "granted"})
    assert answer.status_code == 404
    client.force_login(person("deputy"))
    assert client.post(url("waiver", own.token), {"outcome": "granted"}).status_code == 302


def test_the_desk_costs_the_same_for_one_and_for_twenty(client):
    client.force_login(person("coordinator"))

    def ask() -> None:
        member, charge = owing_member()
        waivers.request_waiver(member, charge, reason="An invented reason.")

    ask()
    client.get(url("waivers"))
    with CaptureQueriesContext(connection) as one:
        client.get(url("waivers"))
    for _n in range(19):
        ask()
    with CaptureQueriesContext(connection) as twenty:
        client.get(url("waivers"))
    assert len(twenty) == len(one)


# --- Tiers ----------------------------------------------------------------------------------


def test_superusers_alone_change_tiers(client):
    address = reverse("membership_duestier_modeladmin_index")
    edit = reverse("membership_duestier_modeladmin_edit", args=[DuesTier.objects.first().pk])
    for kind, status in (("treasurer", 404), ("coordinator", 404), ("editor", 302)):
        client.force_login(person(kind))
        assert client.get(address).status_code == status
        assert client.get(edit).status_code == status
    client.force_login(person("superuser"))
    assert client.get(address).status_code == 200
    assert client.get(edit).status_code == 200
