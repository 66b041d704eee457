"""News: filters, feeds, and what bad addresses answer."""

import datetime

import feedparser
import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from core.languages import language_codes
from home.groups import MEMBERS
from tests.core.translations import translate
from tests.factories import NewsArticlePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def articles(site_tree):
    """Return articles that differ in every filter, and two that nobody may see."""
    kenya = NewsArticlePageFactory(
        slug="kenya", title="Kenya ruling", countries=["KE"], focus_areas=["ilo"]
    )
    translate(kenya, "ar")
    NewsArticlePageFactory(
        slug="brazil", title="Brazil ruling", countries=["BR"], focus_areas=["covid-19"]
    )
    NewsArticlePageFactory(slug="espana", title="Sentencia", parent=site_tree.news["es"])
    NewsArticlePageFactory(slug="draft", title="Unfinished", draft=True, countries=["KE"])
    secret = NewsArticlePageFactory(slug="secret", title="Secret ruling", countries=["KE"])
    restriction = PageViewRestriction.objects.create(
        page=secret, restriction_type=PageViewRestriction.GROUPS
    )
    restriction.groups.add(Group.objects.get(name=MEMBERS))


def titles(response):
    return sorted(item["title"] for item in response.context["items"])


def test_the_section_lists_each_work_once_in_the_best_language(client, articles):
    response = client.get("/ar/news/")
    assert titles(response) == ["Brazil ruling", "Sentencia", "[ar] Kenya ruling"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("focus=ilo", ["Kenya ruling"]),
        ("country=BR", ["Brazil ruling"]),
        ("focus=ilo&country=BR", []),
        ("language=ar", ["[ar] Kenya ruling"]),
        ("language=es", ["Sentencia"]),
        ("unknown=1", ["Brazil ruling", "Kenya ruling", "Sentencia"]),
    ],
)
def test_filters(client, articles, query, expected):
    assert titles(client.get(f"/en/news/?{query}")) == expected


@pytest.mark.parametrize(
    "query", ["focus=x", "country=ZZ", "country=ke%00", "language=xx", "page=99", "page=-1"]
)
def test_values_that_do_not_exist_are_not_found(client, articles, query):
    assert client.get(f"/en/news/?{query}").status_code == 404


@pytest.mark.parametrize("code", language_codes())
def test_feeds_are_valid_atom_in_each_language(client, articles, code):
    response = client.get(f"/feeds/{code}/news.atom")
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    feed = feedparser.parse(response.content)
    assert not feed.bozo
    assert feed.feed.language == code
    assert len(feed.entries) == 3
    assert {entry.link.split("/")[3] for entry in feed.entries} == {code}
    assert all(entry.id.startswith("urn:uuid:") for entry in feed.entries)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("ar/news/focus/ilo", ["[ar] Kenya ruling"]),
        ("en/news/country/BR", ["Brazil ruling"]),
        ("en/news/country/ZA", []),
    ],
)
def test_feeds_of_a_focus_area_and_a_country(client, articles, path, expected):
    feed = feedparser.parse(client.get(f"/feeds/{path}.atom").content)
    assert [entry.title for entry in feed.entries] == expected


@pytest.mark.parametrize("path", ["xx/news", "en/news/focus/x", "en/news/country/ZZ", "en/other"])
def test_feeds_of_nothing_are_not_found(client, articles, path):
    assert client.get(f"/feeds/{path}.atom").status_code == 404


def test_an_id_in_a_feed_survives_a_new_title_and_address(client, articles):
    def ids():
        return {e.id for e in feedparser.parse(client.get("/feeds/en/news.atom").content).entries}

    before = ids()
    from news.models import NewsArticlePage

    page = NewsArticlePage.objects.get(slug="brazil")
    page.title, page.slug = "Other", "other"
    page.save_revision().publish()
    assert ids() == before


@pytest.mark.parametrize("path", ["/ar/news/", "/ar/news/?country=KE", "/feeds/ar/news.atom"])
def test_queries_do_not_grow_with_the_articles(client, news_index, path):
    def cost():
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        return len(queries)

    translate(NewsArticlePageFactory(countries=["KE"], focus_areas=["ilo"]), "ar")
    one = cost()
    for number in range(19):
        NewsArticlePageFactory(
            countries=["KE", "ZA"], focus_areas=["ilo"], date=datetime.date(2026, 1, number + 1)
        )
    assert cost() == one
    assert one <= 12
