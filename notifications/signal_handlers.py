"""What the outbox does when something happens elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.signals import email_confirmed
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _

from notifications.kinds import SECURITY
from notifications.letters import Action, Letter
from notifications.services import send
from notifications.suppression import clear_suppression
from privacy.signals import export_ready

if TYPE_CHECKING:
    from allauth.account.models import EmailAddress

    from accounts.models import User
    from privacy.models import DataExport


@receiver(email_confirmed, dispatch_uid="notifications.email_confirmed")
def believe_in_the_address(email_address: EmailAddress, **_kwargs: Any) -> None:
    """Write to an address again whose owner has just shown that mail reaches her."""
    clear_suppression(email_address.email)


@receiver(export_ready, dispatch_uid="notifications.export_ready")
def tell_that_the_export_is_ready(user: User, export: DataExport, **_kwargs: Any) -> None:
    """Tell a person that the copy of her data waits for her."""

    def write() -> Letter:
        return Letter(
            subject=_("The copy of your data is ready"),
            paragraphs=[
                _("You asked for a copy of what this site keeps about you. It is ready."),
                _("You can fetch it for 48 hours. You will be asked for your password again."),
            ],
            action=Action(_("Fetch the copy"), reverse("privacy:data")),
        )

    send(SECURITY, user, write, dedupe_key=f"export:{export.token}")
