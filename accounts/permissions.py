"""Who must sign in with a second factor."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

_staff_tests: list[Callable[[User], bool]] = []


def register_staff_test(test: Callable[[User], bool]) -> None:
    """Let an upper layer name people who see what others confided: regional roles."""
    if test not in _staff_tests:
        _staff_tests.append(test)


def needs_second_factor(user: User | AnonymousUser) -> bool:
    """Return whether a password alone must not do: editors, coordinators and staff."""
    return user.is_authenticated and (
        user.is_staff
        or user.is_superuser
        or user.has_perm("wagtailadmin.access_admin")
        or any(test(user) for test in _staff_tests)
    )
