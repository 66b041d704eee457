"""The accounts of the demo, all clearly invented."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import Group

from accounts.models import User
from home import groups

PASSWORD = "solidarity-forever"  # noqa: S105  (printed to whoever builds the demo)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Someone who can sign in to the demo."""

    email: str
    group: str
    is_superuser: bool = False


ACCOUNTS = (
    DemoAccount("admin@example.org", groups.EDITORS, is_superuser=True),
    DemoAccount("editor@example.org", groups.EDITORS),
    DemoAccount("translator-ar@example.org", groups.translators("ar")),
    DemoAccount("member@example.org", groups.MEMBERS),
)


def build_accounts() -> list[User]:
    """Make the demo's accounts where they are missing."""
    users = []
    for account in ACCOUNTS:
        user = User.objects.filter(email=account.email).first()
        if user is None:
            user = User.objects.create_user(
                account.email,
                PASSWORD,
                is_superuser=account.is_superuser,
                is_staff=account.is_superuser,
            )
            user.groups.add(Group.objects.get(name=account.group))
        users.append(user)
    return users
