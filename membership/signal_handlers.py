"""What membership does when an account below it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from accounts.models import User
from membership.models import Member
from membership.signals import member_changed

if TYPE_CHECKING:
    from collections.abc import Iterable

#: What others may see of an account: the rest of it is nobody's business.
_SHOWN = frozenset({"first_name", "last_name", "is_active"})


@receiver(post_save, sender=User)
def account_changed(
    sender: type[User],
    instance: User,
    created: bool,
    update_fields: Iterable[str] | None = None,
    **kwargs: Any,
) -> None:
    """Tell the apps above that a member's name may have changed with her account."""
    if created or (update_fields is not None and _SHOWN.isdisjoint(update_fields)):
        return
    if member := Member.objects.filter(user=instance).first():
        member_changed.send(sender=Member, member=member)
