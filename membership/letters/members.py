"""Letters about a membership: to the member, on what was done to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from membership.enums import Role
from notifications.letters import Action, Letter, Quote

if TYPE_CHECKING:
    from membership.models import Member, RegionalRole


def _membership() -> Action:
    return Action(_("Your membership"), reverse("membership:portal"))


def _because(reason: str) -> list[str | Quote]:
    return [_("The reason given was:"), Quote(reason.strip())] if reason.strip() else []


def lapsed(member: Member, reason: str) -> Letter:
    """Tell a member that her rights rest."""
    return Letter(
        _("Your membership has lapsed"),
        [
            _(
                "Your membership of the network has lapsed. Your account stays open, but the "
                "directory and the other pages for members are closed to you for now."
            ),
            *_because(reason),
            _("You can become a member again at any time; nothing you entered is lost."),
        ],
        _membership(),
    )


def reinstated(member: Member, reason: str) -> Letter:
    """Tell someone that she is a member again."""
    return Letter(
        _("Your membership is active again"),
        [
            _("Your membership of the network is active again, with all that belongs to it."),
            *_because(reason),
        ],
        _membership(),
    )


def ended(member: Member, reason: str) -> Letter:
    """Tell someone that her membership has ended."""
    return Letter(
        _("Your membership has ended"),
        [
            _(
                "Your membership of the network has ended. Other members no longer find you, and "
                "what you wrote to them stands under the name “Former member”."
            ),
            *_because(reason),
            _("Your account stays open until you erase it."),
        ],
        _membership(),
    )


def moved(member: Member, reason: str) -> Letter:
    """Tell a member that her country, and so perhaps her region, was changed."""
    return Letter(
        _("Your country has been changed"),
        [
            _(
                "Your membership is now kept under this country: %(country)s. It belongs to this "
                "region of the network: %(region)s."
            )
            % {"country": member.country.label(), "region": member.region},
            *_because(reason),
            _("If this is wrong, please write to the coordinators of your region."),
        ],
        _membership(),
    )


def safety_switched(member: Member, reason: str) -> Letter:
    """Tell a member that a coordinator has used the safety switch for her."""
    return Letter(
        _("The safety switch was used for you"),
        [
            _(
                "Those who keep your region have used the safety switch for you. The directory no "
                "longer shows you, your name appears nowhere, mails to you say nothing of their "
                "content, and you have been signed out everywhere."
            ),
            *_because(reason),
            _("Only you can undo this, on the page of your membership."),
        ],
        _membership(),
    )


def role_granted(role: RegionalRole) -> Letter:
    """Tell someone which role she has been given."""
    return Letter(
        _("You have a new role in the network"),
        [
            _("Your role: %(role)s. The region: %(region)s.")
            % {"role": Role(role.role).label, "region": role.region},
            _("Please keep your account safe: a second factor is asked of all who hold a role."),
        ],
        Action(_("Your account"), reverse("accounts:account")),
    )


def role_ended(role: RegionalRole) -> Letter:
    """Tell someone that a role of hers has ended."""
    return Letter(
        _("A role of yours in the network has ended"),
        [
            _("This role has ended: %(role)s. The region: %(region)s.")
            % {"role": Role(role.role).label, "region": role.region},
        ],
        Action(_("Your account"), reverse("accounts:account")),
    )
