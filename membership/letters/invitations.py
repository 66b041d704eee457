"""The letter that invites someone to apply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from notifications.letters import Action, Letter

if TYPE_CHECKING:
    from membership.models import Invitation


def invitation_letter(invitation: Invitation, secret: str) -> Letter:
    """Invite someone to apply; the same words whether or not the address has an account."""
    return Letter(
        _("An invitation to the ILAW Network"),
        [
            _(
                "You are invited to apply for membership of the ILAW Network, a global network of "
                "lawyers who defend workers. The invitation comes from the coordinators of this "
                "region: %(region)s."
            )
            % {"region": invitation.region},
            _(
                "The link below is for you alone: it works once, only for this address, and until "
                "%(day)s. If you do not want to apply you need do nothing."
            )
            % {"day": date_format(invitation.expires_at, "DATE_FORMAT")},
        ],
        Action(
            _("Look at the invitation"),
            reverse("membership:invitation", args=[secret]),
            is_secret=True,
        ),
    )
