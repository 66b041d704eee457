"""The feed of a search: what came last, for the public only."""

from datetime import UTC, datetime

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from search.indexing import rebuild
from tests.core.translations import translate
from tests.library.factories import CaseLawPageFactory
from tests.news.factories import NewsArticlePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def content(site_tree):
    """Return an old case that was added last, a newer one, and an article."""
    article = NewsArticlePageFactory(title="Pilots & tugs", summary="Pilots <b>strike</b>.")
    new = CaseLawPageFactory(title="Pilots v Quay", countries=["ZA"])
    old = CaseLawPageFactory(title="Pilots v Tug", date="1911-03-04")
    for page, day in ((article, 3), (new, 4), (old, 5)):
        added(page, datetime(2026, 2, day, 12, tzinfo=UTC))
    rebuild()
    return article, new, old


def added(page, moment):
    Page.objects.filter(pk=page.pk).update(first_published_at=moment)


def feed(client, query="q=pilots", code="en"):
    response = client.get(f"/{code}/search/feed/?{query}")
    assert response.status_code == 200
    parsed = feedparser.parse(response.content)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed


def titles(client, query="q=pilots", code="en"):
    return [entry.title for entry in feed(client, query, code).entries]


def test_what_came_last_to_the_site_stands_first_whatever_its_own_date(client, content):
    assert titles(client) == ["Pilots v Tug", "Pilots v Quay", "Pilots & tugs"]
    assert titles(client, "q=pilots&sort=newest&page=7") == titles(client)


def test_a_feed_is_narrowed_like_the_search(client, content):
    assert titles(client, "q=pilots&type=case&country=ZA") == ["Pilots v Quay"]
    assert titles(client, "q=pilots&kind=news") == ["Pilots & tugs"]
    assert titles(client, "q=pilots&year_to=1950") == ["Pilots v Tug"]


def test_an_entry_has_an_id_that_stays_and_the_moment_it_was_added(client, content, settings):
    article, _new, _old = content
    parsed = feed(client, "q=pilots&kind=news")
    (entry,) = parsed.entries
    assert entry.id == f"urn:uuid:{article.translation_key}"
    assert entry.updated == entry.published == "2026-02-03T12:00:00+00:00"
    assert entry.link == f"{settings.SITE_URL}/en/news/{article.slug}/"
    assert entry.summary == "Pilots &lt;b&gt;strike&lt;/b&gt;."
    assert parsed.feed.title == "ILAW Network: search for “pilots”"
    links = {link.rel: link.href for link in parsed.feed.links}
    assert links["self"] == f"{settings.SITE_URL}/en/search/feed/?q=pilots&kind=news"
    assert links["alternate"] == f"{settings.SITE_URL}/en/search/?q=pilots&kind=news&sort=added"


def test_a_feed_speaks_the_language_of_its_address(client, content):
    article, _new, _old = content
    translate(article, "fr")
    rebuild()
    parsed = feed(client, "q=pilots&kind=news", "fr")
    (entry,) = parsed.entries
    assert entry.title == "[fr] Pilots & tugs"
    assert entry.id == f"urn:uuid:{article.translation_key}"
    assert parsed.feed.language == "fr"


def test_a_feed_shows_what_the_public_may_read_even_to_those_who_may_read_more(
    client, content, editor
):
    _article, _new, old = content
    PageViewRestriction.objects.create(page=old, restriction_type=PageViewRestriction.LOGIN)
    expected = ["Pilots v Quay", "Pilots & tugs"]
    assert titles(client) == expected
    client.force_login(editor)
    assert titles(client) == expected
    assert "Pilots v Tug" in client.get("/en/search/?q=pilots").text


def test_a_feed_reader_that_has_it_gets_304(client, content):
    response = client.get("/en/search/feed/?q=pilots")
    assert response.headers["Last-Modified"] == "Thu, 05 Feb 2026 12:00:00 GMT"
    by_tag = {"if-none-match": response.headers["ETag"]}
    by_date = {"if-modified-since": response.headers["Last-Modified"]}
    for headers in (by_tag, by_date):
        assert client.get("/en/search/feed/?q=pilots", headers=headers).status_code == 304
    assert client.get("/en/search/feed/?q=tugs", headers=by_tag).status_code == 200


@pytest.mark.parametrize("query", ["type=opinion", "country=XX", "page=one", "year_from=abc"])
def test_a_feed_of_what_does_not_exist_is_not_found(client, content, query):
    assert client.get(f"/en/search/feed/?q=pilots&{query}").status_code == 404


def test_a_feed_of_any_text_is_a_feed(client, content):
    for text in ("%00", "*", "%22pilots", "%EF%BF%BF%01x", "%3Cscript%3E", "pilots+" * 2000):
        response = client.get(f"/en/search/feed/?q={text}")
        assert response.status_code == 200
        assert not feedparser.parse(response.content).bozo, text
        assert len(response.content) < 20_000


def test_control_characters_in_a_text_do_not_break_a_feed(client, site_tree):
    CaseLawPageFactory(title="Pilots\x0bv Quay", abstract="One\x01 two")
    rebuild()
    assert titles(client) == ["Pilots v Quay"]


def test_a_feed_has_fifty_entries_at_most_and_costs_the_same_for_one(client, site_tree):
    CaseLawPageFactory(abstract="Pilots")
    rebuild()
    client.get("/en/search/feed/?q=pilots")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            entries = feed(client).entries
        return len(entries), len(queries)

    one, few = cost()
    for _number in range(52):
        CaseLawPageFactory(abstract="Pilots")
    rebuild()
    client.get("/en/search/feed/?q=pilots")
    fifty, many = cost()
    assert (one, fifty) == (1, 50)
    assert many == few


def test_the_search_page_leads_to_its_feed(client, content):
    html = client.get("/en/search/?q=pilots&country=ZA&sort=oldest").text
    address = "/en/search/feed/?q=pilots&amp;country=ZA"
    assert f'type="application/atom+xml" title="Follow this search" href="{address}"' in html
    assert f'<a class="feed-link" href="{address}">' in html
