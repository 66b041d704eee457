"""Signing in and out: pages, languages, limits, and where one lands."""

from __future__ import annotations

import re

import pytest
from django.core import mail

from tests.accounts.conftest import PASSWORD, code_now, give_app, is_signed_in, sign_in

PAGES = [
    "login/",
    "signup/",
    "password/reset/",
    "password/reset/done/",
    "confirm-email/",
    "password/reset/key/1-wrong/",
    "confirm-email/wrong/",
    "inactive/",
]
OWN_PAGES = [
    "",
    "preferences/",
    "email/",
    "password/change/",
    "2fa/",
    "sessions/",
    "reauthenticate/",
    "logout/",
]


def headings(response) -> list[str]:
    return re.findall(r"<h1[^>]*>\s*(.*?)\s*</h1>", response.content.decode(), re.DOTALL)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("code", ["en", "ar"])
def test_pages_before_signing_in_stand_in_our_frame(client, site_tree, code, page):
    response = client.get(f"/{code}/account/{page}")

    assert response.status_code == 200
    assert len(headings(response)) == 1
    content = response.content.decode()
    assert f'<html lang="{code}"' in content
    assert "data-quick-exit" in content
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in response.headers["X-Robots-Tag"]


@pytest.mark.parametrize("page", OWN_PAGES)
def test_own_pages_stand_in_our_frame_and_are_nobody_elses(client, site_tree, person, page):
    refused = client.get(f"/en/account/{page}")
    assert refused.status_code == 302
    if page != "logout/":
        assert refused.url.startswith("/en/account/login/")

    sign_in(client, person)
    response = client.get(f"/en/account/{page}")
    assert response.status_code == 200
    assert len(headings(response)) == 1
    assert "data-quick-exit" in response.content.decode()
    assert response.headers["Cache-Control"] == "private, no-store"


def test_signing_in_lands_in_the_persons_language(client, site_tree, person):
    person.language = "es"
    person.save()

    assert sign_in(client, person, "not the password").status_code == 200
    assert not is_signed_in(client)
    assert sign_in(client, person).url == "/es/account/"
    assert is_signed_in(client)


def test_the_unprefixed_page_keeps_its_way_back_and_picks_the_language(client, site_tree):
    response = client.get("/account/login/?next=/fr/members-area/")

    assert response.url == "/fr/account/login/?next=/fr/members-area/"


def test_signing_out_takes_a_post(client, site_tree, person):
    sign_in(client, person)

    assert client.get("/en/account/logout/").status_code == 200
    assert is_signed_in(client)
    assert client.post("/ar/account/logout/").url == "/ar/"
    assert not is_signed_in(client)


def test_five_bad_tries_close_the_door_even_for_the_right_password(client, site_tree, person):
    for _ in range(5):
        sign_in(client, person, "not the password")

    response = sign_in(client, person)

    assert response.status_code == 200
    assert not is_signed_in(client)
    assert "Too many failed" in response.content.decode()


def test_too_many_tries_answer_in_the_readers_language(client, site_tree, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    client.post("/de/account/login/", {})

    response = client.post("/de/account/login/", {})

    assert response.status_code == 429
    assert '<html lang="de"' in response.content.decode()


def test_the_second_factor_is_asked_for_and_lets_in(client, site_tree, person):
    give_app(person)

    assert sign_in(client, person).url == "/en/account/2fa/authenticate/"
    assert not is_signed_in(client)
    page = client.get("/en/account/2fa/authenticate/")
    assert len(headings(page)) == 1
    assert "JavaScript" in page.content.decode()
    client.post("/en/account/2fa/authenticate/", {"code": "000000"})
    assert not is_signed_in(client)
    client.post("/en/account/2fa/authenticate/", {"code": code_now()})
    assert is_signed_in(client)


def test_a_session_ends_at_once_with_its_account(client, site_tree, person):
    sign_in(client, person)
    assert client.get("/en/account/").status_code == 200

    person.is_active = False
    person.save()

    assert client.get("/en/account/").status_code == 302
    person.is_active = True
    person.save()
    assert client.get("/en/account/").status_code == 302


def test_times_are_shown_in_the_persons_zone(client, site_tree, person):
    person.time_zone = "Asia/Tokyo"
    person.save()
    sign_in(client, person)

    import datetime
    from zoneinfo import ZoneInfo

    from allauth.usersessions.models import UserSession

    noon = datetime.datetime(2026, 1, 1, 3, 30, tzinfo=datetime.UTC)
    UserSession.objects.filter(user=person).update(created_at=noon)
    assert "12:30" in client.get("/en/account/sessions/").content.decode()
    assert noon.astimezone(ZoneInfo("Asia/Tokyo")).hour == 12


def test_a_new_password_by_mail(client, site_tree, person, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/fr/account/password/reset/", {"email": person.email})
    link = re.search(r"/\w\w/account/password/reset/key/\S+", mail.outbox[0].body).group()
    page = client.get(link, follow=True)
    action = page.redirect_chain[-1][0]

    client.post(action, {"password1": "another invented one", "password2": "another invented one"})

    assert not is_signed_in(client)
    sign_in(client, person)
    assert not is_signed_in(client)
    sign_in(client, person, "another invented one")
    assert is_signed_in(client)


def test_a_new_address_takes_the_old_ones_place_when_proved(
    client, site_tree, person, django_capture_on_commit_callbacks
):
    sign_in(client, person)
    client.post("/en/account/reauthenticate/", {"password": PASSWORD})
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/en/account/email/", {"email": "newer@example.org", "action_add": ""})
    person.refresh_from_db()
    assert person.email != "newer@example.org"
    assert "newer@example.org" in client.get("/en/account/email/").content.decode()

    body = next(m.body for m in mail.outbox if "newer@example.org" in m.to)
    client.post(re.search(r"/en/account/confirm-email/\S+", body).group())

    person.refresh_from_db()
    assert person.email == "newer@example.org"
    assert list(person.emailaddress_set.values_list("email", "primary", "verified")) == [
        ("newer@example.org", True, True)
    ]
