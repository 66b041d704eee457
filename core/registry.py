"""What each app offers to the layers above it: page types to list, to search and to export.

Apps register in `AppConfig.ready()`; home, search and the API read. Siblings never import each
other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from wagtail.models import Page

    from core.querysets import SitePageQuerySet


@dataclass(frozen=True, slots=True)
class TextPart:
    """A stretch of searchable text in one language: an abstract, or a page of a file."""

    language: str
    text: str
    file_id: int | None = None
    page_number: int | None = None


@dataclass(frozen=True, slots=True)
class SearchData:
    """What a page gives to the search index."""

    kind: str
    type: str
    title: str
    language: str
    summary: str = ""
    other_titles: tuple[tuple[str, str], ...] = ()
    #: Subject headings with their synonyms, each with its language: what a reader may call the work
    #: without any of these words standing in it.
    headings: tuple[tuple[str, str], ...] = ()
    parts: tuple[TextPart, ...] = ()
    identifiers: tuple[str, ...] = ()
    date: date | None = None
    is_verified: bool = True
    #: Facet name to the values this page has, e.g. {"country": ["KE"], "focus": ["ilo"]}.
    facets: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ContentType:
    """One kind of content that can be listed and searched."""

    name: str
    #: Model of the pages; its subclasses are included.
    model: type[Page]
    #: Returns the pages to index with all that `search_data` reads, without a query per page.
    queryset: Callable[[], SitePageQuerySet]
    search_data: Callable[[Any], SearchData]
    #: Turns pages into the rows that listings show, in a constant number of queries.
    rows: Callable[[Iterable[Any], str], list[dict[str, Any]]]
    #: Latest or highlighted pages for the home page and topic hubs.
    latest: Callable[..., SitePageQuerySet]
    #: Returns the words of a page itself, without those of its files: where citations are read.
    own_text: Callable[[Any], str] = lambda _page: ""


_content_types: dict[str, ContentType] = {}


def register(content_type: ContentType) -> None:
    """Offer a content type to the layers above; registering a name twice replaces it."""
    _content_types[content_type.name] = content_type


def content_types() -> list[ContentType]:
    """Return all registered content types in the order of their registration."""
    return list(_content_types.values())


def content_type(name: str) -> ContentType:
    """Return one content type. Raises KeyError where no app registered it."""
    return _content_types[name]


def content_type_of(page: Page) -> ContentType | None:
    """Return the content type a page belongs to, None where it is in no listing."""
    return next((c for c in _content_types.values() if isinstance(page, c.model)), None)
