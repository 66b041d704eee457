"""The rights that come with a regional role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.backends import BaseBackend

from membership.scope import has_role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import Model

    from accounts.models import User

#: A coordinator works in the admin; everything else she may do there is asked of `scope`.
PERMISSIONS = frozenset({"wagtailadmin.access_admin"})


class RegionalRoleBackend(BaseBackend):
    """Opens the admin to those who hold a role today; it signs nobody in."""

    def get_user_permissions(
        self, user_obj: User | AnonymousUser, obj: Model | None = None
    ) -> set[str]:
        """Return the permissions that a current role gives."""
        return set(PERMISSIONS) if obj is None and has_role(user_obj) else set()
