"""The directory's places among a person's own pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.portal import PortalSection, register_section
from membership.models import Member

if TYPE_CHECKING:
    from accounts.models import User


def is_member(user: User) -> bool:
    """Return whether someone is a member today."""
    return Member.objects.active().filter(user=user).exists()


def register() -> None:
    """Offer the sections to members."""
    register_section(
        PortalSection(
            name="directory",
            title=_("My directory entry"),
            description=_("What other members read about you, and who sees each part of it."),
            url_name="directory_portal:edit",
            order=30,
            is_available=is_member,
        )
    )
    register_section(
        PortalSection(
            name="conversations",
            title=_("Messages from members"),
            description=_("What members write to each other without addresses."),
            url_name="directory:mailbox",
            order=35,
            is_available=is_member,
        )
    )
