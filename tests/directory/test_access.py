"""Hidden and absent are the same, and nothing can be counted up."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.tokens import public_token
from directory.models import Block
from directory.services.board import revoke_consent
from directory.services.limits import LIMITS, Use
from directory.services.relay import block
from membership.audiences import Level
from membership.enums import Listing, MemberStatus
from tests.directory.factories import canary_entry, on_the_board, show
from tests.factories import AdvisoryBoardPageFactory
from tests.membership.factories import MemberFactory, person

pytestmark = pytest.mark.django_db

#: Every address below one entry.
NAMES = ("entry", "vcard", "write", "report")


@pytest.fixture
def reader(client):
    user = person("member")
    client.force_login(user)
    return user


def hide(entry, how, reader):
    member = entry.member
    match how:
        case "hidden":
            member.listing = Listing.HIDDEN
        case "lapsed":
            member.status = MemberStatus.LAPSED
        case "ended":
            member.status = MemberStatus.ENDED
        case "deactivated":
            member.user.is_active = False
            member.user.save()
        case "blocked":
            block(member, reader.member)
        case "forgotten":
            member.user = None
    member.save()


def answer(client, address, token):
    """Return all that an answer tells, without what differs by itself: address, form secrets."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    body = response.content.decode().replace(token, "TOKEN")
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body)
    headers = {k: v for k, v in response.headers.items() if k not in ("ETag", "Content-Length")}
    return response.status_code, body, headers, len(queries)


@pytest.mark.parametrize(
    "how", ["hidden", "lapsed", "ended", "deactivated", "blocked", "forgotten"]
)
def test_d2_hidden_answers_as_absent_by_every_address(client, site_tree, reader, how):
    entry = show(canary_entry(), Level.MEMBERS)
    token = entry.member.token
    assert client.get(reverse("directory:entry", args=[token])).status_code == 200
    hide(entry, how, reader)
    for name in (f"directory:{name}" for name in NAMES):
        nobodys = public_token()
        absent = reverse(name, args=[nobodys])
        answer(client, absent, nobodys)
        hidden = answer(client, reverse(name, args=[token]), token)
        assert hidden == answer(client, absent, nobodys)
        assert hidden[0] == 404
    nobodys = public_token()
    answer(client, f"/api/v1/members/{nobodys}", nobodys)
    hidden = answer(client, f"/api/v1/members/{token}", token)
    assert hidden == answer(client, f"/api/v1/members/{nobodys}", nobodys)
    for post in ("block", "unblock"):
        assert client.post(reverse(f"directory:{post}", args=[token])).status_code == 404


@pytest.mark.parametrize("how", ["hidden", "lapsed", "deactivated", "blocked", "forgotten"])
def test_d2_hidden_is_in_no_list_no_count_and_no_file(client, site_tree, reader, how):
    entry = show(on_the_board(canary_entry()), Level.PUBLIC)
    board = AdvisoryBoardPageFactory()
    lists = (
        reverse("directory:list"),
        reverse("directory:list") + "?country=LS",
        reverse("directory:list") + "?q=Canaryname",
        "/api/v1/members",
        "/api/v1/members?country=LS",
    )
    for address in lists:
        assert entry.member.token in client.get(address).content.decode(), address
    assert "Canaryville" in client.get(board.url_in("en")).content.decode()
    hide(entry, how, reader)
    if how == "blocked":
        # What everybody may read she has not taken from one of them.
        revoke_consent(entry)
    for address in (
        *lists,
        "/sitemap-en.xml",
        "/robots.txt",
        board.url_in("en"),
        "/en/search/?q=Canaryname",
        "/api/v1/search?q=Canaryville",
    ):
        body = client.get(address).content.decode()
        assert entry.member.token not in body, address
        assert "Canaryville" not in body.replace("?q=Canaryville", ""), address
        assert "Lesotho" not in body or "country=LS" in address, address


