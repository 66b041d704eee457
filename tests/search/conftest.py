"""Documents to search in: the Universal Declaration in seven languages, and what tests make up."""

from __future__ import annotations

import json
import os
import uuid
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from django.db import transaction
from django.test import override_settings
from osmem_server import OsmemServer

from core.languages import language_codes
from core.registry import SearchData, TextPart
from search import services
from search.elastic import client as server
from search.elastic import syncing
from search.engines import get_engine
from search.engines.elasticsearch import ElasticsearchEngine
from search.query import IndexedDocument

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_django.plugin import DjangoDbBlocker

    from search.engines.base import Engine
    from search.query import SearchQuery, SearchResults

UDHR = Path(__file__).parent.parent / "data" / "udhr"
#: Ids that no page of the site has.
FIRST_PAGE_ID = 1_000_000
#: The server's answers are the same beside every database.
ENGINES = ["database", pytest.param("elasticsearch", marks=pytest.mark.once)]


def work_id(name: str) -> uuid.UUID:
    """Return the same id for the same name."""
    return uuid.uuid5(uuid.NAMESPACE_URL, name)


def document(page: int, text: str = "", *, work: str = "", **data) -> IndexedDocument:
    """Return a document as plain as search needs it; no page stands behind it."""
    language = data.pop("language", "en")
    parts = data.pop("parts", (TextPart(language, text),) if text else ())
    defaults = {
        "kind": "library",
        "type": "report",
        "title": f"Title {page}",
        "date": date(2025, 1, 1),
    }
    return IndexedDocument(
        page_id=FIRST_PAGE_ID + page,
        work=work_id(work or f"work {page}"),
        data=SearchData(**(defaults | data), language=language, parts=parts),
    )


# --- Engines --------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def search_server() -> Iterator[str]:
    """Return the address of a server that speaks OpenSearch's language.

    A real one where TEST_ELASTICSEARCH_URL says so (`make test-search-real`), else one in memory.
    """
    if url := os.environ.get("TEST_ELASTICSEARCH_URL"):
        yield url
        return
    with OsmemServer.start(japanese=False) as memory:
        yield memory.url
    memory.process.stdout.close()


@contextmanager
def searching_on(url: str) -> Iterator[ElasticsearchEngine]:
    """Have the site search on a server, in an index of its own."""
    with override_settings(
        ELASTICSEARCH_URL=url,
        ELASTICSEARCH_FLAVOUR=os.environ.get("TEST_ELASTICSEARCH_FLAVOUR", "opensearch"),
        ELASTICSEARCH_INDEX=f"test-{uuid.uuid4().hex[:12]}",
    ):
        server.resume()
        yield get_engine()
        server.resume()
        with suppress(server.UnreachableError):  # Some tests stop it themselves.
            syncing.drop()


@pytest.fixture
def elasticsearch(db: None, search_server: str) -> Iterator[ElasticsearchEngine]:
    """Return the engine of the search server, with an index of the test's own."""
    with searching_on(search_server) as engine:
        yield engine


@pytest.fixture(params=ENGINES)
def every_engine(request: pytest.FixtureRequest, db: None) -> Engine:
    """Have the site search with each engine in turn, and return it.

    The database's is that of whatever database the tests run on.
    """
    if request.param == "elasticsearch":
        return request.getfixturevalue("elasticsearch")
    return get_engine()


@pytest.fixture
def engine(every_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Return each engine in turn, which has always heard of everything and answers itself."""
    if isinstance(every_engine, ElasticsearchEngine):
        monkeypatch.setattr(ElasticsearchEngine, "_search_tables", _must_answer_itself)
        return PromptEngine()
    return every_engine


def _must_answer_itself(_engine: Engine, _query: SearchQuery, reason: str) -> NoReturn:
    raise AssertionError(f"The tables were asked in place of the server: {reason}")


class PromptEngine(ElasticsearchEngine):
    """The engine of the search server without the queue: tests of answers need not wait for it."""

    def index(self, documents: Iterable[IndexedDocument]) -> None:
        """Add pages, here and there."""
        super().index(documents)
        syncing.catch_up()

    def remove(self, page_ids: Iterable[int]) -> None:
        """Forget pages, here and there."""
        super().remove(page_ids)
        syncing.catch_up()

    def clear(self) -> None:
        """Forget everything, here and there."""
        super().clear()
        syncing.catch_up()


def answer(query: SearchQuery) -> SearchResults:
    """Return what the site answers at once and, just the same, when the server has caught up."""
    engine = get_engine()
    at_once = services.search(query)
    server.resume()
    engine.catch_up()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ElasticsearchEngine, "_search_tables", _must_answer_itself)
        later = services.search(query)
    assert _seen(at_once) == _seen(later)
    return later


def _seen(results: SearchResults) -> tuple:
    hits = [(hit.page_id, hit.languages, hit.snippet) for hit in results.hits]
    return results.total, results.facets, sorted(hits, key=lambda hit: hit[0])


# --- Texts ----------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=ENGINES)
def udhr(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Engine]:
    """Return each engine in turn with thirty articles, each a work in seven languages.

    Indexed once for all tests of a module, which all ask for it: their transactions lie in its own.
    """
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        stack.enter_context(transaction.atomic())
        stack.callback(transaction.set_rollback, True)
        engine = get_engine()
        if request.param == "elasticsearch":
            stack.enter_context(searching_on(request.getfixturevalue("search_server")))
            patch = stack.enter_context(pytest.MonkeyPatch.context())
            patch.setattr(ElasticsearchEngine, "_search_tables", _must_answer_itself)
            engine = PromptEngine()
        engine.index(
            document(
                index * 100 + article["number"],
                article["text"],
                work=f"article {article['number']}",
                title=article["title"],
                language=code,
            )
            for index, code in enumerate(language_codes())
            for article in json.loads((UDHR / f"{code}.json").read_text("utf-8"))
        )
        yield engine


ARTICLE_OF_WORK = {work_id(f"article {number}"): number for number in range(1, 31)}
