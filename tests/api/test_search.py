"""Search through the API: hits, counts, languages, files."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import PageViewRestriction

from home.groups import MEMBERS
from search.indexing import index_work
from tests.core.translations import translate
from tests.factories import CaseLawPageFactory, NewsArticlePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def works(news_index, library_index):
    """Return an indexed article and an indexed case."""
    article = NewsArticlePageFactory(title="Couriers on strike", countries=["KE"])
    case = CaseLawPageFactory(
        title="Couriers v Platform",
        countries=["BR"],
        other_titles=[{"language": "pt", "title": "Entregadores contra Plataforma"}],
    )
    translate(article, "ar")
    for work in (article, case):
        index_work(work.translation_key)
    return {"article": article, "case": case}


def found(answer):
    return {item["title"] for item in answer["items"]}


def test_works_are_found_once_in_the_readers_language(read, works):
    answer = read("/search", q="couriers", locale="ar")
    assert answer["total"] == 2
    assert found(answer) == {"[ar] Couriers on strike", "Couriers v Platform"}
    hits = {item["kind"]: item for item in answer["items"]}
    assert hits["news"]["id"] == str(works["article"].translation_key)
    assert hits["news"]["available_locales"] == ["ar", "en"]
    assert hits["library"]["is_fallback"] is True
    assert hits["library"]["path"] == f"/{works['case'].site_path}"


def test_a_known_title_serves_in_hits_too(read, works):
    answer = read("/search", q="Plataforma", locale="pt")
    assert [(item["title"], item["title_language"]) for item in answer["items"]] == [
        ("Entregadores contra Plataforma", "pt")
    ]


FILTERS = [
    ({"country": "KE"}, {"Couriers on strike"}),
    ({"country": ["KE", "BR"]}, {"Couriers on strike", "Couriers v Platform"}),
    ({"region": "001", "kind": "library"}, {"Couriers v Platform"}),
    ({"region": "019", "kind": "library"}, {"Couriers v Platform"}),
    ({"region": "002", "kind": "library"}, set()),
    ({"type": "case"}, {"Couriers v Platform"}),
    ({"kind": "library"}, {"Couriers v Platform"}),
    # Shown in the language that was asked for.
    ({"language": "ar"}, {"[ar] Couriers on strike"}),
    ({"year_gte": 2026}, {"Couriers on strike"}),
    ({"year_lte": 2025}, {"Couriers v Platform"}),
    ({"focus": "ilo"}, set()),
    ({"instrument": "C987"}, set()),
]


def test_filters(read, works):
    # One set of pages for all cases: making them costs more than reading.
    for filters, expected in FILTERS:
        assert found(read("/search", q="couriers", **filters)) == expected, filters


def test_counts_are_numbers_of_works_with_labels(read, works):
    facets = read("/search", q="couriers", locale="fr")["facets"]
    assert {value["id"]: value["count"] for value in facets["type"]} == {"news": 1, "case": 1}
    assert {(value["id"], value["label"], value["count"]) for value in facets["country"]} == {
        ("BR", "Brésil", 1),
        ("KE", "Kenya", 1),
    }
    assert {value["id"]: value["count"] for value in facets["language"]} == {"en": 2, "ar": 1}


def test_without_words_everything_is_found(read, works):
    assert read("/search")["total"] == 2


def test_beyond_the_end_there_are_counts_but_no_works(read, works):
    for offset in (20, 10**9 * 20, 10**30):
        answer = read("/search", q="couriers", offset=offset)
        assert answer["total"] == 2
        assert answer["items"] == []
        assert answer["facets"]["type"]


def test_parts_of_the_answer_are_linked(client, works):
    response = client.get("/api/v1/search", {"q": "couriers", "limit": 1})
    assert 'q=couriers&limit=1&offset=1>; rel="next"' in response.headers["Link"]


def test_hidden_works_leave_no_trace(client, read, works, member):
    restriction = PageViewRestriction.objects.create(
        page=works["case"], restriction_type=PageViewRestriction.GROUPS
    )
    restriction.groups.add(Group.objects.get(name=MEMBERS))
    answer = read("/search", q="couriers")
    assert found(answer) == {"Couriers on strike"}
    assert answer["total"] == 1
    assert [value["id"] for value in answer["facets"]["type"]] == ["news"]
    client.force_login(member)
    assert read("/search", q="couriers")["total"] == 2


def test_search_costs_the_same_for_one_and_for_twenty(cost, news_index, library_index):
    def add():
        article = NewsArticlePageFactory(title="Couriers", countries=["KE"])
        case = CaseLawPageFactory(title="Couriers v Platform", countries=["BR"])
        for work in (article, case):
            index_work(work.translation_key)

    add()
    one = cost("/search", q="couriers", locale="ar")
    for _number in range(9):
        add()
    assert cost("/search", q="couriers", locale="ar") == one <= 10
