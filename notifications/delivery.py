"""Sends what is due, with any number of workers at once.

A worker takes one mail at a time by compare-and-swap and holds it for a few minutes. Whoever dies
loses nothing: the mail in its hands is taken again after that time, and only that one may go twice.
"""

from __future__ import annotations

import logging
import smtplib
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends import smtp
from django.db.models import F
from django.utils import timezone

from notifications.composing import message_for
from notifications.enums import BounceKind, MailState
from notifications.kinds import is_essential
from notifications.models import OutgoingMail
from notifications.permissions import wants_mail
from notifications.suppression import charge, is_suppressed, was_mailed_lately
from privacy.sealing import UnsealError

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.mail import EmailMessage
    from django.core.mail.backends.base import BaseEmailBackend

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
#: How long after each failed attempt the next one is made; after the last the mail has failed.
BACKOFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
#: Well below the lease, so that a server that says nothing does not make a mail go twice.
TIMEOUT_SECONDS = 30
#: How many mails a worker looks at in one go to find one that nobody else takes.
_GLANCE = 20


@dataclass(frozen=True, slots=True)
class DeliveryCounts:
    """What one run did."""

    sent: int = 0
    failed: int = 0
    postponed: int = 0
    suppressed: int = 0
    #: Not wanted by mail any more, or its reader's account is closed.
    withheld: int = 0


class _Carrier:
    """The connection of one run: opened when first needed, and again after an error."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None

    def send(self, message: EmailMessage) -> None:
        """Hand over one message. Raises what the backend raises."""
        connection = self._connection or get_connection(
            timeout=settings.EMAIL_TIMEOUT or TIMEOUT_SECONDS
        )
        try:
            # Only with a mail server does an open connection save time; files are one per mail.
            if isinstance(connection, smtp.EmailBackend) and self._connection is None:
                connection.open()
                self._connection = connection
            connection.send_messages([message])
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        """Let the connection go."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def deliver_due(now: datetime | None = None) -> DeliveryCounts:
    """Send every mail that is due, one after the other.

    The failure of one mail never keeps another. With `now` the run takes it to be that time.
    """
    counts: Counter[str] = Counter()
    carrier = _Carrier()
    try:
        while mail := _take(now or timezone.now()):
            counts[_deliver(mail, carrier, now or timezone.now())] += 1
    finally:
        carrier.close()
    return DeliveryCounts(**counts)


def _take(now: datetime) -> OutgoingMail | None:
    """Take one due mail into our hands; None where nothing is due."""
    while True:
        due = OutgoingMail.objects.due(now)
        keys = list(due.order_by("not_before", "pk").values_list("pk", flat=True)[:_GLANCE])
        if not keys:
            return None
        for key in keys:
            if due.filter(pk=key).update(
                state=MailState.LEASED, lease_until=now + LEASE, attempts=F("attempts") + 1
            ):
                try:
                    taken = OutgoingMail.objects.select_related("recipient").filter(pk=key).first()
                except UnsealError:
                    _give_up_unread(key)
                    continue
                # Its reader may have erased her account in the meantime.
                if taken is not None:
                    return taken


def _give_up_unread(key: int) -> None:
    """Let a damaged mail fail: nobody can ever open it, and it must not stop every run."""
    OutgoingMail.objects.filter(pk=key, state=MailState.LEASED).update(
        state=MailState.FAILED, lease_until=None, failure=UnsealError.__name__
    )
    logger.error("The mail with the key %s is damaged and was not sent.", key)


def _deliver(mail: OutgoingMail, carrier: _Carrier, now: datetime) -> str:
    """Send one mail, or say what else became of it, in the name of a count."""
    if mail.attempts > len(BACKOFF) + 1:
        # Workers died with it in their hands, again and again.
        _settle(mail, MailState.FAILED, failure="Abandoned")
        return "failed"
    if refusal := _refusal(mail, now):
        _settle(mail, refusal)
        return "suppressed" if refusal == MailState.SUPPRESSED else "withheld"
    try:
        carrier.send(message_for(mail))
    except Exception as error:  # noqa: BLE001  (whatever it is, the other mails must leave)
        return _take_back(mail, error, now)
    # Even where it was called back meanwhile: it has left.
    OutgoingMail.objects.filter(pk=mail.pk, lease_until=mail.lease_until).update(
        state=MailState.SENT, sent_at=now, lease_until=None, failure=""
    )
    return "sent"


def _refusal(mail: OutgoingMail, now: datetime) -> MailState | None:
    """Return why a mail must not leave now: its reader may have chosen since it was written."""
    if not mail.to_address or not mail.letter:
        return MailState.CANCELLED
    if mail.recipient is not None:
        if not mail.recipient.is_active and not is_essential(mail.kind):
            return MailState.CANCELLED
        if not wants_mail(mail.recipient, mail.kind):
            return MailState.SITE
    if mail.is_proof:
        return None
    essential = is_essential(mail.kind)
    if not is_suppressed(mail.to_address, mail.kind, is_essential=essential):
        return None
    if essential and not was_mailed_lately(mail.to_address, now):
        return None
    return MailState.SUPPRESSED


def _settle(mail: OutgoingMail, state: MailState, **changes: object) -> bool:
    """Put a mail out of our hands, unless it was called back or taken by another meanwhile."""
    ours = OutgoingMail.objects.filter(
        pk=mail.pk, state=MailState.LEASED, lease_until=mail.lease_until
    )
    return bool(ours.update(state=state, lease_until=None, **changes))


def _take_back(mail: OutgoingMail, error: Exception, now: datetime) -> str:
    """Try a mail again later, or give it up."""
    code, is_final, is_about_address = _verdict(error)
    failure = f"{type(error).__name__} {code}".strip()
    # Never the text of the error: servers quote the address in it.
    logger.warning("%s was not sent (attempt %d): %s", mail, mail.attempts, failure)
    if is_about_address:
        charge(mail, BounceKind.HARD, now)
    if is_final or mail.attempts > len(BACKOFF):
        _settle(mail, MailState.FAILED, failure=failure)
        return "failed"
    _settle(
        mail,
        MailState.PENDING,
        failure=failure,
        not_before=now + BACKOFF[mail.attempts - 1],
    )
    return "postponed"


def _verdict(error: Exception) -> tuple[str, bool, bool]:
    """Return the number a server gave, whether it is final, and whether the address is at fault.

    RFC 5321 §4.2.1: 5yz is final. RFC 3463 §3.8: 5.7.z is about policy, so about us rather than
    about the address. What goes wrong before the recipient is named is about us, and may pass.
    """
    text: str | bytes
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()), (0, b""))
    elif isinstance(error, smtplib.SMTPDataError):
        code, text = error.smtp_code, error.smtp_error
    else:
        return str(getattr(error, "smtp_code", "")), False, False
    reply = text if isinstance(text, str) else text.decode(errors="replace")
    is_final = 500 <= code < 600
    return str(code), is_final, is_final and not reply.lstrip().startswith("5.7.")
