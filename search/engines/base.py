"""What an engine must do. Search knows no more of it than this."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from uuid import UUID

    from search.query import IndexedDocument, SearchQuery, SearchResults


Id = TypeVar("Id")


@dataclass(frozen=True, slots=True)
class Drift(Generic[Id]):
    """How an index differs from what it should hold, as ids of pages or works."""

    missing: frozenset[Id] = field(default_factory=frozenset)
    strays: frozenset[Id] = field(default_factory=frozenset)
    outdated: frozenset[Id] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        """Return whether there is any difference."""
        return bool(self.missing or self.strays or self.outdated)


class Engine(Protocol):
    """An index that can be written and asked.

    An engine hides from a viewer what `core.querysets.hidden_from` hides: in hits, snippets and
    counts alike. It counts works, not pages.
    """

    def index(self, documents: Iterable[IndexedDocument]) -> None:
        """Add pages; what the index had of the same pages is replaced."""

    def remove(self, page_ids: Iterable[int]) -> None:
        """Forget pages; ids the index does not know are none of its business."""

    def relocate(self, page_ids: Iterable[int]) -> None:
        """Hear that pages stand elsewhere in the page tree, under other restrictions."""

    def clear(self) -> None:
        """Forget everything."""

    def catch_up(self) -> int:
        """Bring a copy on a server up to date, and return how many works that were."""

    def rebuild(self, progress: Callable[[int], object] | None = None) -> int:
        """Build a copy on a server anew from the tables, and return how many works it has."""

    def count(self) -> int:
        """Return how many pages the index holds."""

    def fingerprints(self) -> Iterator[tuple[int, str]]:
        """Yield every page the index holds, with the fingerprint of what was indexed."""

    def drift(self) -> Drift[UUID]:
        """Return how a copy on a server differs from the tables."""

    def is_away(self) -> bool:
        """Return whether a server that should answer did not, a moment ago."""

    def search(self, query: SearchQuery) -> SearchResults:
        """Answer a query. A page of results beyond the last has no hits."""
