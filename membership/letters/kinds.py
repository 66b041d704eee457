"""The kinds of mail that membership sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from membership.enums import Capability
from membership.scope import regions_for
from notifications.kinds import MailKind, register_kind

if TYPE_CHECKING:
    from accounts.models import User

#: To applicants, about their application.
APPLICATION = "application"
#: To reviewers, about what waits for them.
REVIEW = "review"
#: To members, about their membership and their roles.
MEMBERSHIP = "membership"
#: To people who are invited to apply.
INVITATION = "invitation"
#: To members, about their dues and waivers.
DUES = "dues"


def _reviews(user: User) -> bool:
    return bool(regions_for(user, Capability.REVIEW))


def register() -> None:
    """Have these mails sent."""
    register_kind(
        MailKind(
            APPLICATION,
            _("Your application"),
            _("What happens to your application for membership."),
            is_essential=True,
        )
    )
    register_kind(
        MailKind(
            REVIEW,
            _("Reviews"),
            _("Applications and requests for waivers that wait for you as a reviewer."),
            is_offered=_reviews,
        )
    )
    register_kind(
        MailKind(
            MEMBERSHIP,
            _("Your membership"),
            _("What is done to your membership and to the roles you hold."),
            is_essential=True,
        )
    )
    register_kind(
        MailKind(
            INVITATION,
            _("Invitations"),
            _("Invitations to apply for membership."),
        )
    )
    register_kind(
        MailKind(
            DUES,
            _("Your dues"),
            _("Reminders before your dues are due, receipts, and decisions on waivers."),
        )
    )
