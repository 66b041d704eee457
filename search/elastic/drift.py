"""How the server's index differs from the tables it is a copy of."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from search.elastic import syncing
from search.elastic.schema import fingerprint, places_of
from search.engines.base import Drift
from search.models import SearchDocument

if TYPE_CHECKING:
    from uuid import UUID


def server_drift() -> Drift[UUID]:
    """Compare the server's works with those of the tables. Raises UnreachableError."""
    rows = list(SearchDocument.objects.values_list("work", "page_id", "detail__fingerprint"))
    places = places_of(page_id for _work, page_id, _fingerprint in rows)
    pages: defaultdict[UUID, list[tuple[str, list[int]]]] = defaultdict(list)
    for work, page_id, page in rows:
        pages[work].append((page, places[page_id]))
    expected = {work: fingerprint(found) for work, found in pages.items()}
    stored = dict(syncing.fingerprints())
    return Drift(
        missing=frozenset(expected.keys() - stored.keys()),
        strays=frozenset(stored.keys() - expected.keys()),
        outdated=frozenset(
            work for work in expected.keys() & stored.keys() if expected[work] != stored[work]
        ),
    )
