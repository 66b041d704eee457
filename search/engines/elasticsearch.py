"""Search on Elasticsearch or OpenSearch, with the engine of the database beside it.

The server finds, ranks and counts; titles and snippets come from the tables, where a reader's right
to see a page is asked once more. While the server is away or behind, the tables answer alone.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.models import Page

from core.languages import fallback_chain
from core.querysets import hidden_paths
from search.elastic import client as server
from search.elastic import drift, questions, syncing
from search.elastic.lease import LeaseError
from search.engines import database_engine
from search.engines.readable import readable_documents
from search.models import SearchDocument
from search.parsing import parse
from search.query import LANGUAGE_FACET, SearchResults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from uuid import UUID

    from search.elastic.questions import Answer
    from search.engines.base import Drift
    from search.parsing import ParsedQuery
    from search.query import IndexedDocument, SearchQuery

logger = logging.getLogger(__name__)

#: Servers refuse to go further into a list than this (index.max_result_window).
MAX_WINDOW = 10_000


class ElasticsearchEngine:
    """The server's index, held in step with the tables by `search.elastic.syncing`."""

    def __init__(self) -> None:
        """Take the engine of the database as the one beside."""
        self.tables = database_engine()

    # --- Writing ----------------------------------------------------------------------------

    @transaction.atomic
    def index(self, documents: Iterable[IndexedDocument]) -> None:
        """Add pages to the tables and note their works for the server."""
        documents = list(documents)
        self.tables.index(documents)
        syncing.note(document.work for document in documents)
        _catch_up_soon()

    @transaction.atomic
    def remove(self, page_ids: Iterable[int]) -> None:
        """Take pages out of the tables; the server is not asked until it has heard of it."""
        page_ids = list(page_ids)
        self.relocate(page_ids)
        self.tables.remove(page_ids)

    @transaction.atomic
    def relocate(self, page_ids: Iterable[int]) -> None:
        """Note that pages stand elsewhere; the server is not asked until it has heard of it."""
        rows = SearchDocument.objects.filter(page_id__in=list(page_ids))
        if works := set(rows.values_list("work", flat=True)):
            syncing.note(works, is_urgent=True)
            _catch_up_soon()

    def clear(self) -> None:
        """Forget everything, here and there. Raises UnreachableError where the server is away."""
        syncing.note(SearchDocument.objects.values_list("work", flat=True), is_urgent=True)
        self.tables.clear()
        syncing.drop()

    def catch_up(self) -> int:
        """Bring the server up to date; while it is away, what waits goes on waiting."""
        if server.is_paused():
            return 0
        try:
            return syncing.catch_up()
        except (server.UnreachableError, LeaseError) as reason:
            logger.warning("The search server is not brought up to date: %s", reason)
            return 0

    def rebuild(self, progress: Callable[[int], object] | None = None) -> int:
        """Build the server's index anew from the tables. Raises UnreachableError, LeaseError."""
        return syncing.rebuild(progress)

    # --- Looking at it ----------------------------------------------------------------------

    def count(self) -> int:
        """Return how many pages the index holds."""
        return self.tables.count()

    def fingerprints(self) -> Iterator[tuple[int, str]]:
        """Yield every page the index holds, with the fingerprint of what was indexed."""
        yield from self.tables.fingerprints()

    def drift(self) -> Drift[UUID]:
        """Compare the server's works with those of the tables. Raises UnreachableError."""
        return drift.server_drift()

    def is_away(self) -> bool:
        """Return whether the server failed a moment ago."""
        return server.is_paused()

    # --- Asking -----------------------------------------------------------------------------

    def search(self, query: SearchQuery) -> SearchResults:
        """Answer a query from the server where that can be trusted, else from the tables."""
        parsed = parse(query.text)
        if not parsed.clauses and not parsed.is_empty:
            return SearchResults(query, 0, (), {facet: {} for facet in query.counted})
        if reason := self._reason_not_to_ask(query):
            return self._search_tables(query, reason)
        try:
            return self._search_server(query, parsed)
        except server.UnreachableError as error:
            logger.warning("The search server did not answer, the database does: %s", error)
            return self._search_tables(query, str(error))

    def _reason_not_to_ask(self, query: SearchQuery) -> str:
        if query.page * query.page_size > MAX_WINDOW:
            return "too far into the list"
        if server.is_paused():
            return "it failed a moment ago"
        if syncing.is_behind():
            return "it has not caught up"
        return ""

    def _search_tables(self, query: SearchQuery, reason: str) -> SearchResults:
        logger.info("The database answers in place of the search server: %s", reason)
        return self.tables.search(query)

    def _search_server(self, query: SearchQuery, parsed: ParsedQuery) -> SearchResults:
        """Ask the server. Raises UnreachableError where its answer cannot be used."""
        hidden = Page.objects.filter(path__in=hidden_paths(query.viewer))
        body = questions.question(query, parsed, list(hidden.values_list("pk", flat=True)))
        if questions.tests_in(body["query"]) > questions.MAX_TESTS:
            return self._search_tables(query, "too many words with too many names")
        es = server.client()
        found = server.attempt(
            lambda: questions.answer(es.search(index=syncing.alias(), body=body).body, query)
        )
        shown = _documents(found, query)
        if len(shown) < len(found.works):
            raise server.UnreachableError("It found what the tables do not have.")
        return SearchResults(
            query, found.total, self.tables.hits(query, parsed, shown), found.facets
        )


def _catch_up_soon() -> None:
    from search.tasks import start_catching_up

    transaction.on_commit(start_catching_up, robust=True)


def _documents(found: Answer, query: SearchQuery) -> list[tuple[int, int, float]]:
    """Return the page to show and the page with the words of each work, by their ids."""
    pages: dict[UUID, dict[str, int]] = {}
    rows = readable_documents(query).filter(work__in=[hit.work for hit in found.works])
    for work, language, pk in rows.values_list("work", "language", "pk"):
        pages.setdefault(work, {})[language] = pk
    asked = {*query.languages, *query.facets.get(LANGUAGE_FACET, ())}
    chain = sorted(fallback_chain(query.reader_language), key=lambda code: code not in asked)
    chosen = []
    for hit in found.works:
        languages = pages.get(hit.work, {})
        shown = _first(chain, languages)
        if shown is not None:
            matched = _first(chain, {c: pk for c, pk in languages.items() if c in hit.languages})
            chosen.append((shown, shown if matched is None else matched, hit.score))
    return chosen


def _first(chain: list[str], pages: dict[str, int]) -> int | None:
    return next((pages[code] for code in chain if code in pages), next(iter(pages.values()), None))
