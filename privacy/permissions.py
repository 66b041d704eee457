"""Who may see the records of privacy."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def user_can_see_records(user: User | AnonymousUser) -> bool:
    """Return whether a user may see the retention report and the whole access log."""
    return bool(user.is_active and user.is_superuser)
