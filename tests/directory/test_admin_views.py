"""Reports and seats are the secretariat's alone."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.models import AdvisorySeat
from directory.services import board, relay
from tests.membership.factories import MemberFactory, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    return relay.report(MemberFactory(), MemberFactory(), "Something happened")


def client_of(kind_or_user):
    client = Client()
    client.force_login(person(kind_or_user) if isinstance(kind_or_user, str) else kind_or_user)
    return client


def test_a_report_is_read_and_closed_by_the_secretariat_only(site_tree, report):
    address = reverse("directory_admin:report", args=[report.token])
    for kind in ("coordinator", "treasurer", "superuser", "editor"):
        client = client_of(kind)
        assert client.get(address).status_code == 404
        assert client.post(address, {"note": "Closed by a stranger"}).status_code == 404
        assert client.get(reverse("directory_admin:reports")).status_code == 404
    client = client_of("secretary")
    assert report.token in client.get(reverse("directory_admin:reports")).content.decode()
    assert "Something happened" in client.get(address).content.decode()
    assert client.post(address, {"note": "Spoke with both"}).status_code == 302
    assert "Spoke with both" in client.get(address).content.decode()


@pytest.mark.parametrize("name", ["reports", "board"])
def test_the_lists_cost_the_same_for_one_and_for_twenty(site_tree, name):
    secretary = person("secretary")
    client, address = client_of(secretary), reverse(f"directory_admin:{name}")

    def more():
        member = MemberFactory()
        relay.report(MemberFactory(), member, "Something happened")
        board.give_seat(member, actor=secretary)
        return member

    def cost():
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address).content.decode()
        return page, len(queries)

    more()
    _page, one = cost()
    members = [more() for _number in range(19)]
    page, twenty = cost()
    assert all(member.user.last_name in page for member in members)
    assert twenty == one


def test_nobody_judges_what_is_said_of_herself(site_tree):
    secretary = person("secretary")
    report = relay.report(MemberFactory(), secretary.member, "She shouted")
    address = reverse("directory_admin:report", args=[report.token])
    assert client_of(secretary).get(address).status_code == 404
    assert client_of("secretary").get(address).status_code == 200


def test_the_secretariat_gives_and_ends_seats(site_tree):
    member = MemberFactory()
    address = reverse("directory_admin:board")
    assert client_of("coordinator").post(address, {"token": member.token}).status_code == 404
    client = client_of("secretary")
    assert client.post(address, {"token": "nobody"}).status_code == 200
    assert client.post(address, {"token": member.token}).status_code == 302
    assert AdvisorySeat.objects.get().member == member
    end = reverse("directory_admin:board_end", args=[member.token])
    assert client_of("superuser").post(end).status_code == 404
    assert client.post(end).status_code == 302
    assert not AdvisorySeat.objects.exists()
