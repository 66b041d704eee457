"""Predicates of one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from membership.enums import Capability
from membership.scope import regions_for

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def user_can_grant_roles(user: User | AnonymousUser) -> bool:
    """Return whether someone may give roles anywhere: a secretary, or who runs the system."""
    return bool(user.is_superuser or regions_for(user, Capability.GRANT_ROLES))


def user_can_configure_regions(user: User | AnonymousUser) -> bool:
    """Return whether someone may change which country is in which region."""
    return user.is_superuser
