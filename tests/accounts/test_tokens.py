"""API tokens: shown once, kept as a digest, ended by time, by hand, and with the account."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import tokens
from accounts.enums import Scope
from accounts.models import ApiToken
from tests.accounts.conftest import PASSWORD, sign_in
from tests.accounts.factories import UserFactory

PAGE = "/en/account/tokens/"


def issue(person, days=30):
    return tokens.issue(person, "A program", [Scope.DIRECTORY_READ], days)


def test_a_token_speaks_for_its_person_and_is_kept_as_a_digest(person):
    token, plain = issue(person)

    assert tokens.user_for_token(plain, Scope.DIRECTORY_READ) == person
    assert tokens.user_for_token(plain + "x", Scope.DIRECTORY_READ) is None
    token.refresh_from_db()
    assert token.last_used_at
    assert plain not in str(ApiToken.objects.values().get())


def test_what_ends_a_token(person):
    token, plain = issue(person)
    assert tokens.user_for_token(plain, Scope.DIRECTORY_READ)

    person.is_active = False
    person.save()
    assert tokens.user_for_token(plain, Scope.DIRECTORY_READ) is None
    person.is_active = True
    person.save()
    ApiToken.objects.update(scopes=[])
    assert tokens.user_for_token(plain, Scope.DIRECTORY_READ) is None
    ApiToken.objects.update(scopes=["directory:read"], expires_at=timezone.now())
    assert tokens.user_for_token(plain, Scope.DIRECTORY_READ) is None
    ApiToken.objects.update(expires_at=timezone.now() + timedelta(days=1))
    assert tokens.user_for_token(plain, Scope.DIRECTORY_READ)
    assert tokens.revoke(token)
    assert not tokens.revoke(token)
    assert tokens.user_for_token(plain, Scope.DIRECTORY_READ) is None


@pytest.mark.parametrize(
    ("scopes", "days"),
    [([], 30), (["everything"], 30), (["directory:read"], 366), (["directory:read"], 0)],
)
def test_no_token_for_nothing_or_for_ever(person, scopes, days):
    with pytest.raises(ValueError, match=r"token|Scope"):
        tokens.issue(person, "A program", scopes, days)
    assert not ApiToken.objects.exists()


def test_the_page_asks_who_it_is_and_shows_a_token_once(client, site_tree, person):
    sign_in(client, person)
    with_age = client.session
    with_age["account_authentication_methods"] = []
    with_age.save()
    assert client.get(PAGE).url.startswith("/en/account/reauthenticate/")
    client.post("/en/account/reauthenticate/", {"password": PASSWORD})
    sent = {"name": "My reader", "scopes": ["directory:read"], "days": "90"}

    made = client.post(PAGE, sent).content.decode()

    plain = re.search(r"ilaw_[\w-]{43}", made).group()
    assert tokens.user_for_token(plain, Scope.DIRECTORY_READ) == person
    later = client.get(PAGE).content.decode()
    assert "My reader" in later
    assert plain not in later
    assert "ilaw_" not in str(dict(client.session))


def test_only_its_owner_can_revoke_a_token(client, site_tree, person):
    token, _plain = issue(UserFactory())
    own, _plain = issue(person)
    sign_in(client, person)

    assert client.post(f"{PAGE}{token.pk}/revoke/").status_code == 404
    assert client.post(f"{PAGE}999999/revoke/").status_code == 404
    assert client.get(f"{PAGE}{own.pk}/revoke/").status_code == 405
    assert client.post(f"{PAGE}{own.pk}/revoke/").status_code == 302
    assert list(ApiToken.objects.filter(revoked_at=None)) == [token]
