"""Prepare an entry anew when what it shows is changed elsewhere, in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models.signals import post_save
from django.dispatch import receiver

from directory.models import DirectoryEntry
from directory.services.indexing import reindex, reindex_member
from membership.signals import member_changed

if TYPE_CHECKING:
    from collections.abc import Collection

    from accounts.models import User
    from membership.models import Member

_NAMES = {"first_name", "last_name"}


@receiver(member_changed, dispatch_uid="directory-member-changed")
def on_member_changed(sender: object, member: Member, **kwargs: Any) -> None:
    """Follow her listing, what she is called, her region and country."""
    reindex_member(member)


@receiver(post_save, sender=settings.AUTH_USER_MODEL, dispatch_uid="directory-name-changed")
def on_name_changed(
    sender: object,
    instance: User,
    created: bool,
    update_fields: Collection[str] | None,
    **kwargs: Any,
) -> None:
    """Follow the name on her account; signing in writes to the account too, but no name."""
    if created or (update_fields is not None and _NAMES.isdisjoint(update_fields)):
        return
    entry = DirectoryEntry.objects.filter(member__user=instance).first()
    if entry is not None:
        reindex(entry)
