"""Nobody gets in by a password alone who has a second factor, whichever door she tries."""

from __future__ import annotations

import pytest
from django.contrib.auth.views import LoginView
from django.urls import get_resolver, resolve

from tests.accounts.conftest import PASSWORD, give_app, is_signed_in
from tests.accounts.factories import UserFactory

DOORS = [
    "/admin/login/",
    "/en/_util/login/",
    "/ar/_util/login/",
    "/account/login/",
    "/en/account/login/",
    "/admin/password_reset/",
    "/admin/password_reset/confirm/MQ/set-password/",
]


@pytest.mark.parametrize("door", DOORS)
def test_x2_the_right_password_alone_opens_no_door(client, site_tree, door):
    admin = UserFactory(superuser=True)
    give_app(admin)
    sent = {"username": admin.email, "login": admin.email, "email": admin.email}

    client.get(door)
    response = client.post(
        door,
        {
            **sent,
            "password": PASSWORD,
            "new_password1": "a b c d e f",
            "new_password2": "a b c d e f",
        },
        follow=True,
    )

    assert response.status_code == 200
    assert not is_signed_in(client)
    assert client.get("/admin/").status_code == 302
    admin.refresh_from_db()
    assert admin.check_password(PASSWORD)


def login_views() -> list[str]:
    """Return an address of every view of Django's or Wagtail's own that signs people in."""
    found = []

    def walk(resolver, prefix):
        for pattern in resolver.url_patterns:
            path = prefix + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                walk(pattern, path)
                continue
            view = getattr(pattern.callback, "view_class", None)
            name = getattr(view, "__name__", "")
            is_ours = pattern.callback.__module__.startswith(("accounts.", "allauth."))
            if view and not is_ours and (issubclass(view, LoginView) or "PasswordReset" in name):
                found.append(path)

    walk(get_resolver(), "/")
    return found


def test_x2_every_other_way_to_sign_in_is_shadowed_by_ours(site_tree):
    others = login_views()
    assert {"/admin/login/", "/en/_util/login/", "/admin/password_reset/"} <= set(others)

    for path in others:
        address = path.replace("<uidb64>", "MQ").replace("<token>", "set-password")
        view = resolve(address).func
        assert view.__module__ == "accounts.views", path


def test_the_admins_own_door_keeps_the_way_back(client, site_tree):
    response = client.get("/admin/pages/", follow=True)

    assert response.redirect_chain[-1][0] == "/en/account/login/?next=%2Fadmin%2Fpages%2F"


def test_signing_out_of_the_admin_takes_a_post(client, editor):
    client.force_login(editor)
    assert client.get("/admin/logout/").url == "/en/account/logout/"
    assert is_signed_in(client)

    assert client.post("/admin/logout/").url == "/en/"
    assert not is_signed_in(client)


def test_the_admin_sets_no_passwords_and_no_addresses(client, site_tree):
    client.force_login(UserFactory(superuser=True))

    own = client.get("/admin/account/").content.decode()
    assert 'name="password-old_password"' not in own
    assert 'name="name_email-email"' not in own
    other = client.get(f"/admin/users/edit/{UserFactory().pk}/").content.decode()
    assert 'name="password1"' not in other
