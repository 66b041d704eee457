"""The works that a search finds, as records to take away.

Only works of the library leave: news are read here and have a feed. At most `MAX_WORKS` of them, so
that no address makes the server write the whole library; whoever wants all of it harvests it
(docs/features/oai.md).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from library.exporting.records import entries_to_export, records_of
from search import services
from search.query import SearchError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from library.exporting.records import Record
    from search.query import SearchQuery, SearchResults

KIND = "library"
MAX_WORKS = 1_000
#: Works that are searched and read at once.
BATCH_SIZE = services.MAX_PAGE_SIZE


@dataclass(frozen=True, slots=True)
class Export:
    """A search whose first works were found, and the way to all the others."""

    first: SearchResults

    @property
    def is_cut(self) -> bool:
        """Return whether more works were found than leave."""
        return self.first.total > MAX_WORKS

    def records(self) -> Iterator[Record]:
        """Yield every work once, in the order found, with as many queries for each batch.

        What changes while they are written may move from one batch to the next: no work comes
        twice, and what the reader may not see any more is left out.
        """
        seen: set[UUID] = set()
        results: SearchResults | None = self.first
        while results is not None:
            works = [hit.work for hit in results.hits if hit.work not in seen]
            yield from _records(works[: MAX_WORKS - len(seen)], results.query)
            seen.update(works)
            results = _next(results) if len(seen) < MAX_WORKS else None


def begin(query: SearchQuery) -> Export:
    """Search for what is to be exported, from the first work on.

    Raises what `services.search` raises, and SearchError where only other kinds were asked for.
    """
    if query.kind not in ("", KIND):
        raise SearchError("Only works of the library are exported.")
    query = replace(query, kind=KIND, counted=(), page=1, page_size=BATCH_SIZE)
    return Export(services.search(query))


def _next(results: SearchResults) -> SearchResults | None:
    if results.query.page >= results.num_pages:
        return None
    try:
        return services.search(replace(results.query, page=results.query.page + 1))
    except SearchError:
        # The last page went while the one before it was written.
        return None


def _records(works: list[UUID], query: SearchQuery) -> list[Record]:
    code, viewer = query.reader_language, query.viewer
    entries = entries_to_export(viewer, code).filter(translation_key__in=works)
    records = {record.work: record for record in records_of(entries, code, viewer)}
    return [records[work] for work in works if work in records]
