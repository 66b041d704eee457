"""The one door to search: for pages, the API, feeds and commands alike."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from search.documents import storable
from search.engines import get_engine
from search.query import (
    FACETS,
    SearchError,
    SearchFacetError,
    SearchPageError,
)

if TYPE_CHECKING:
    from search.query import SearchQuery, SearchResults

MAX_PAGE = 100_000
MAX_PAGE_SIZE = 100
MAX_VALUES_PER_FACET = 50

#: No work is of a year beyond these; numbers beyond them are more than databases hold.
YEARS = (0, 9999)


def search(query: SearchQuery) -> SearchResults:
    """Answer a query.

    Raises SearchPageError for a page that does not exist, SearchFacetError for a facet that does
    not exist or too many values of one, SearchError for a page size out of bounds. A value that
    no page has is no error: it finds nothing.
    """
    if not 1 <= query.page_size <= MAX_PAGE_SIZE:
        raise SearchError(f"The page size must be 1 to {MAX_PAGE_SIZE}.")
    if not 1 <= query.page <= MAX_PAGE:
        raise SearchPageError(f"There is no page {query.page}.")
    if unknown := ({*query.facets, *query.counted} - FACETS):
        raise SearchFacetError(f"There is no facet {', '.join(sorted(unknown))}.")
    if any(len(values) > MAX_VALUES_PER_FACET for values in query.facets.values()):
        raise SearchFacetError(f"At most {MAX_VALUES_PER_FACET} values of a facet at once.")
    results = get_engine().search(_storable(query))
    if query.page > results.num_pages:
        raise SearchPageError(f"There is no page {query.page}.")
    return results


def _storable(query: SearchQuery) -> SearchQuery:
    """Return a query without what no index holds and no server can be asked."""
    return replace(
        query,
        facets={
            facet: [storable(value) for value in values] for facet, values in query.facets.items()
        },
        languages=tuple(map(storable, query.languages)),
        reader_language=storable(query.reader_language),
        kind=storable(query.kind),
        year_from=_possible(query.year_from),
        year_to=_possible(query.year_to),
    )


def _possible(year: int | None) -> int | None:
    return None if year is None else min(max(year, YEARS[0]), YEARS[1])
