"""The door to search: whatever is asked, an answer in bounded time or a clear no, on every engine."""

import pytest

from core.registry import TextPart
from search import services
from search.query import SearchError, SearchFacetError, SearchPageError, SearchQuery
from tests.search.conftest import document

pytestmark = pytest.mark.django_db

HOSTILE = [
    "strike " * 1500,
    "s" * 10_000,
    " ".join(f"trade union{n}" for n in range(1000)),
    '"' * 10_000,
    '"trade union right strike" "collective agreement" "child labour" "forced labour" a b c d e f',
    "*",
    "* OR *",
    "match_all:{}",
    '{"match_all": {}}',
    "_exists_:work",
    "kind:library",
    "\x00",
    "\x01\x02\x1b[31m",
    "strike\x00*",
    "\ud800\udfff",
    "\u202e\u2066*",
    "а́́́́" * 500,
    "ﷺ" * 300,
    "İ" * 300,
]


@pytest.fixture
def some_works(engine, monkeypatch):
    """Have search find five works, none of them by any of the words here."""
    engine.index([document(n, "Something else entirely") for n in range(5)])
    monkeypatch.setattr(services, "get_engine", lambda: engine)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_finds_what_has_none_of_its_words(some_works, text):
    results = services.search(SearchQuery(text))
    assert (results.total, results.hits) == (0, ())
    assert results.facets == {facet: {} for facet in ("type", "focus", "country", "language")}


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ({"page": 10**9}, SearchPageError),
        ({"page": 2}, SearchPageError),
        ({"page": 0}, SearchPageError),
        ({"page": -1}, SearchPageError),
        ({"page": 10**30}, SearchPageError),
        ({"page_size": 0}, SearchError),
        ({"page_size": 10**9}, SearchError),
        ({"facets": {"colour": ["red"]}}, SearchFacetError),
        ({"counted": ("colour",)}, SearchFacetError),
        ({"facets": {"country": [str(n) for n in range(1000)]}}, SearchFacetError),
    ],
)
def test_what_cannot_be_answered_is_refused_and_what_is_beside_it_is_not(some_works, query, error):
    with pytest.raises(error):
        services.search(SearchQuery(**query))
    assert services.search(SearchQuery(facets={"country": [str(n) for n in range(50)]})).total == 0
    assert services.search(SearchQuery(page=5, page_size=1)).total == 5


@pytest.mark.parametrize(
    "query",
    [
        {"facets": {"country": ["XX"]}},
        {"facets": {"country": ["\x00", "\ud800", "x" * 10_000, "*", ""]}},
        {"facets": {"language": ["tlh", "*", ""]}},
        {"languages": ("tlh", "*")},
        {"kind": "*"},
        {"kind": "\ud800\x00"},
        {"languages": ("\ud800", "\x00")},
        {"year_from": 10**30},
        {"year_to": -(10**30)},
        {"year_from": 2020, "year_to": 2010},
    ],
)
def test_values_that_nothing_has_find_nothing(some_works, query):
    assert services.search(SearchQuery()).total == 5
    assert services.search(SearchQuery(**query)).total == 0


@pytest.mark.parametrize("reader_language", ["tlh", "", "\x00"])
def test_a_reader_of_no_language_we_have_still_finds(some_works, reader_language):
    assert services.search(SearchQuery(reader_language=reader_language)).total == 5


def test_a_work_of_a_book_is_found_by_its_last_word(engine):
    pages = tuple(TextPart("en", f"word{n} " * 300, 1, n) for n in range(1, 1001))
    engine.index([document(1, parts=(*pages, TextPart("en", "quokka", 1, 1001)))])
    (hit,) = engine.search(SearchQuery("quokka")).hits
    assert hit.snippet.page_number == 1001
    assert engine.search(SearchQuery("word1000 word1")).total == 1
