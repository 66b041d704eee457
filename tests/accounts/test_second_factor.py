"""Whoever sees what others confided must show a second factor, in this session."""

from __future__ import annotations

import re

import pytest

from accounts import permissions
from tests.accounts.conftest import PASSWORD, code_now, give_app, sign_in
from tests.accounts.factories import UserFactory

SET_UP = "/en/account/2fa/"
SHOW = "/en/account/2fa/reauthenticate/"


@pytest.mark.usefixtures("demanded")
@pytest.mark.parametrize("path", ["/en/", "/admin/", "/en/account/", "/en/account/preferences/"])
def test_staff_without_one_reach_only_its_setting_up(client, site_tree, editor, path):
    sign_in(client, editor)

    way = client.get(path).url
    assert way == f"{SET_UP}?needed=yes"
    assert "Needed now" in client.get(way).content.decode()
    assert client.get("/en/account/logout/").status_code == 200


@pytest.mark.usefixtures("demanded")
def test_members_are_not_asked_for_one(client, site_tree, member):
    sign_in(client, member)

    assert client.get("/en/account/").status_code == 200


def test_where_it_is_not_demanded_the_admin_says_so(client, site_tree, editor, settings):
    sign_in(client, editor)
    assert "STAFF_MFA_REQUIRED" in client.get("/admin/").content.decode()

    settings.STAFF_MFA_REQUIRED = True
    assert client.get("/admin/").status_code == 302


@pytest.mark.usefixtures("demanded")
def test_a_password_is_not_enough_for_who_has_one(client, site_tree, editor):
    # A session from before the second factor was set up.
    sign_in(client, editor)
    give_app(editor)

    assert client.get("/admin/").url == f"{SHOW}?next=%2Fadmin%2F"
    for path in ("totp/deactivate/", "totp/activate/", "webauthn/add/", "recovery-codes/generate/"):
        assert client.get(f"{SET_UP}{path}").url.startswith(SHOW)
    assert client.get("/api/v1/locales").status_code == 403
    assert client.post(f"{SHOW}?next=/admin/", {"code": code_now()}).url == "/admin/"
    assert client.get("/admin/").status_code == 200


@pytest.mark.usefixtures("demanded")
def test_signing_in_with_it_opens_the_admin(client, site_tree, editor):
    give_app(editor)
    sign_in(client, editor)
    client.post("/en/account/2fa/authenticate/", {"code": code_now()})

    assert client.get("/admin/").status_code == 200


@pytest.mark.usefixtures("demanded")
@pytest.mark.django_db(transaction=True)
def test_setting_one_up_counts_as_showing_it(client, site_tree, editor):
    sign_in(client, editor)
    client.post("/en/account/reauthenticate/", {"password": PASSWORD})
    page = client.get(f"{SET_UP}totp/activate/").content.decode()
    secret = re.search(r'<bdi class="code" dir="ltr">([A-Z2-7]+)</bdi>', page).group(1)

    response = client.post(f"{SET_UP}totp/activate/", {"code": code_now(secret)})

    assert response.url == f"{SET_UP}recovery-codes/"
    codes = client.get(response.url)
    assert codes.content.decode().count('<bdi class="code"') == 10
    assert client.get("/admin/").status_code == 200


def test_the_secret_of_an_app_is_sealed(person):
    from allauth.mfa.models import Authenticator

    give_app(person)

    stored = str(Authenticator.objects.get(user=person).data)
    assert "JBSWY3DPEHPK3PXP" not in stored


def test_who_needs_one(site_tree, editor, member, monkeypatch):
    assert permissions.needs_second_factor(editor)
    assert permissions.needs_second_factor(UserFactory(superuser=True))
    assert permissions.needs_second_factor(UserFactory(translator_into="ar"))
    assert not permissions.needs_second_factor(member)

    monkeypatch.setattr(permissions, "_staff_tests", [])
    permissions.register_staff_test(lambda user: user == member)
    assert permissions.needs_second_factor(member)
