"""What this app adds to a person's own pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.portal import PortalSection, register_section
from notifications.suppression import is_suppressed

if TYPE_CHECKING:
    from accounts.models import User


def _mail_summary(user: User) -> str:
    if is_suppressed(user.email):
        return _("Mail to your address came back, so we stopped sending it.")
    return ""


def register() -> None:
    """Offer letters and choices."""
    register_section(
        PortalSection(
            name="messages",
            title=gettext_lazy("Messages to me"),
            description=gettext_lazy("What the network wrote to you."),
            url_name="notifications:messages",
            order=40,
        )
    )
    register_section(
        PortalSection(
            name="mail",
            title=gettext_lazy("Mail to me"),
            description=gettext_lazy("Which messages also reach you by mail."),
            url_name="notifications:mail",
            order=60,
            summary=_mail_summary,
        )
    )
