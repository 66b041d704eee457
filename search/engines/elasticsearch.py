"""Search on Elasticsearch or OpenSearch, with the engine of the database beside it.

The server finds, ranks and counts; titles and snippets come from the tables, where a reader's right
to see a page is asked once more. While the server is away or behind, the tables answer alone.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from core.languages import fallback_chain
from core.querysets import hidden_paths
from search.elastic import client as server
from search.elastic import questions, syncing
from search.engines import database_engine
from search.models import SearchDocument
from search.parsing import parse
from search.query import LANGUAGE_FACET, SearchResults

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from search.elastic.questions import Answer
    from search.query import IndexedDocument, SearchQuery

logger = logging.getLogger(__name__)


class ElasticsearchEngine:
    """The server's index, held in step with the tables by `search.elastic.syncing`."""

    def __init__(self) -> None:
        """Take the engine of the database as the one beside."""
        self.tables = database_engine()

    def index(self, documents: Iterable[IndexedDocument]) -> None:
        """Add pages to the tables and note their works for the server."""
        documents = list(documents)
        self.tables.index(documents)
        syncing.note(document.work for document in documents)

    def remove(self, page_ids: Iterable[int]) -> None:
        """Take pages out of the tables; the server is not asked until it has heard of it."""
        page_ids = list(page_ids)
        works = SearchDocument.objects.filter(page_id__in=page_ids).values_list("work", flat=True)
        syncing.note(list(works), is_urgent=True)
        self.tables.remove(page_ids)

    def clear(self) -> None:
        """Forget everything, here and there. Raises UnreachableError where the server is away."""
        self.tables.clear()
        syncing.drop()

    def count(self) -> int:
        """Return how many pages the index holds."""
        return self.tables.count()

    def fingerprints(self) -> Iterator[tuple[int, str]]:
        """Yield every page the index holds, with the fingerprint of what was indexed."""
        yield from self.tables.fingerprints()

    def search(self, query: SearchQuery) -> SearchResults:
        """Answer a query from the server where that can be trusted, else from the tables."""
        parsed = parse(query.text)
        if not parsed.clauses and not parsed.is_empty:
            return SearchResults(query, 0, (), {facet: {} for facet in query.counted})
        if server.is_paused() or syncing.is_behind():
            return self.tables.search(query)
        body = questions.question(query, parsed, hidden_paths(query.viewer))
        try:
            response = server.attempt(
                lambda: server.client().search(index=syncing.alias(), body=body)
            )
        except server.UnreachableError as error:
            logger.warning("The search server did not answer, the database does: %s", error)
            return self.tables.search(query)
        found = questions.answer(response, query)
        return SearchResults(
            query,
            found.total,
            self.tables.hits(query, parsed, _documents(found, query)),
            found.facets,
        )


def _documents(found: Answer, query: SearchQuery) -> list[tuple[int, int, float]]:
    """Return the page to show and the page with the words of each work, by their ids."""
    pages: dict[UUID, dict[str, int]] = {}
    rows = SearchDocument.objects.filter(work__in=[work.work for work in found.works])
    for work, language, pk in rows.values_list("work", "language", "pk"):
        pages.setdefault(work, {})[language] = pk
    asked = {*query.languages, *query.facets.get(LANGUAGE_FACET, ())}
    chain = sorted(fallback_chain(query.reader_language), key=lambda code: code not in asked)
    chosen = []
    for work in found.works:
        languages = pages.get(work.work, {})
        shown = _first(chain, languages)
        if shown is not None:
            matched = _first(chain, {c: pk for c, pk in languages.items() if c in work.languages})
            chosen.append((shown, shown if matched is None else matched, work.score))
    return chosen


def _first(chain: list[str], pages: dict[str, int]) -> int | None:
    return next((pages[code] for code in chain if code in pages), next(iter(pages.values()), None))
