"""Addresses that get no mail: after too many mails came back, or because their owner asked.

Three mails refused for good, or five refused for now, within thirty days; what an address is known
by is a keyed hash. Once its owner shows that mail reaches her, everything is forgotten.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from notifications.enums import BounceKind, MailState, SuppressionReason
from notifications.models import OutgoingMail, Suppression
from privacy.sealing import fingerprint, fingerprints

if TYPE_CHECKING:
    from datetime import datetime

_PURPOSE = "mail address"
WINDOW = timedelta(days=30)
HARD_LIMIT = 3
SOFT_LIMIT = 5
#: How often mail that nobody can do without still tries an address from which mail came back.
ESSENTIAL_EVERY = timedelta(days=7)


def address_fingerprint(address: str) -> str:
    """Return what an address is known by."""
    return fingerprint(address, _PURPOSE)


def address_fingerprints(address: str) -> list[str]:
    """Return what an address is known by, also in rows written under older keys."""
    return fingerprints(address, _PURPOSE)


def is_suppressed(address: str, kind: str = "", *, is_essential: bool = False) -> bool:
    """Return whether an address gets no mail of a kind.

    Nobody can ask to be spared essential mail; that it comes back counts for every kind.
    """
    rows = Suppression.objects.filter(fingerprint__in=address_fingerprints(address))
    if is_essential:
        return rows.filter(reason=SuppressionReason.BOUNCES).exists()
    return rows.filter(Q(scope="") | Q(scope=kind)).exists()


def charge(mail: OutgoingMail, kind: BounceKind, now: datetime | None = None) -> bool:
    """Charge a bounce to the address a mail was sent to, and suppress it when it is one too many.

    A mail counts once, however many reports come: a later one can only turn "for now" into "for
    good". Returns whether this report counted.
    """
    now = now or timezone.now()
    worse = Q(bounce="") if kind == BounceKind.SOFT else ~Q(bounce=BounceKind.HARD)
    with transaction.atomic():
        counted = OutgoingMail.objects.filter(worse, pk=mail.pk).update(bounce=kind, bounced_at=now)
        if counted and _is_one_too_many(mail, now):
            Suppression.objects.get_or_create(
                fingerprint=mail.address_fingerprint,
                scope="",
                defaults={"reason": SuppressionReason.BOUNCES},
            )
    return bool(counted)


def _is_one_too_many(mail: OutgoingMail, now: datetime) -> bool:
    known_as = address_fingerprints(mail.to_address) if mail.to_address else []
    bounces = list(
        OutgoingMail.objects.to_addresses({mail.address_fingerprint, *known_as})
        .filter(bounced_at__gt=now - WINDOW)
        .values_list("bounce", flat=True)
    )
    return bounces.count(BounceKind.HARD) >= HARD_LIMIT or len(bounces) >= SOFT_LIMIT


def was_mailed_lately(address: str, now: datetime) -> bool:
    """Return whether a mail left for an address within a week."""
    return (
        OutgoingMail.objects.to_addresses(address_fingerprints(address))
        .filter(state=MailState.SENT, sent_at__gt=now - ESSENTIAL_EVERY)
        .exists()
    )


@transaction.atomic
def clear_suppression(address: str) -> None:
    """Forget that mail to an address came back: its owner has shown that it reaches her."""
    known_as = address_fingerprints(address)
    Suppression.objects.filter(fingerprint__in=known_as, reason=SuppressionReason.BOUNCES).delete()
    OutgoingMail.objects.to_addresses(known_as).exclude(bounce="").update(
        bounce="", bounced_at=None
    )
