"""Every address answers in every language, and tells honestly in which."""

import re

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from core.languages import language_codes
from home.groups import MEMBERS
from tests.core.translations import submit, translate
from tests.factories import NewsArticlePageFactory, UserFactory

pytestmark = pytest.mark.django_db


def tags(response, name):
    """Return the attributes of a document's tags of one name."""
    found = re.findall(rf"<{name}\b([^>]*)>", response.content.decode())
    return [dict(re.findall(r'([\w-]+)="([^"]*)"', attributes)) for attributes in found]


def links(response, rel):
    """Return the link elements of one relation."""
    return [link for link in tags(response, "link") if link.get("rel") == rel]


def test_own_language_is_served_where_it_is_live(client, news_index):
    article = NewsArticlePageFactory(title="Strike ballot upheld", slug="strike")
    translate(article, "ar")
    response = client.get("/ar/news/strike/")
    assert response.status_code == 200
    assert tags(response, "html") == [{"lang": "ar", "dir": "rtl"}]
    assert "[ar] Strike ballot upheld" in response.content.decode()
    assert response.headers["Content-Language"] == "ar"


def test_fallback_serves_the_original_and_says_so(client, news_index):
    NewsArticlePageFactory(title="Strike ballot upheld", slug="strike")
    response = client.get("/ar/news/strike/")
    html = response.content.decode()
    assert response.status_code == 200
    assert tags(response, "html") == [{"lang": "en", "dir": "ltr"}]
    assert response.headers["Content-Language"] == "en"
    assert "Strike ballot upheld" in html
    assert "notice--fallback" in html
    # The interface around the text speaks the asked language, and says that it does.
    assert {"lang": "ar", "dir": "rtl"}.items() <= tags(response, "header")[0].items()


def test_fallback_names_the_original_as_canonical_and_has_no_alternates(client, news_index):
    NewsArticlePageFactory(slug="strike")
    response = client.get("/ar/news/strike/")
    assert [link["href"] for link in links(response, "canonical")] == [
        "http://localhost:8000/en/news/strike/"
    ]
    assert not [link for link in links(response, "alternate") if "hreflang" in link]


def test_alternates_list_every_live_translation_with_itself(client, news_index):
    article = NewsArticlePageFactory(slug="strike")
    translate(article, "ar")
    submit(article, "fr")
    expected = {
        "en": "http://localhost:8000/en/news/strike/",
        "ar": "http://localhost:8000/ar/news/strike/",
        "x-default": "http://localhost:8000/en/news/strike/",
    }
    for code in ("en", "ar"):
        response = client.get(f"/{code}/news/strike/")
        alternates = [link for link in links(response, "alternate") if "hreflang" in link]
        assert {link["hreflang"]: link["href"] for link in alternates} == expected
        assert links(response, "canonical")[0]["href"] == expected[code]


def test_a_submitted_translation_stays_a_draft_and_the_original_is_served(client, news_index):
    article = NewsArticlePageFactory(title="Strike ballot upheld", slug="strike")
    submit(article, "ar")
    draft = type(article).objects.get(slug="strike", locale__language_code="ar")
    assert not draft.live
    response = client.get("/ar/news/strike/")
    assert response.headers["Content-Language"] == "en"


def test_fallback_follows_the_chain_of_the_asked_language(client, news_index):
    article = NewsArticlePageFactory(slug="strike")
    translate(article, "es")
    assert client.get("/pt/news/strike/").headers["Content-Language"] == "es"
    assert client.get("/de/news/strike/").headers["Content-Language"] == "en"


def test_an_original_in_another_language_is_found_from_english(client, site_tree):
    NewsArticlePageFactory(slug="huelga", parent=site_tree.news["es"], title="Huelga")
    response = client.get("/en/news/huelga/")
    assert response.headers["Content-Language"] == "es"
    assert links(response, "canonical")[0]["href"].endswith("/es/news/huelga/")


def test_a_restricted_page_stays_restricted_through_fallback(client, news_index):
    article = NewsArticlePageFactory(slug="secret", title="Xanthe's plan")
    restriction = PageViewRestriction.objects.create(
        page=article, restriction_type=PageViewRestriction.GROUPS
    )
    restriction.groups.add(Group.objects.get(name=MEMBERS))
    for code in language_codes():
        response = client.get(f"/{code}/news/secret/")
        assert response.status_code == 302
        assert "/account/login/" in response.headers["Location"]
    client.force_login(UserFactory(is_member=True))
    response = client.get("/ar/news/secret/")
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path", ["/en/absent/", "/ar/news/absent/", "/en/news/strike/below/", "/en/library/country/zz/"]
)
def test_what_no_language_has_is_not_found(client, news_index, path):
    NewsArticlePageFactory(slug="strike")
    response = client.get(path)
    assert response.status_code == 404
    assert tags(response, "html")[0]["lang"] == path[1:3]


def test_a_section_below_a_library_page_is_routed_in_every_language(client, library_index):
    for code in language_codes():
        response = client.get(f"/{code}/library/country/ke/")
        assert response.status_code == 200
        assert response.headers["Content-Language"] == code


def test_routing_costs_the_same_at_the_end_of_the_chain(client, site_tree):
    NewsArticlePageFactory(slug="near")
    NewsArticlePageFactory(slug="far", parent=site_tree.news["ru"])
    counts = []
    for path in ("/en/news/near/", "/en/news/far/"):
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_switcher_keeps_page_and_query_and_marks_what_is_not_translated(client, news_index):
    article = NewsArticlePageFactory(slug="strike")
    translate(article, "ar")
    html = client.get("/en/news/strike/?from=mail&x=1").content.decode()
    for code in language_codes():
        assert f'href="/{code}/news/strike/?from=mail&amp;x=1"' in html
    switcher = client.get("/en/news/strike/").context["switcher"]
    assert {item["code"] for item in switcher if item["is_translated"]} == {"en", "ar"}
