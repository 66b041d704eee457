"""The list of news and its filters."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from tests.factories import NewsArticlePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def articles(news_index):
    """Return three articles by what they are about."""
    return {
        name: NewsArticlePageFactory(title=name, date=day, **terms)
        for name, day, terms in [
            ("Kenya", date(2026, 1, 10), {"countries": ["KE"], "is_highlight": True}),
            ("Both", date(2026, 2, 10), {"countries": ["KE", "BR"], "focus_areas": ["ilo"]}),
            ("Brazil", date(2026, 3, 10), {"countries": ["BR"]}),
        ]
    }


@pytest.fixture
def titles(read):
    """Return a function that lists the titles an address gives."""
    return lambda **params: [item["title"] for item in read("/news", **params)["items"]]


def test_the_newest_come_first(titles, articles):
    assert titles() == ["Brazil", "Both", "Kenya"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("date", ["Kenya", "Both", "Brazil"]),
        ("title", ["Both", "Brazil", "Kenya"]),
        ("-title", ["Kenya", "Brazil", "Both"]),
    ],
)
def test_other_orders(titles, articles, sort, expected):
    assert titles(sort=sort) == expected


FILTERS = [
    ({"focus": "ilo"}, ["Both"]),
    ({"country": "KE"}, ["Both", "Kenya"]),
    ({"country": ["KE", "BR"]}, ["Brazil", "Both", "Kenya"]),
    ({"country": "KE", "focus": "ilo"}, ["Both"]),
    ({"date_gte": "2026-02-10"}, ["Brazil", "Both"]),
    ({"date_lte": "2026-02-10"}, ["Both", "Kenya"]),
    ({"date_gte": "2026-02-11", "date_lte": "2026-02-10"}, []),
    ({"is_highlight": "true"}, ["Kenya"]),
    ({"is_highlight": "false"}, ["Brazil", "Both"]),
]


def test_filters(titles, articles):
    # One set of pages for all cases: making them costs more than reading.
    for filters, expected in FILTERS:
        assert titles(**filters) == expected, filters


def test_an_item_tells_what_a_card_needs(read, articles):
    item = read("/news", country="KE", focus="ilo", locale="fr")["items"][0]
    assert UUID(item["id"]) == articles["Both"].translation_key
    assert item["type"] == "news"
    assert item["date"] == "2026-02-10"
    assert item["countries"] == [{"id": "BR", "label": "Brésil"}, {"id": "KE", "label": "Kenya"}]
    assert [area["id"] for area in item["focus_areas"]] == ["ilo"]
    assert item["source"] == {
        "title": "The tribunal's own report",
        "url": "https://example.org/judgment",
    }
    assert "body" not in item


def test_parts_of_the_list_are_linked(client, articles):
    response = client.get("/api/v1/news", {"limit": 1, "offset": 1, "locale": "fr"})
    assert response.json()["total"] == 3
    assert [item["title"] for item in response.json()["items"]] == ["Both"]
    assert response.headers["Link"] == (
        '<http://testserver/api/v1/news?limit=1&offset=2&locale=fr>; rel="next", '
        '<http://testserver/api/v1/news?limit=1&offset=0&locale=fr>; rel="prev"'
    )


@pytest.mark.parametrize("offset", [3, 4, 10**6, 10**30])
def test_beyond_the_end_there_is_nothing_but_a_way_back(client, articles, offset):
    response = client.get("/api/v1/news", {"offset": offset, "limit": 2})
    assert response.status_code == 200
    assert response.json()["items"] == []
    assert response.json()["total"] == 3
    assert 'offset=1&limit=2>; rel="prev"' in response.headers["Link"]


def test_one_article_is_read_by_the_id_of_the_work(read, articles):
    article = articles["Both"]
    answer = read(f"/news/{article.translation_key}")
    assert answer["title"] == "Both"
    assert [block["type"] for block in answer["body"]] == [
        *("heading", "paragraph", "quote", "notice"),
    ]


def test_drafts_and_strangers_are_not_found(read, news_index):
    draft = NewsArticlePageFactory(draft=True)
    read(f"/news/{draft.translation_key}", 404)
    read(f"/news/{uuid4()}", 404)
    # A page of another kind has an id, but not here.
    read(f"/news/{news_index.translation_key}", 404)
    assert read("/news")["total"] == 0
