"""The directory by the API: the same people, the same rules, for people and their programs."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.enums import Scope
from accounts.models import ApiToken
from accounts.tokens import issue, revoke
from core.tokens import public_token
from directory.enums import Use
from directory.models import UseCounter
from directory.services.limits import LIMITS
from membership.audiences import Level
from membership.enums import Listing, MemberStatus
from tests.directory.factories import canary_entry, show
from tests.membership.factories import MemberFactory, person

pytestmark = pytest.mark.django_db

LIST = "/api/v1/members"


@pytest.fixture
def reader():
    return person("member")


@pytest.fixture
def bearer(reader):
    _token, plain = issue(reader, "my address book", [Scope.DIRECTORY_READ], 30)
    return {"authorization": f"Bearer {plain}"}


def test_strangers_are_asked_who_they_are(client, site_tree):
    entry = canary_entry()
    for address in (LIST, f"{LIST}/{entry.member.token}", f"{LIST}/{public_token()}"):
        for headers in ({}, {"authorization": "Bearer nonsense"}, {"authorization": "Basic eDp5"}):
            response = client.get(address, headers=headers)
            assert response.status_code == 401
            assert response.headers["Content-Type"] == "application/problem+json"
            assert response.headers["WWW-Authenticate"] == "Bearer"
            assert response.headers["Cache-Control"] == "private, no-store"
            assert "Canaryname" not in response.content.decode()


def test_a_token_reads_what_its_owner_sees_until_it_ends(client, site_tree, reader, bearer):
    entry = show(canary_entry(), Level.REGION)
    address = f"{LIST}/{entry.member.token}"
    answer = client.get(address, headers=bearer)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert {"Cookie", "Authorization"} <= set(answer.headers["Vary"].split(", "))
    data = answer.json()
    assert data["name"] == "Canaryname Invented"
    assert data["country"] == {"id": "LS", "label": "Lesotho"}
    assert data["contacts"][0]["value"] == "canary.contact@example.org"
    assert data["headline"] == {"locale": "en", "text": "Canaryheadline"}
    reader.member.status = MemberStatus.LAPSED
    reader.member.save()
    assert client.get(address, headers=bearer).status_code == 404
    reader.member.status = MemberStatus.ACTIVE
    reader.member.save()
    assert client.get(address, headers=bearer).status_code == 200
    revoke(ApiToken.objects.get(user=reader))
    assert client.get(address, headers=bearer).status_code == 401


def test_the_session_does_as_well(client, site_tree, reader):
    entry = show(canary_entry(), Level.MEMBERS)
    client.force_login(reader)
    response = client.get(LIST)
    assert [item["id"] for item in response.json()["items"]] == [entry.member.token]
    assert response.headers["Cache-Control"] == "private, no-store"
    for kind in ("applicant", "lapsed", "editor", "superuser"):
        client.force_login(person(kind))
        assert client.get(LIST).status_code == 404
        assert client.get(f"{LIST}/{entry.member.token}").status_code == 404


def test_hidden_and_absent_are_the_same_bytes(client, site_tree, bearer):
    hidden = canary_entry(MemberFactory(listing=Listing.HIDDEN)).member.token
    answers = [client.get(f"{LIST}/{token}", headers=bearer) for token in (hidden, public_token())]
    assert {answer.status_code for answer in answers} == {404}
    assert answers[0].content == answers[1].content
    assert answers[0].headers == answers[1].headers
    assert client.get("/api/v1/nowhere").content == answers[0].content


def test_pages_follow_one_another_without_gap_or_repetition(client, site_tree, bearer):
    tokens = sorted(canary_entry(MemberFactory()).member.token for _number in range(7))
    address, seen = f"{LIST}?limit=3", []
    while address:
        answer = client.get(address, headers=bearer)
        data = answer.json()
        seen += [item["id"] for item in data["items"]]
        assert len(data["items"]) <= 3
        address = data["next_cursor"] and f"{LIST}?limit=3&cursor={data['next_cursor']}"
        assert ("Link" in answer.headers) == bool(address)
    assert seen == tokens


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=51", "limit"),
        ("limit=0", "limit"),
        ("cursor=1", "cursor"),
        ("cursor=aaaaaaaaaaa%00", "cursor"),
        ("country=XX", "country"),
        ("expertise=nonsense", "expertise"),
        ("language=klingonese", "language"),
        ("accepts=money", "accepts"),
        ("q=" + "a" * 201, "q"),
        ("fields=email", "fields"),
        ("nonsense=1", "nonsense"),
    ],
)
def test_what_cannot_be_used_is_named(client, site_tree, bearer, query, parameter):
    response = client.get(f"{LIST}?{query}", headers=bearer)
    assert response.status_code == 422
    assert [error["parameter"] for error in response.json()["errors"]] == [parameter]


def test_lists_are_narrowed_and_searched(client, site_tree, bearer):
    entry = show(canary_entry(), Level.MEMBERS)
    show(canary_entry(MemberFactory()), Level.NOBODY)
    for query in (
        "country=LS",
        "language=wo",
        "expertise=canary-expertise",
        "accepts=referral",
        "q=canaryville",
        "q=canary.contact%40example.org",
    ):
        items = client.get(f"{LIST}?{query}", headers=bearer).json()["items"]
        assert [item["id"] for item in items] == [entry.member.token], query


def test_sixty_requests_a_minute(client, site_tree, reader, bearer):
    assert client.get(LIST, headers=bearer).status_code == 200
    UseCounter.objects.filter(user=reader, use=Use.API).update(count=59)
    assert client.get(LIST, headers=bearer).status_code == 200
    response = client.get(LIST, headers=bearer)
    # The minute may just have ended.
    if UseCounter.objects.filter(user=reader, use=Use.API).count() == 1:
        assert response.status_code == 429
        assert 1 <= int(response.headers["Retry-After"]) <= 60
        assert response.headers["Content-Type"] == "application/problem+json"


def test_d6_pages_of_the_list_count_with_those_of_the_site(client, site_tree, reader, bearer):
    limit = LIMITS[Use.LIST][0]
    assert client.get(LIST, headers=bearer).status_code == 200
    UseCounter.objects.filter(user=reader, use=Use.LIST).update(count=limit - 1)
    assert client.get(LIST, headers=bearer).status_code == 200
    assert client.get(LIST, headers=bearer).status_code == 429
    client.force_login(reader)
    assert client.get(reverse("directory:list")).status_code == 429


@pytest.mark.parametrize("token", ["abc%00", "ab%20cd", "%F0%9F%92%A9", "a" * 300])
def test_what_is_no_token_is_absent(client, site_tree, bearer, token):
    answer = client.get(f"{LIST}/{token}", headers=bearer)
    assert answer.status_code == 404
    assert answer.content == client.get(f"{LIST}/{public_token()}", headers=bearer).content


def test_a_list_costs_the_same_for_one_and_for_twenty(client, site_tree, bearer):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost():
        client.get(LIST, headers=bearer)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{LIST}?limit=50", headers=bearer).status_code == 200
        return len(queries)

    show(canary_entry(), Level.MEMBERS)
    one = cost()
    for _number in range(19):
        show(canary_entry(MemberFactory()), Level.MEMBERS)
    assert cost() == one
    # Six, besides knowing the token and counting the request and the page.
    assert one <= 6 + 3


def test_nothing_can_be_written(client, site_tree, bearer):
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(LIST, headers=bearer).status_code == 405
