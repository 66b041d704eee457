"""Who wants which mail, and who looks after the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notifications.kinds import find_kind
from notifications.models import MailPreference

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def wants_mail(user: User, kind_name: str) -> bool:
    """Return whether a kind is mailed to a person: essential, or known and not turned off."""
    kind = find_kind(kind_name)
    if kind is None:
        return False
    return (
        kind.is_essential
        or not MailPreference.objects.filter(user=user, kind=kind_name, is_wanted=False).exists()
    )


def user_can_keep_outbox(user: User | AnonymousUser) -> bool:
    """Return whether a user may see the outbox: whom the site writes to is nobody else's business."""
    return bool(user.is_active and user.is_superuser)
