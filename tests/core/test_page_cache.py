"""Anonymous pages come from memory, and never outlive what they show."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from tests.factories import NewsArticlePageFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _page_cache(settings):
    settings.PAGE_CACHE_SECONDS = 60


@pytest.fixture
def article(news_index):
    """Return a live article."""
    return NewsArticlePageFactory(slug="strike", title="First title")


def queries_of(client, path):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    return response, len(queries)


def test_a_second_reader_costs_no_query(client, article):
    first, _cost = queries_of(client, "/en/news/strike/")
    second, cost = queries_of(client, "/en/news/strike/")
    assert cost == 0
    assert second.content == first.content


def test_a_reader_who_has_it_gets_304(client, article):
    etag = client.get("/en/news/strike/").headers["ETag"]
    response = client.get("/en/news/strike/", headers={"if-none-match": etag})
    assert response.status_code == 304
    assert not response.content


def test_a_reader_who_has_it_packed_gets_304_too(client, article, settings):
    settings.PAGE_CACHE_SECONDS = 0
    packed = {"accept-encoding": "gzip"}
    etag = client.get("/en/news/strike/", headers=packed).headers["ETag"]
    response = client.get("/en/news/strike/", headers=packed | {"if-none-match": etag})
    assert response.status_code == 304


def test_publishing_is_seen_at_once(client, article):
    client.get("/en/news/strike/")
    article.title = "Second title"
    article.save_revision().publish()
    assert "Second title" in client.get("/en/news/strike/").content.decode()


def test_unpublishing_is_seen_at_once(client, article):
    client.get("/en/news/strike/")
    article.unpublish()
    assert client.get("/en/news/strike/").status_code == 404


def test_deleting_is_seen_at_once(client, article):
    client.get("/en/news/strike/")
    article.delete()
    assert client.get("/en/news/strike/").status_code == 404


def test_a_change_of_privacy_is_seen_at_once(client, article):
    client.get("/en/news/strike/")
    PageViewRestriction.objects.create(page=article, restriction_type=PageViewRestriction.LOGIN)
    assert client.get("/en/news/strike/").status_code == 302


def test_what_a_member_sees_is_kept_for_nobody(client, article):
    PageViewRestriction.objects.create(page=article, restriction_type=PageViewRestriction.LOGIN)
    client.force_login(UserFactory())
    assert client.get("/en/news/strike/").status_code == 200
    client.logout()
    client.cookies.clear()
    assert client.get("/en/news/strike/").status_code == 302


def test_gzip_and_plain_are_kept_apart(client, article):
    packed = client.get("/en/news/strike/", headers={"accept-encoding": "gzip"})
    plain = client.get("/en/news/strike/")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
