"""A word finds its other forms and its names in other languages: the same on every engine.

Over the Universal Declaration in seven languages. In its Russian there is no профсоюз but
профессиональные союзы, in its Arabic no نقابة but نقابات.
"""

from datetime import date

import pytest

from search.engines import database_engine
from search.query import SearchQuery
from tests.search.conftest import ARTICLE_OF_WORK, FIRST_PAGE_ID, document

pytestmark = pytest.mark.django_db

TRADE_UNIONS = 23


def articles(engine, text, **query) -> set[int]:
    results = engine.search(SearchQuery(text=text, page_size=100, **query))
    assert results.total == len(results.hits)
    return {ARTICLE_OF_WORK[hit.work] for hit in results.hits}


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Gewerkschaft", "de", {23}),
        ("Arbeiten", "de", {23}),
        ("труда", "ru", {23, 27}),
        ("профсоюз", "ru", {23}),
        ("عمل", "ar", {11, 23, 24, 30}),
        ("نقابة", "ar", {23}),
        ("trabalhar", "pt", {23, 24}),
        ("sindicato", "pt", {23}),
        ("sindicato", "es", {23}),
        ("syndicat", "fr", {23}),
        ("trade union", "en", {23}),
        ("unions", "en", {23}),
    ],
)
def test_a_word_finds_exactly_its_articles_in_its_language(udhr, text, language, expected):
    assert articles(udhr, text, languages=(language,)) == expected
    assert articles(udhr, text) >= expected


@pytest.mark.parametrize("language", ["en", "fr", "es", "de", "ru", "ar", "pt"])
@pytest.mark.parametrize(
    "text", ["trade union", "syndicat", "sindicato", "Gewerkschaft", "профсоюз", "نقابة"]
)
def test_a_word_of_one_language_finds_the_texts_of_all_others(udhr, text, language):
    assert articles(udhr, text, languages=(language,)) == {TRADE_UNIONS}


def test_quoted_words_are_taken_at_their_word(udhr):
    assert articles(udhr, '"Gewerkschaften"') == {TRADE_UNIONS}
    assert articles(udhr, '"Gewerkschaften"', languages=("de",)) == {TRADE_UNIONS}
    assert articles(udhr, '"Gewerkschaften"', languages=("fr",)) == set()


def test_a_work_is_one_hit_in_the_readers_language(udhr):
    results = udhr.search(SearchQuery(text="Gewerkschaft", reader_language="ar"))
    (hit,) = results.hits
    assert hit.language == "ar"
    assert hit.languages == ("ar", "fr", "en", "es", "pt", "de", "ru")
    assert results.facets["language"] == dict.fromkeys(hit.languages, 1)


def test_the_snippet_shows_the_readers_own_word_for_what_was_asked(udhr):
    (hit,) = udhr.search(SearchQuery(text="Gewerkschaft", reader_language="ar")).hits
    assert hit.snippet.language == "ar"
    assert "<mark>نقابات</mark>" in hit.snippet.html
    (hit,) = udhr.search(SearchQuery(text="sindicato", reader_language="pt")).hits
    assert hit.snippet.language == "pt"
    assert "<mark>sindicatos</mark>" in hit.snippet.html


def test_the_snippet_is_where_the_words_are_when_the_readers_language_has_them_not(udhr):
    (hit,) = udhr.search(SearchQuery(text='"Gewerkschaften"', reader_language="ar")).hits
    assert hit.language == "ar"
    assert hit.snippet.language == "de"
    assert "<mark>Gewerkschaften</mark>" in hit.snippet.html


def test_a_reader_who_asks_for_a_language_gets_the_work_in_it(udhr):
    (hit,) = udhr.search(SearchQuery("Gewerkschaft", reader_language="en", languages=("ru",))).hits
    assert (hit.language, hit.snippet.language) == ("ru", "ru")
    assert "en" in hit.languages


def test_where_too_many_texts_have_the_words_titles_come_first_and_then_the_newest(db, monkeypatch):
    # Only the databases leave something unranked.
    engine = database_engine()
    engine.index(
        [
            document(1, "Der Streik, Streik, Streik.", language="de", date=date(2001, 1, 1)),
            document(2, "Ein Wort vom Streik.", language="de", date=date(2005, 1, 1)),
            document(3, title="Der Streik", language="de", date=date(2000, 1, 1)),
            document(4, "The strike.", date=date(2002, 1, 1)),
            document(5, "La huelga, la huelga.", language="es", date=date(2004, 1, 1)),
        ]
    )

    def pages(most):
        for module in ("sqlite", "postgresql"):
            monkeypatch.setattr(f"search.engines.{module}.MAX_RANKED", most)
        query = SearchQuery(text="Streik", reader_language="de")
        return [hit.page_id - FIRST_PAGE_ID for hit in engine.search(query).hits]

    # All ranked; without the texts in other languages; nothing.
    assert pages(5)[:3] == [3, 1, 2]
    assert set(pages(5)[3:]) == {4, 5}
    assert pages(4) == [3, 1, 2, 5, 4]
    assert pages(2) == [3, 2, 1, 5, 4]
