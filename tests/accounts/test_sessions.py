"""What is kept of where somebody is signed in, and how it ends."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import IPv4Address

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.cached_db import SessionStore
from django.db import transaction
from django.utils import timezone

from accounts import personal_data, tokens
from accounts.clients import client_family, coarse_address
from accounts.models import User
from accounts.services import create_verified_user, end_sessions
from privacy.registry import retention_rules
from tests.accounts.conftest import give_app, is_signed_in, sign_in
from tests.accounts.factories import UserFactory

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("203.0.113.77", "203.0.113.0"),
        ("2001:db8:1234:5678::1", "2001:db8:1234::"),
        ("::ffff:203.0.113.77", "203.0.113.0"),
        ("nonsense", str(IPv4Address(0))),
        ("203.0.113.0", "203.0.113.0"),
    ],
)
def test_an_address_is_kept_as_its_network(address, kept):
    assert coarse_address(address) == kept


@pytest.mark.parametrize(
    ("user_agent", "kept"),
    [
        (FIREFOX, "Firefox, Linux"),
        (SAFARI, "Safari, iOS"),
        ("Firefox, Linux", "Firefox, Linux"),
        ("curl/8.0 of Rosa", ""),
        ("", ""),
    ],
)
def test_a_browser_is_kept_as_its_family(user_agent, kept):
    assert client_family(user_agent) == kept


def test_a_session_keeps_little(client, client_class, site_tree, person):
    browser = client_class(REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT=FIREFOX)
    sign_in(browser, person)
    browser.get("/en/account/")

    kept = UserSession.objects.get(user=person)
    assert (kept.ip, kept.user_agent) == ("203.0.113.0", "Firefox, Linux")
    page = browser.get("/en/account/sessions/").content.decode()
    assert "203.0.113.0" in page
    assert "203.0.113.77" not in page


def test_seeing_a_session_again_costs_no_write(client, site_tree, person):
    sign_in(client, person)
    client.get("/en/account/")
    seen = UserSession.objects.get(user=person).last_seen_at

    client.get("/en/account/")

    assert UserSession.objects.get(user=person).last_seen_at == seen


def test_ending_sessions_signs_out_everywhere_at_once(client, client_class, site_tree, person):
    browsers = [client_class(), client_class()]
    for browser in browsers:
        sign_in(browser, person)
    other = UserFactory()
    sign_in(client, other)

    assert end_sessions(person) == 2

    assert not any(is_signed_in(browser) for browser in browsers)
    assert all(b.get("/en/account/").status_code == 302 for b in browsers)
    assert client.get("/en/account/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_session_read_back_into_the_cache_before_the_commit_ends_with_it(settings, client_class):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
    user, browser = UserFactory(), client_class()
    browser.force_login(user)
    session = SessionStore(browser.session.session_key)
    UserSession.objects.get_or_create(
        user=user, session_key=session.session_key, defaults={"ip": "192.0.2.0", "user_agent": ""}
    )
    kept = session.load()

    with transaction.atomic():
        assert end_sessions(user) == 1
        # What a request under way does that still sees the row.
        session._cache.set(session.cache_key, kept, 60)

    assert SessionStore(session.session_key).load() == {}


def test_one_can_end_all_sessions_but_this_one(client, client_class, site_tree, person):
    elsewhere = client_class()
    sign_in(elsewhere, person)
    sign_in(client, person)

    client.post("/en/account/sessions/")

    assert not is_signed_in(elsewhere)
    assert client.get("/en/account/").status_code == 200


def test_export_tells_all_but_no_secret(client, site_tree, person):
    give_app(person)
    _token, plain = tokens.issue(person, "Reader", ["directory:read"], 30)

    told = personal_data.export(person)

    assert told["account"]["email"] == person.email
    assert told["api_tokens"][0]["name"] == "Reader"
    assert told["second_factors"][0]["type"] == "totp"
    assert plain not in str(told)
    assert person.password not in str(told)


def test_forgetting_leaves_nothing_that_signs_in(client, site_tree, person):
    give_app(person)
    tokens.issue(person, "Reader", ["directory:read"], 30)
    stays = create_verified_user("stays@example.org", "an invented password")

    personal_data.forget(person)

    for model in (EmailAddress, Authenticator, UserSession):
        assert not model.objects.filter(user=person).exists()
    assert not person.access_tokens.exists()
    assert EmailAddress.objects.filter(user=stays, verified=True, primary=True).exists()


def test_retention_ends_old_sessions_and_accounts_never_confirmed(client, site_tree, person):
    now = timezone.now()
    long_ago = now - timedelta(days=31)
    sign_in(client, person)
    unproved = UserFactory(is_proved=False, date_joined=long_ago)
    EmailAddress.objects.create(user=unproved, email=unproved.email, primary=True)
    made_by_hand = UserFactory(is_proved=False, date_joined=long_ago)
    young = UserFactory(is_proved=False)
    EmailAddress.objects.create(user=young, email=young.email, primary=True)
    rules = {rule.name: rule for rule in retention_rules()}

    sessions, accounts = rules["accounts.sessions"], rules["accounts.unproved"]
    assert not sessions.rows(now).exists()
    UserSession.objects.update(last_seen_at=long_ago)
    assert sessions.purge(sessions.rows(now), now) == 1
    assert accounts.purge(accounts.rows(now), now) == 1
    left = set(User.objects.values_list("pk", flat=True))
    assert {person.pk, made_by_hand.pk, young.pk} <= left
    assert unproved.pk not in left