def test_d4_a_filter_never_counts_what_its_reader_may_not_see(client, site_tree, reader):
    hidden_country = show(canary_entry(), Level.REGION, "country", "name")
    address = reverse("directory:list")
    assert "Lesotho" in client.get(address).content.decode()
    other = Client()
    other.force_login(person("member_other_region"))
    assert "Lesotho" not in other.get(address).content.decode()
    # Asked for by hand, the country finds nobody.
    page = other.get(address, {"country": "LS"}).content.decode()
    assert hidden_country.member.token not in page
    assert "0 members" in page
    assert hidden_country.member.token in client.get(address, {"country": "LS"}).content.decode()
    # Beside a filter she may use, the country she may not see is counted no more than before.
    show(hidden_country, Level.MEMBERS, "name", "expertise")
    page = other.get(address, {"expertise": "canary-expertise"}).content.decode()
    assert hidden_country.member.token in page
    assert "Lesotho" not in page


def test_d5_addresses_tell_nothing_and_cannot_be_counted_up(client, site_tree, reader):
    entries = [canary_entry(MemberFactory()) for _number in range(5)]
    for entry in entries:
        for guess in (entry.pk, entry.member_id, entry.member.user_id):
            for address in (
                f"/en/directory/{guess}/",
                f"/en/directory/{guess + 1}/",
                f"/api/v1/members/{guess}",
            ):
                assert client.get(address).status_code == 404
        assert len(entry.member.token) == 12
    # The API's order is of the random tokens, not of age.
    ids = [item["id"] for item in client.get("/api/v1/members").json()["items"]]
    assert ids == sorted(entry.member.token for entry in entries)
    page = client.get(reverse("directory:list")).content.decode()
    for entry in entries:
        assert f'"{entry.pk}"' not in page


def test_d6_the_list_is_not_copied_page_by_page(client, site_tree, reader):
    from directory.models import UseCounter

    address = reverse("directory:list")
    assert client.get(address).status_code == 200
    UseCounter.objects.filter(user=reader, use=Use.LIST).update(count=LIMITS[Use.LIST][0] - 1)
    assert client.get(address).status_code == 200
    assert client.get(address).status_code == 429


def test_d6_the_501st_entry_of_a_day_is_not_shown_and_the_secretariat_hears(
    client, site_tree, reader
):
    from directory.models import UseCounter
    from notifications.models import OutgoingMail

    secretary = person("secretary")
    entry = canary_entry()
    address = reverse("directory:entry", args=[entry.member.token])
    assert client.get(address).status_code == 200
    limit = LIMITS[Use.PROFILE][0]
    assert limit == 500
    UseCounter.objects.filter(user=reader, use=Use.PROFILE).update(count=limit - 1)
    assert client.get(address).status_code == 200
    for _again in range(3):
        response = client.get(address)
        assert response.status_code == 429
        assert int(response.headers["Retry-After"]) > 0
        assert "Canaryname" not in response.content.decode()
    assert client.get(reverse("directory:vcard", args=[entry.member.token])).status_code == 429
    assert client.get(f"/api/v1/members/{entry.member.token}").status_code == 429
    alert = OutgoingMail.objects.get(kind="directory_alert")
    assert alert.recipient == secretary
    assert reader.token in alert.letter
    assert reader.get_full_name() not in alert.letter
    # Her own entry is not counted, and others still open entries.
    own = canary_entry(reader.member)
    assert client.get(reverse("directory:entry", args=[own.member.token])).status_code == 200
    other = Client()
    other.force_login(person("member"))
    assert other.get(address).status_code == 200


def test_a_block_works_one_way_and_can_be_taken_back(client, site_tree, reader):
    entry = canary_entry()
    token = entry.member.token
    canary_entry(reader.member)
    theirs = Client()
    theirs.force_login(entry.member.user)
    own = reverse("directory:entry", args=[reader.member.token])
    assert theirs.get(own).status_code == 200
    client.post(reverse("directory:block", args=[token]))
    assert theirs.get(own).status_code == 404
    assert client.get(reverse("directory:entry", args=[token])).status_code == 200
    client.post(reverse("directory:unblock", args=[token]))
    assert theirs.get(own).status_code == 200
    assert not Block.objects.exists()


def test_answers_are_kept_by_nobody(client, site_tree, reader):
    entry = canary_entry()
    for address in (
        reverse("directory:list"),
        reverse("directory:mailbox"),
        reverse("directory_portal:edit"),
        *(reverse(f"directory:{name}", args=[entry.member.token]) for name in NAMES),
    ):
        response = client.get(address)
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "private, no-store"
        assert "noindex" in response.headers["X-Robots-Tag"]
        assert response.headers["Referrer-Policy"] == "same-origin"
