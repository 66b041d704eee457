"""What an engine finds, counts and shows: the same on every engine."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.registry import TextPart
from search.query import SearchQuery, Sort
from tests.search.conftest import FIRST_PAGE_ID, document

pytestmark = pytest.mark.django_db


def found(engine, text="", **query) -> list[int]:
    """Return the numbers of the pages that are shown."""
    results = engine.search(SearchQuery(text=text, **({"page_size": 100} | query)))
    assert results.total == len(results.hits)
    return [hit.page_id - FIRST_PAGE_ID for hit in results.hits]


# --- Languages ------------------------------------------------------------------------------


def test_a_language_that_is_not_there_falls_back_along_the_chain(engine):
    engine.index([document(1, "huelga", language="es"), document(2, "strike", work="work 1")])
    engine.index([document(3, "забастовка", work="work 1", language="ru")])
    assert found(engine, "huelga", reader_language="pt") == [1]
    assert found(engine, "huelga", reader_language="de") == [2]
    assert found(engine, "huelga", reader_language="ru") == [3]


def test_a_title_in_another_language_finds_the_work(engine):
    engine.index(
        [document(1, "نص", language="ar", other_titles=(("en", "Freedom of Association"),))]
    )
    assert found(engine, "association freedom") == [1]


def test_text_in_a_language_of_no_algorithm_is_found_as_written(engine):
    engine.index(
        [
            document(1, parts=(TextPart("tr", "Grev hakkı anayasal bir haktır."),)),
            document(2, parts=(TextPart("zh", "中华人民共和国劳动法"),)),
            document(3, parts=(TextPart("hi", "श्रमिक संघ का अधिकार"),)),
        ]
    )
    assert found(engine, "hakkı") == [1]
    assert found(engine, "劳动法") == [2]
    assert found(engine, "法劳") == []
    assert found(engine, "श्रमिक") == [3]


# --- Words and phrases ----------------------------------------------------------------------


def test_all_words_must_be_there_in_any_order_and_on_any_page(engine):
    pages = (TextPart("en", "The strike.", 7, 1), TextPart("en", "The union.", 7, 2))
    engine.index([document(1, parts=pages), document(2, "A strike alone")])
    assert found(engine, "union strikes") == [1]
    assert set(found(engine, "strike")) == {1, 2}


def test_a_phrase_keeps_its_order(engine):
    engine.index(
        [
            document(1, "The right to strike is protected."),
            document(2, "Strike to the right, he said."),
            document(3, "", title="Right to Strike Act"),
        ]
    )
    assert set(found(engine, '"right to strike"')) == {1, 3}
    assert set(found(engine, "right strike")) == {1, 2, 3}
    assert found(engine, '"right to strike" protected') == [1]


def test_identifiers_are_found_as_they_are_written(engine):
    engine.index(
        [
            document(1, "Text", identifiers=("C087", "ECLI:EU:C:2019:402", "[2021] UKSC 5")),
            document(2, "The year 402, C 2019"),
        ]
    )
    assert found(engine, "c087") == [1]
    assert found(engine, "ECLI:EU:C:2019:402") == [1]
    assert found(engine, '"[2021] uksc 5"') == [1]


def test_accents_may_be_left_out_in_the_text_and_in_the_query(engine):
    engine.index(
        [
            document(1, "A negociação coletiva", language="pt"),
            document(2, "A negociacao coletiva", language="pt"),
        ]
    )
    assert set(found(engine, "negociacao")) == set(found(engine, "negociação")) == {1, 2}


def test_titles_weigh_more_than_text(engine):
    engine.index(
        [
            document(1, "The strike was long. " + "It rained. " * 5),
            document(2, "It rained. " * 5, title="Strike"),
        ]
    )
    assert found(engine, "strike") == [2, 1]


def test_the_last_page_of_a_long_file_is_found_and_named(engine):
    pages = [TextPart("en", f"Page {n} says nothing. " * 40, 9, n) for n in range(1, 401)]
    pages[399] = TextPart("en", "Here stands the forbidden lockout clause.", 9, 400)
    engine.index([document(1, parts=tuple(pages))])
    for text in ("lockout", '"forbidden lockout clause"', "clauses nothing lockouts"):
        (hit,) = engine.search(SearchQuery(text=text)).hits
        assert (hit.snippet.file_id, hit.snippet.page_number) == (9, 400)
        assert "<mark>lockout</mark>" in hit.snippet.html


def test_a_phrase_runs_over_the_end_of_a_page_but_not_of_a_file(engine):
    pages = (
        TextPart("en", "They claimed the right to", 7, 1),
        TextPart("en", "strike before they went home", 7, 2),
        TextPart("en", "and sang. It was their freedom of", 8, 1),
    )
    own_text = "freedom to choose " + "and so on " * 2000 + "a long labour history"
    engine.index(
        [
            document(1, parts=pages),
            document(2, own_text),
            document(3, "association", parts=(TextPart("en", "a"), TextPart("en", "b"))),
        ]
    )
    assert found(engine, '"right to strike before"') == [1]
    assert found(engine, '"went home and sang"') == []
    assert found(engine, '"so on and so on a long labour"') == [2]
    assert found(engine, '"a b"') == []
    # The words themselves are found on their own page.
    (hit,) = engine.search(SearchQuery("strike home")).hits
    assert hit.snippet.page_number == 2


# --- Facets ---------------------------------------------------------------------------------


@pytest.fixture
def library(engine):
    """Return an engine with four works, two of them in two languages."""

    def facts(country, focus, **data):
        return {"facets": {"country": country, "focus": focus}, **data}

    engine.index(
        [
            document(1, "strike", **facts(["KE"], ["ilo"], type="case")),
            document(
                2, "grève", work="work 1", language="fr", **facts(["KE"], ["ilo"], type="case")
            ),
            document(3, "strike", **facts(["KE", "ZA"], ["gender"], type="report")),
            document(4, "strike", **facts([], ["ilo", "gender"], type="case")),
            document(5, "strike", language="ar", **facts(["ZA"], [], type="report")),
            document(6, "huelga", work="work 5", language="es", **facts(["ZA"], [], type="report")),
        ]
    )
    return engine


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"country": ["KE"]},
        {"country": ["KE", "ZA"]},
        {"country": ["KE"], "focus": ["ilo"]},
        {"type": ["case"], "focus": ["gender"]},
        {"language": ["fr"]},
        {"language": ["fr", "es"], "type": ["report"]},
        {"country": ["ZA"], "language": ["ar"], "type": ["report"], "focus": []},
        {"country": ["XX"]},
    ],
)
@pytest.mark.parametrize("text", ["", "strike"])
@pytest.mark.parametrize("reader_language", ["en", "ar", "pt"])
def test_each_count_is_the_number_of_works_that_choosing_it_lists(
    library, chosen, text, reader_language
):
    query = {"text": text, "reader_language": reader_language}
    results = library.search(SearchQuery(facets=chosen, **query))
    assert results.total == len(results.hits)
    for facet, counts in results.facets.items():
        for value, count in counts.items():
            # Counted as if nothing else were chosen in the same facet.
            alone = chosen | {facet: [value]}
            assert library.search(SearchQuery(facets=alone, **query)).total == count


def test_a_work_in_two_languages_counts_once(library):
    facets = library.search(SearchQuery()).facets
    assert facets["country"] == {"KE": 2, "ZA": 2}
    assert facets["type"] == {"case": 2, "report": 2}
    assert facets["language"] == {"en": 3, "ar": 1, "es": 1, "fr": 1}


def test_a_chosen_facet_keeps_its_other_values(library):
    results = library.search(SearchQuery(facets={"country": ["KE"]}))
    assert results.total == 2
    assert results.facets["country"] == {"KE": 2, "ZA": 2}
    assert results.facets["type"] == {"case": 1, "report": 1}


def test_choosing_a_language_shows_the_work_in_it(library):
    assert found(library, facets={"language": ["fr"]}) == [2]


def test_only_what_is_asked_for_is_counted(library):
    assert library.search(SearchQuery(counted=("country",))).facets.keys() == {"country"}
    assert library.search(SearchQuery(counted=())).facets == {}


def test_years_and_kinds_narrow_the_search(engine):
    engine.index(
        [
            document(1, "strike", date=datetime.date(1998, 5, 1)),
            document(2, "strike", date=datetime.date(2020, 5, 1), kind="news", type="news"),
            document(3, "strike", date=None),
        ]
    )
    assert found(engine, "strike", year_from=1998, year_to=1999) == [1]
    assert found(engine, "strike", year_from=1999) == [2]
    assert found(engine, "strike", kind="news") == [2]


def test_works_are_ordered_by_date_and_the_undated_come_last(engine):
    engine.index(
        [
            document(1, date=datetime.date(1998, 5, 1)),
            document(2, date=None),
            document(3, date=datetime.date(2020, 5, 1)),
        ]
    )
    assert found(engine) == [3, 1, 2]
    assert found(engine, sort=Sort.OLDEST) == [1, 3, 2]


def test_pages_of_results_hold_every_work_once(engine):
    engine.index(document(n, "strike") for n in range(25))
    pages = [engine.search(SearchQuery("strike", page=n, page_size=10)) for n in (1, 2, 3, 4)]
    assert [len(page.hits) for page in pages] == [10, 10, 5, 0]
    assert {page.total for page in pages} == {25}
    assert len({hit.work for page in pages for hit in page.hits}) == 25


# --- Writing --------------------------------------------------------------------------------


def test_indexing_a_page_again_replaces_it(engine):
    engine.index([document(1, "strike", facets={"country": ["KE"]})])
    engine.index([document(1, "lockout", title="New", facets={"country": ["ZA"]})])
    assert engine.count() == 1
    assert found(engine, "strike") == []
    assert found(engine, "lockout") == [1]
    assert engine.search(SearchQuery()).facets["country"] == {"ZA": 1}


def test_a_removed_page_is_gone(engine):
    engine.index([document(1, "strike"), document(2, "strike")])
    engine.remove([FIRST_PAGE_ID + 1, 404])
    assert found(engine, "strike") == [2]
    engine.clear()
    assert engine.count() == 0
    assert found(engine, "strike") == []


def test_text_that_no_database_takes_is_indexed_all_the_same(engine):
    text = "a\x00b strike \ud800 " + "x" * 20_000 + " lock\u00adout"
    engine.index([document(1, text, title="t\x00itle\ud800", summary="\x00 sum")])
    assert found(engine, "strike lockout") == [1]


@pytest.mark.parametrize(
    "text",
    [
        "strike " * 2000,
        '"strike',
        'strike" OR "',
        "strike AND NOT",
        "NEAR(strike union, 2)",
        "heading:strike",
        "^strike",
        "-strike",
        "{heading body}:strike",
        "strike & | ! <-> (",
        "'; DROP TABLE search_searchdocument; --",
        "% _ \\ strike",
        "stri\x00ke",
        "\x00\x01\x02",
        "*",
        "str*",
        "\u202estrike\u202c",
        "strike забастовка إضراب 罢工",
        "\ud800",
        "💥" * 500,
        "%s %(x)s {0} {}",
    ],
)
def test_no_query_breaks_the_engine_or_opens_the_whole_index(engine, text):
    engine.index([document(n, "strike and union") for n in range(2)])
    engine.index([document(n, "something else") for n in range(2, 9)])
    assert engine.search(SearchQuery(text)).total <= 2


# --- Cost -----------------------------------------------------------------------------------


def queries_of(engine, **query) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        engine.search(SearchQuery(**query))
    return len(captured)


def test_a_search_takes_few_queries_and_no_more_for_more_works(engine):
    engine.index([document(1, "strike", facets={"country": ["KE"]})])
    query = {"text": "strike", "facets": {"country": ["KE"], "language": ["en"]}}
    queries_of(engine, **query)
    one = queries_of(engine, **query)
    engine.index(document(n, "strike", facets={"country": ["KE"]}) for n in range(2, 22))
    # The first search after a change reads what changed.
    assert queries_of(engine, **query) <= one + 2
    assert queries_of(engine, **query) == one <= 6
