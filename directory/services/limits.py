"""How much one person may use the directory within a day or a minute."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.enums import Use
from directory.models import UseCounter
from directory.services.secretariat import tell_secretariat
from notifications.letters import Letter

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import User

#: The kind of mail about somebody who carries the directory away; registered in `directory.apps`.
ALERT = "directory_alert"

#: How often someone may do something within how long.
LIMITS: dict[str, tuple[int, timedelta]] = {
    Use.PROFILE: (500, timedelta(days=1)),
    # Pages of the list, the API's among them: a day's worth is not the directory over and over.
    Use.LIST: (200, timedelta(days=1)),
    Use.API: (60, timedelta(minutes=1)),
    # Messages to those who have not answered yet, and to those who have.
    Use.MESSAGE: (10, timedelta(days=1)),
    Use.REPLY: (100, timedelta(days=1)),
}


class LimitReachedError(Exception):
    """Someone has used the directory as much as anyone may for now."""

    def __init__(self, use: Use, retry_after: timedelta) -> None:
        """Keep what was used and how long to wait."""
        super().__init__(use)
        self.use = use
        self.retry_after = retry_after


def _period(length: timedelta, now: datetime) -> datetime:
    seconds = int(length.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, tz=now.tzinfo)


def take(user: User, use: Use) -> None:
    """Count one use. Raises LimitReachedError where there is none left.

    One conditional update decides, so that two uses at once cannot both be the last.
    """
    limit, length = LIMITS[use]
    now = timezone.now()
    period = _period(length, now)
    counters = UseCounter.objects.filter(user=user, use=use, period=period)
    if counters.filter(count__lt=limit).update(count=F("count") + 1):
        return
    if not counters.exists():
        try:
            with transaction.atomic():
                UseCounter.objects.create(user=user, use=use, period=period, count=1)
        except IntegrityError:
            # Somebody made it just now: the same person at once elsewhere.
            take(user, use)
        return
    raise LimitReachedError(use, period + length - now)


def view_profile(user: User) -> None:
    """Count an entry that someone opens.

    Raises LimitReachedError at the 501st of a day, of which the secretariat hears once.
    """
    try:
        take(user, Use.PROFILE)
    except LimitReachedError:
        _alert(user, timezone.now().date())
        raise


@transaction.atomic
def _alert(user: User, day: date) -> None:
    tell_secretariat(
        ALERT,
        lambda: Letter(
            _("Somebody opens very many directory entries"),
            [
                _(
                    "%(account)s has opened %(limit)d entries of the directory today and is shown "
                    "no more until tomorrow. If their work does not explain this, ask them, and "
                    "end their sessions."
                )
                % {"account": user, "limit": LIMITS[Use.PROFILE][0]}
            ],
        ),
        dedupe_key=f"directory-alert:{user.token}:{day}",
    )
