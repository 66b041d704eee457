"""Telling people what their saved searches find anew: nothing missed, nothing told twice.

Every search is asked for all works that came to the site within a window; what it has reported is
kept (`SentWork`) and subtracted. So windows may overlap as widely as safety wants. The first run of
a week looks back to the day the search was saved: it finds what was published long ago and could
not be read, or did not have these words, until now. The other runs look back a week.

A period is a day or a week. Each person gets one mail in it, about all her searches that are due.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import periodic
from core.registry import content_type
from notifications.kinds import MailKind, register_kind
from notifications.models import OutgoingMail
from notifications.services import send
from search.alert_letter import Report, letter
from search.enums import Frequency
from search.models import SavedSearch
from search.saved import note_sent, query_since, question_of_address, walk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from search.query import SearchHit

logger = logging.getLogger(__name__)

#: The kind of mail that reports are.
KIND = "saved_searches"
EVERY = timedelta(minutes=10)
#: Days and weeks begin at this time (UTC): in the morning, or before it, where most members live.
DAY_BEGINS = timedelta(hours=4)
#: How far back a run looks beyond the last one. Texts of files are read, and works indexed, after
#: they are published; a week is longer than either has ever to wait.
OVERLAP = timedelta(days=7)
#: How many works of one search a mail names; the rest are counted and stand behind a link.
MAX_NAMED = 50
#: After this time a run leaves the rest to the next one, so that other jobs have their turn.
BUDGET_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Period:
    """The day and the week a moment lies in."""

    day: datetime
    week: datetime

    @classmethod
    def at(cls, now: datetime) -> Period:
        """Return the period of a moment."""
        shifted = now - DAY_BEGINS
        midnight = shifted.replace(hour=0, minute=0, second=0, microsecond=0)
        day = midnight + DAY_BEGINS
        return cls(day, day - timedelta(days=midnight.weekday()))


@dataclass(frozen=True, slots=True)
class Finding:
    """What a search found in its window, told or not."""

    search: SavedSearch
    hits: list[SearchHit]


class _AlreadyWrittenError(Exception):
    """Somebody has had her mail of this period from another process: all is undone, and waits."""


def due(period: Period) -> QuerySet[SavedSearch]:
    """Return the searches that have not run in this period, of people who may sign in."""
    return SavedSearch.objects.filter(
        Q(frequency=Frequency.DAILY, last_run_at__lt=period.day)
        | Q(frequency=Frequency.WEEKLY, last_run_at__lt=period.week),
        user__is_active=True,
    )


def run(now: datetime) -> int:
    """Report to everybody whose searches are due, and return how many mails were written.

    Safe to run late, twice, or in two processes at once.
    """
    period, ends = Period.at(now), time.monotonic() + BUDGET_SECONDS
    written = 0
    people = User.objects.filter(pk__in=due(period).values("user")).order_by("pk")
    for pk in list(people.values_list("pk", flat=True)):
        try:
            written += report_to(pk, now)
        except Exception as error:  # noqa: BLE001  (whatever it is, the others must get theirs)
            # Never the error's own words: databases quote what was looked for.
            logger.error("Alerts of account %s failed: %s", pk, type(error).__name__)
        if time.monotonic() > ends:
            break
    return written


def report_to(user_id: int, now: datetime) -> bool:
    """Write one person the mail of this period, and return whether there was one to write.

    Searching holds nothing. Then everything happens in one transaction: each search is taken by
    compare-and-swap, what is reported is noted, the mail is put into the outbox. A worker that dies
    leaves all of it undone, and the next one does it.
    """
    period = Period.at(now)
    user = User.objects.get(pk=user_id)
    key = f"saved-searches:{user.token}:{period.day:%Y-%m-%d}"
    if OutgoingMail.objects.filter(dedupe_key=key).exists():
        # What she turned on since waits for the next period.
        return False
    findings = [_find(search, user, period) for search in due(period).filter(user=user)]
    try:
        with transaction.atomic():
            if not User.objects.select_for_update().filter(pk=user_id, is_active=True).exists():
                return False
            taken = [finding for finding in findings if _take(finding.search, now)]
            return _write(user, taken, now, key)
    except _AlreadyWrittenError:
        return False


def _find(search: SavedSearch, user: User, period: Period) -> Finding:
    """Ask a search. One that cannot be asked finds nothing now; the next period asks again."""
    try:
        question = question_of_address(search.address)
        since = _since(search, period)
        return Finding(
            search, walk(query_since(question, user=user, code=search.language, since=since))
        )
    except Exception as error:  # noqa: BLE001  (one broken search must not keep the others)
        logger.warning("%s could not be asked: %s", search, type(error).__name__)
        return Finding(search, [])


def _since(search: SavedSearch, period: Period) -> datetime:
    if search.last_run_at < period.week:
        return search.begins_at
    return max(search.begins_at, search.last_run_at - OVERLAP)


def _take(search: SavedSearch, now: datetime) -> bool:
    """Return whether a search is ours: as we read it, neither run nor turned off meanwhile."""
    unchanged = SavedSearch.objects.filter(
        pk=search.pk, last_run_at=search.last_run_at, frequency=search.frequency
    )
    return bool(unchanged.update(last_run_at=now))


def _write(user: User, findings: Iterable[Finding], now: datetime, key: str) -> bool:
    """Note what is new and write the mail. Raises _AlreadyWrittenError where there is one."""
    reports = []
    for finding in findings:
        sent = set(finding.search.sent_works.values_list("work", flat=True))
        new = [hit for hit in finding.hits if hit.work not in sent]
        if new:
            note_sent(finding.search, [hit.work for hit in new], now)
            reports.append(Report(finding.search, len(new), _named(finding.search, new, user)))
    if not reports:
        return False
    if send(KIND, user, lambda: letter(reports), dedupe_key=key) is None:
        raise _AlreadyWrittenError
    return True


def _named(search: SavedSearch, hits: list[SearchHit], user: User) -> list[tuple[str, str]]:
    """Return title and path of the first works of a report, as the reader may see them now."""
    shown = hits[:MAX_NAMED]
    found: dict[int, tuple[str, str]] = {}
    for kind in dict.fromkeys(hit.kind for hit in shown):
        content = content_type(kind)
        ids = [hit.page_id for hit in shown if hit.kind == kind]
        pages = list(content.queryset().visible_to(user).filter(pk__in=ids).defer_streamfields())
        for page, row in zip(pages, content.rows(pages, search.language), strict=True):
            found[page.pk] = (row["title"], row["url"])
    return [found[hit.page_id] for hit in shown if hit.page_id in found]


def register() -> None:
    """Have reports written by every tick, as mail that can be turned off."""
    register_kind(
        MailKind(
            KIND,
            _("Saved searches"),
            _("What your saved searches find anew, in one mail a day at most."),
        )
    )
    periodic.register(periodic.Job("search.alerts", EVERY, run))
