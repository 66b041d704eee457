"""Letters to those who keep the secretariat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from membership.enums import Capability
from membership.models import Region
from membership.scope import users_with
from notifications.services import send

if TYPE_CHECKING:
    from collections.abc import Callable

    from notifications.letters import Letter


def tell_secretariat(kind: str, write: Callable[[], Letter], *, dedupe_key: str) -> None:
    """Write to each secretary, once for a key."""
    secretariat = Region.objects.filter(is_secretariat=True).first()
    if secretariat is None:
        return
    for user in users_with(Capability.REVIEW_SHIELDED, secretariat):
        send(kind, user, write, dedupe_key=f"{dedupe_key}:{user.token}")
