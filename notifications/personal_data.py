"""What the outbox knows of a person: her letters and her choices; and when they end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.enums import MailState
from notifications.letters import from_json
from notifications.mailfiles import forget_mail_files
from notifications.models import MailPreference, OutgoingMail
from notifications.suppression import address_fingerprints, is_suppressed
from privacy.registry import (
    PersonalData,
    RetentionRule,
    register_personal_data,
    register_retention_rule,
)

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.models import User

BODIES_AGE = timedelta(days=90)
ROWS_AGE = timedelta(days=365)
_ON_ITS_WAY = (MailState.PENDING, MailState.LEASED)


def export(user: User) -> dict[str, Any]:
    """Return a person's letters as she could read them, and her choices."""
    return {
        "letters": [_exported(mail) for mail in user.letters.order_by("created_at", "pk")],
        "preferences": dict(user.mail_preferences.values_list("kind", "is_wanted")),
        "mail_is_held_back": is_suppressed(user.email),
    }


def _exported(mail: OutgoingMail) -> dict[str, Any]:
    letter = from_json(mail.letter).without_secrets() if mail.letter else None
    return {
        "token": mail.token,
        "kind": mail.kind,
        "to": mail.to_address,
        "language": mail.language,
        "state": mail.state,
        "written": mail.created_at,
        "sent": mail.sent_at,
        "subject": mail.subject,
        "paragraphs": [
            str(getattr(block, "text", block)) for block in (letter.paragraphs if letter else [])
        ],
        "link": letter.action.path if letter and letter.action else "",
    }


def forget(user: User) -> None:
    """Delete every mail to a person or telling of her, and her choices.

    That an address gets no mail is kept: as a keyed hash it tells nobody the address.
    """
    addresses = {
        user.email,
        *EmailAddress.objects.filter(user=user).values_list("email", flat=True),
    }
    known_as = [mark for address in addresses for mark in address_fingerprints(address)]
    mails = OutgoingMail.objects.filter(
        Q(recipient=user) | Q(about=user) | Q(address_fingerprint__in=known_as)
    )
    tokens = set(mails.values_list("token", flat=True))
    mails.delete()
    MailPreference.objects.filter(user=user).delete()
    # Files cannot be brought back when the transaction fails.
    transaction.on_commit(lambda: forget_mail_files(addresses, tokens))


def _bodies_due(now: datetime) -> QuerySet[OutgoingMail]:
    done = OutgoingMail.objects.exclude(state__in=_ON_ITS_WAY)
    return done.filter(created_at__lt=now - BODIES_AGE, not_before__lt=now - BODIES_AGE).exclude(
        letter="", to_address=""
    )


def _empty_bodies(rows: QuerySet[OutgoingMail], now: datetime) -> int:
    return rows.update(letter="", to_address="")


def _rows_due(now: datetime) -> QuerySet[OutgoingMail]:
    done = OutgoingMail.objects.exclude(state__in=_ON_ITS_WAY)
    return done.filter(created_at__lt=now - ROWS_AGE, not_before__lt=now - ROWS_AGE)


def register() -> None:
    """Offer export and erasure, and say when mail ends."""
    register_personal_data(PersonalData("notifications", export, forget))
    register_retention_rule(
        RetentionRule(
            name="notifications.bodies",
            title=_("Text of sent mail"),
            description=_("Text and address of a mail are emptied 90 days after it was written."),
            rows=_bodies_due,
            purge=_empty_bodies,
        )
    )
    register_retention_rule(
        RetentionRule(
            name="notifications.rows",
            title=_("Sent mail"),
            description=_(
                "That a mail was sent, and its subject, are deleted after twelve months."
            ),
            rows=_rows_due,
        )
    )
