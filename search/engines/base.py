"""What an engine must do. Search knows no more of it than this."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from search.query import IndexedDocument, SearchQuery, SearchResults


class Engine(Protocol):
    """An index that can be written and asked.

    An engine hides from a viewer what `core.querysets.hidden_from` hides: in hits, snippets and
    counts alike. It counts works, not pages.
    """

    def index(self, documents: Iterable[IndexedDocument]) -> None:
        """Add pages; what the index had of the same pages is replaced."""

    def remove(self, page_ids: Iterable[int]) -> None:
        """Forget pages; ids the index does not know are none of its business."""

    def clear(self) -> None:
        """Forget everything."""

    def count(self) -> int:
        """Return how many pages the index holds."""

    def fingerprints(self) -> Iterator[tuple[int, str]]:
        """Yield every page the index holds, with the fingerprint of what was indexed."""

    def search(self, query: SearchQuery) -> SearchResults:
        """Answer a query. A page of results beyond the last has no hits."""
