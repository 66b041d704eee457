"""People with saved searches, works that come to the site, and mornings on which mail is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils import timezone

from notifications.letters import Link, from_json
from notifications.models import OutgoingMail
from search import saved
from search.enums import Frequency
from search.models import SentWork
from search.parameters import question_of
from tests.search.conftest import document

if TYPE_CHECKING:
    from accounts.models import User
    from search.models import SavedSearch
    from search.query import IndexedDocument


def save(
    user: User, address: str = "q=dockers", frequency: str = Frequency.DAILY, code: str = "en"
) -> SavedSearch:
    """Save a search as its owner does."""
    question = question_of(QueryDict(address))
    return saved.save(
        user, question, name="My case", code=code, frequency=Frequency(frequency)
    ).search


def morning(days: int = 1) -> datetime:
    """Return a morning after today, when what is due is reported."""
    return timezone.now().replace(hour=5, minute=0) + timedelta(days=days)


def monday(weeks: int = 1) -> datetime:
    """Return the morning of a Monday to come."""
    now = timezone.now()
    return now.replace(hour=5, minute=0) + timedelta(days=7 * weeks - now.weekday())


def plain(page: int, text: str, *, added: datetime, **data) -> IndexedDocument:
    """Return a document of a work that came to the site at a moment; no page stands behind it."""
    return replace(document(page, text, **data), first_published_at=added)


def mails(user: User) -> list[OutgoingMail]:
    """Return the mails about saved searches to a person, the first first."""
    return list(OutgoingMail.objects.filter(recipient=user, kind="saved_searches").order_by("pk"))


def named(mail: OutgoingMail) -> list[str]:
    """Return the titles of the works that a mail names."""
    links = [block for block in from_json(mail.letter).paragraphs if isinstance(block, Link)]
    return [str(link.text) for link in links if "/search" not in link.path]


def reported(user: User) -> list[str]:
    """Return all titles ever named to a person, in the order of the mails."""
    return [title for mail in mails(user) for title in named(mail)]


def works_noted(search: SavedSearch) -> int:
    """Return how many works a search will not report again."""
    return SentWork.objects.filter(saved_search=search).count()


LONG_AGO = datetime(1931, 5, 1, tzinfo=UTC)
