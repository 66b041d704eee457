"""What is asked of search, and what it answers: the interface of every engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from core.registry import SearchData

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

#: The facet that is counted from the live languages of a work; all others are values of its pages.
LANGUAGE_FACET = "language"
STORED_FACETS = frozenset(
    {"type", "focus", "subject", "country", "region", "instrument", "year", "verified"}
)
#: What can be chosen and counted.
FACETS = STORED_FACETS | {LANGUAGE_FACET}


class Sort(StrEnum):
    """How works are ordered."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    #: The works that came last to the site, whatever their own date.
    ADDED = "added"


class SearchError(ValueError):
    """A query that no engine is asked: its message says what is wrong with it."""


class SearchPageError(SearchError):
    """A page of results that does not exist."""


class SearchFacetError(SearchError):
    """A facet that does not exist, or more values of one than are looked for at once."""


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """One page in one language as the index keeps it. Plain, so that any engine can store it."""

    page_id: int
    #: The translation key that all languages of a work share.
    work: UUID
    data: SearchData
    first_published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A question. Everything but the text narrows what is searched or shapes the answer."""

    text: str = ""
    #: Who asks; what she may not read is in no hit, snippet or count.
    viewer: User | AnonymousUser | None = None
    #: The language in which the work is shown, where it exists in it.
    reader_language: str = "en"
    #: Chosen values by facet: any of a facet's values, all of the facets.
    facets: Mapping[str, list[str]] = field(default_factory=dict)
    #: Facets to count, each as if nothing were chosen in it.
    counted: tuple[str, ...] = ("type", "focus", "country", LANGUAGE_FACET)
    #: Search only texts in these languages; all where empty.
    languages: tuple[str, ...] = ()
    #: Search only one kind of content, such as "news".
    kind: str = ""
    year_from: int | None = None
    year_to: int | None = None
    #: Search only works whose first language was published after this moment.
    published_after: datetime | None = None
    #: Relevance where there are words, else the newest first.
    sort: Sort | None = None
    page: int = 1
    page_size: int = 20


@dataclass(frozen=True, slots=True)
class Snippet:
    """Where the words stand in a text."""

    #: Safe HTML: escaped text with <mark> around the words.
    html: str
    language: str
    #: The document and its page, where the words stand in a file.
    file_id: int | None = None
    page_number: int | None = None


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A work that was found, by its best page for the reader."""

    work: UUID
    page_id: int
    kind: str
    type: str
    language: str
    title: str
    summary: str
    date: date | None
    is_verified: bool
    #: Languages the work is live in, the reader's order of preference.
    languages: tuple[str, ...]
    snippet: Snippet | None
    score: float


@dataclass(frozen=True, slots=True)
class SearchResults:
    """One page of works, the number of all of them, and the counts of works by facet value."""

    query: SearchQuery
    total: int
    hits: tuple[SearchHit, ...]
    #: Works by value by facet, the most frequent first.
    facets: Mapping[str, Mapping[str, int]]

    @property
    def num_pages(self) -> int:
        """Return how many pages the works fill, at least one."""
        return max(1, -(-self.total // self.query.page_size))
