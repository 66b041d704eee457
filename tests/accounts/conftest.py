"""People who sign in, and the codes of their authenticator apps."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

PASSWORD = "an invented password"
SECRET = "JBSWY3DPEHPK3PXP"


def code_now(secret: str = SECRET) -> str:
    """Return what the authenticator app shows now."""
    _before, now, _after = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, now))


def give_app(user) -> None:
    """Give someone an authenticator app."""
    TOTP.activate(user, SECRET)


def sign_in(client: Client, user, password: str = PASSWORD, **extra):
    """Send the sign-in form."""
    return client.post("/en/account/login/", {"login": user.email, "password": password, **extra})


def is_signed_in(client: Client) -> bool:
    """Return whether this browser's session belongs to somebody."""
    return "_auth_user_id" in client.session


@pytest.fixture
def person(db):
    """Return someone with an account and no rights."""
    from tests.accounts.factories import UserFactory

    return UserFactory()


@pytest.fixture
def demanded(settings):
    """Demand a second factor of staff, as production does."""
    settings.STAFF_MFA_REQUIRED = True


@pytest.fixture
def client_class():
    """Return what makes a browser of its own, with its own cookies."""
    return Client
