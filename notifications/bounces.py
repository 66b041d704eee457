"""Mail that comes back: whose it was, and whether for good.

Every mail leaves with an envelope sender of its own, `b+<token>.<mark>@<bounce domain>` (VERP), so
that a report is charged to the address the mail was sent to, whatever the report says. The mark is
a keyed hash: nobody can silence an address by making reports up.
"""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from enum import Enum
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.crypto import constant_time_compare
from flufl.bounce import all_failures

from notifications.enums import BounceKind
from notifications.models import OutgoingMail
from notifications.suppression import charge
from privacy.sealing import fingerprint, fingerprints

if TYPE_CHECKING:
    from email.message import Message

_PURPOSE = "bounce"
_MARK_LENGTH = 8
_ADDRESS = re.compile(r"b\+(?P<token>[a-z0-9]{12})\.(?P<mark>[0-9a-f]{8})@(?P<domain>[^@\s<>]+)")
#: Where mail servers note whom a mail was for, when they do not tell the command.
_RECIPIENT_HEADERS = ("Delivered-To", "X-Original-To", "Envelope-To", "To")


class Report(Enum):
    """What became of a message that came to the bounce address."""

    COUNTED = "counted"
    REPEATED = "counted before"
    NOT_OURS = "to none of our bounce addresses"
    NO_BOUNCE = "no report of a failed delivery"


def return_path(mail: OutgoingMail) -> str:
    """Return the envelope sender of a mail; empty where no bounce domain is configured."""
    if not settings.BOUNCE_DOMAIN:
        return ""
    return f"b+{mail.token}.{fingerprint(mail.token, _PURPOSE)[:_MARK_LENGTH]}@{settings.BOUNCE_DOMAIN}"


def mail_of_return_path(address: str) -> OutgoingMail | None:
    """Return the mail an envelope sender belongs to; None for what we never wrote."""
    match = _ADDRESS.search(address.lower())
    if match is None or match["domain"] != settings.BOUNCE_DOMAIN.lower():
        return None
    marks = [whole[:_MARK_LENGTH] for whole in fingerprints(match["token"], _PURPOSE)]
    if not any(constant_time_compare(match["mark"], mark) for mark in marks):
        return None
    return OutgoingMail.objects.filter(token=match["token"]).first()


def _kind_of(message: Message) -> BounceKind | None:
    temporary, permanent = all_failures(message)
    if permanent:
        return BounceKind.HARD
    return BounceKind.SOFT if temporary else None


def receive(raw: bytes, recipient: str = "") -> Report:
    """Take in what came to a bounce address and charge it to the right mail.

    Replies of absence and other mail that reports no failed delivery change nothing.
    """
    # The older way of parsing: what machines send in reports is seldom well formed.
    message = message_from_bytes(raw, policy=policy.compat32)
    named = [recipient] if recipient else []
    for header in _RECIPIENT_HEADERS:
        named += [str(value) for value in message.get_all(header, [])]
    mail = next((mail for address in named if (mail := mail_of_return_path(address))), None)
    if mail is None:
        return Report.NOT_OURS
    kind = _kind_of(message)
    if kind is None:
        return Report.NO_BOUNCE
    return Report.COUNTED if charge(mail, kind) else Report.REPEATED
