"""The public page shows those who agreed, and ends with their word."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from directory.models import AdvisorySeat
from directory.services import board
from membership.audiences import Level
from membership.enums import Role
from membership.models import RegionalRole
from tests.directory.factories import canary_entry, fresh_entry
from tests.factories import AdvisoryBoardPageFactory
from tests.membership.factories import MemberFactory, person, region, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(site_tree):
    return AdvisoryBoardPageFactory()


def read(page, code="en"):
    return Client().get(page.url_in(code))


def test_a_seat_and_a_consent_show_a_member_and_revoking_ends_it_at_once(page):
    entry, secretary = canary_entry(), person("secretary")
    client = Client()
    client.force_login(entry.member.user)
    consent = reverse("directory_portal:consent")
    assert client.get(consent).status_code == 404
    with pytest.raises(board.NotEntitledError):
        board.give_consent(entry, ["bio"])
    board.give_seat(entry.member, actor=secretary)
    assert "Canaryname" not in read(page).content.decode()
    assert client.get(consent).status_code == 200
    assert client.post(consent, {"fields_shown": ["bio"]}).status_code == 200
    assert "Canaryname" not in read(page).content.decode()
    client.post(consent, {"fields_shown": ["bio", "headline"], "agrees": "on"})
    body = read(page).content.decode()
    for shown in ("Canaryname", "Canarybio", "Canaryheadline"):
        assert shown in body
    for kept in ("Canaryville", "canary.contact", "Lesotho", entry.member.token):
        assert kept not in body
    assert "no-store" in read(page).headers["Cache-Control"]
    client.post(reverse("directory_portal:revoke"))
    for code in ("en", "ar"):
        assert "Canaryname" not in read(page, code).content.decode()
    levels = {v.level for v in fresh_entry(entry).visibilities.all()}
    assert Level.PUBLIC not in levels


def test_a_coordinator_is_shown_for_as_long_as_the_office_lasts(page):
    user = person("coordinator")
    entry = canary_entry(user.member)
    board.give_consent(entry, [])
    body = read(page).content.decode()
    name = user.get_full_name()
    assert name in body
    assert str(region()) in body
    RegionalRole.objects.filter(user=user).update(ends_on=today(), ended_at=None)
    assert name in read(page).content.decode()
    RegionalRole.objects.filter(user=user).update(role=Role.EDITOR)
    assert name not in read(page).content.decode()


def test_only_the_secretariat_gives_seats_and_to_others():
    member, secretary = MemberFactory(), person("secretary")
    for kind in ("member", "coordinator", "treasurer", "superuser"):
        with pytest.raises(board.NotEntitledError):
            board.give_seat(member, actor=person(kind))
    with pytest.raises(board.NotEntitledError):
        board.give_seat(secretary.member, actor=secretary)
    seat = board.give_seat(member, actor=secretary)
    assert board.give_seat(member, actor=secretary) == seat
    with pytest.raises(board.NotEntitledError):
        board.end_seat(seat, actor=person("coordinator"))
    board.end_seat(seat, actor=secretary)
    assert not AdvisorySeat.objects.exists()


def test_the_page_costs_the_same_for_one_and_for_ten(page, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    secretary = person("secretary")

    def seat():
        entry = canary_entry(MemberFactory())
        board.give_seat(entry.member, actor=secretary)
        board.give_consent(entry, ["bio", "country", "expertise", "languages"])

    def cost():
        read(page)
        with CaptureQueriesContext(connection) as queries:
            read(page)
        return len(queries)

    seat()
    one = cost()
    for _number in range(9):
        seat()
    assert cost() == one <= 15
