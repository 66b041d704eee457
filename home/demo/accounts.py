"""The accounts of the demo, all clearly invented."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import User
from accounts.services import trust_address
from home import groups

PASSWORD = "solidarity-forever"  # noqa: S105  (printed to whoever builds the demo)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Someone who can sign in to the demo, for whoever looks at it first."""

    email: str
    description: str
    #: Empty for those whose rights come with their membership and their roles.
    group: str = ""
    is_superuser: bool = False


ACCOUNTS = (
    DemoAccount(
        "admin@example.org", "does everything, in the admin", groups.EDITORS, is_superuser=True
    ),
    DemoAccount("editor@example.org", "writes and publishes in all languages", groups.EDITORS),
    DemoAccount(
        "translator-ar@example.org",
        "translates into Arabic and publishes what is translated",
        groups.translators("ar"),
    ),
    DemoAccount("coordinator-africa@example.org", "coordinator: reviews applications in Africa"),
    DemoAccount(
        "coordinator-americas@example.org", "coordinator: reviews applications in the Americas"
    ),
    DemoAccount(
        "secretary@example.org", "secretary: shielded applications, appeals, reports, roles"
    ),
    DemoAccount("treasurer@example.org", "treasurer: dues and payments"),
    DemoAccount("member@example.org", "member in Mexico, who reads Spanish"),
    DemoAccount("applicant@example.org", "has begun an application in Nigeria"),
)


def build_accounts() -> list[User]:
    """Make the accounts of those who keep the site, where they are missing."""
    return [_build_account(account) for account in ACCOUNTS if account.group]


@transaction.atomic
def _build_account(account: DemoAccount) -> User:
    user = User.objects.filter(email=account.email).first()
    if user is None:
        user = make_user(account.email, is_superuser=account.is_superuser)
        user.groups.add(Group.objects.get(name=account.group))
    return user


@transaction.atomic
def make_user(email: str, *, is_superuser: bool = False, **fields: Any) -> User:
    """Return the account with an address; a missing one is made, verified, with the password."""
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create(
            email=email,
            password=_password_hash(),
            is_superuser=is_superuser,
            is_staff=is_superuser,
            **fields,
        )
        trust_address(user)
    return user


@cache
def _password_hash() -> str:
    """Return the one password hashed; once for all, because hashing is slow on purpose."""
    return make_password(PASSWORD)
