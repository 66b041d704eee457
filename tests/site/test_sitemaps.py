"""Sitemaps: what exists in a language, with its alternates, and nothing else."""

from xml.etree import ElementTree

import pytest
from wagtail.models import PageViewRestriction

from core.languages import language_codes
from tests.core.translations import submit, translate
from tests.factories import NewsArticlePageFactory

pytestmark = pytest.mark.django_db

SITE = "http://localhost:8000"
SPACES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def document(client, path):
    """Return the root element of a document of ours."""
    return ElementTree.fromstring(client.get(path).content)  # noqa: S314  (our own output)


def addresses(client, code):
    """Return the addresses of a sitemap with the languages of their alternates."""
    root = document(client, f"/sitemap-{code}.xml")
    return {
        url.findtext("s:loc", namespaces=SPACES): {
            link.get("hreflang"): link.get("href") for link in url.findall("x:link", SPACES)
        }
        for url in root.findall("s:url", SPACES)
    }


def test_the_index_names_a_sitemap_for_each_language(client, home):
    root = document(client, "/sitemap.xml")
    found = [loc.text for loc in root.iterfind(".//s:loc", SPACES)]
    assert found == [f"{SITE}/sitemap-{code}.xml" for code in language_codes()]


def test_alternates_are_reciprocal_and_fallbacks_are_listed_nowhere(client, site_tree):
    article = NewsArticlePageFactory(slug="strike")
    translate(article, "ar")
    submit(article, "fr")
    both = {"en": f"{SITE}/en/news/strike/", "ar": f"{SITE}/ar/news/strike/"}
    for code in ("en", "ar"):
        assert addresses(client, code)[f"{SITE}/{code}/news/strike/"] == both
    for code in ("fr", "de"):
        assert not any("strike" in address for address in addresses(client, code))


def test_restricted_pages_and_drafts_are_not_listed(client, site_tree):
    secret = NewsArticlePageFactory(slug="secret")
    PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)
    NewsArticlePageFactory(slug="draft", draft=True)
    assert not any("secret" in a or "draft" in a for a in addresses(client, "en"))


def test_a_sitemap_of_no_language_is_not_found(client, home):
    assert client.get("/sitemap-xx.xml").status_code == 404
