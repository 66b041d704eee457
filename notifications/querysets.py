"""Which mails are due, and which a person may read."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from notifications.enums import MailState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from accounts.models import User

#: How long a letter can be found on the site.
READABLE = timedelta(days=365)


class OutgoingMailQuerySet(models.QuerySet):
    """Mails of the outbox."""

    def due(self, now: datetime) -> Self:
        """Keep what a worker may take: waiting, or left behind by a worker that died."""
        return self.filter(
            Q(state=MailState.PENDING, not_before__lte=now)
            | Q(state=MailState.LEASED, lease_until__lte=now)
        )

    def unsent(self, now: datetime) -> Self:
        """Keep what has not reached its reader, by mail or on the site, and may be called back."""
        return self.filter(
            Q(state__in=[MailState.PENDING, MailState.LEASED])
            | Q(state=MailState.SITE, not_before__gt=now)
        )

    def readable_by(self, user: User, now: datetime) -> Self:
        """Keep the letters to a person that she may read on the site, the latest first."""
        return (
            self.filter(recipient=user, not_before__lte=now, created_at__gt=now - READABLE)
            .exclude(state=MailState.CANCELLED)
            .order_by("-not_before", "-pk")
        )

    def to_addresses(self, fingerprints: Iterable[str]) -> Self:
        """Keep the mails to an address, known by its fingerprints."""
        return self.filter(address_fingerprint__in=list(fingerprints))
