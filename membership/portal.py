"""Membership's place among a person's own pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.portal import PortalSection, register_section
from membership.enums import MemberStatus
from membership.models import Application, Member

if TYPE_CHECKING:
    from accounts.models import User


def summary(user: User) -> str:
    """Say how someone stands: her membership, or else her application."""
    member = Member.objects.select_related("region").filter(user=user).first()
    if member is not None:
        state = str(MemberStatus(member.status).label)
        return _("%(state)s, %(region)s") % {"state": state, "region": member.region}
    application = Application.objects.of_applicant(user).first()
    if application is not None:
        return _("Application: %(state)s") % {"state": application.get_status_display()}
    return ""


def register() -> None:
    """Offer the section."""
    register_section(
        PortalSection(
            name="membership",
            title=gettext_lazy("Membership"),
            description=gettext_lazy("How you stand in the network, and how others see you."),
            url_name="membership:portal",
            order=20,
            summary=summary,
        )
    )
