"""The budgets of the design: queries and bytes of every kind of page, warm."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.core.translations import translate
from tests.factories import CaseLawPageFactory, NewsArticlePageFactory

pytestmark = pytest.mark.django_db

#: Addresses and the most queries each may cost, warm and uncached.
BUDGETS = {
    "/{code}/": 12,
    "/{code}/news/": 12,
    "/{code}/news/?focus=ilo&country=KE": 12,
    "/{code}/news/news-1/": 10,
    "/{code}/news/news-2/": 10,
    "/{code}/library/": 12,
    "/{code}/library/focus/ilo/": 12,
    "/{code}/library/country/ke/": 12,
    "/{code}/library/case-1/": 10,
    "/{code}/library/case-2/": 10,
    "/{code}/search/?q=drivers": 10,
    "/{code}/search/?q=drivers&type=case&country=KE": 10,
    "/{code}/topics/": 12,
    "/{code}/account/login/": 15,
    "/{code}/absent/": 15,
    "/feeds/{code}/news.atom": 15,
    "/sitemap-{code}.xml": 15,
    "/api/v1/news?locale={code}": 6,
    "/api/v1/library?locale={code}&limit=100": 6,
    "/api/v1/pages/by-path?path=/news/news-1/&locale={code}": 6,
    "/api/v1/search?q=drivers&locale={code}": 10,
}


@pytest.fixture
def content(site_tree):
    """Return a site with twenty of everything, some of it in Arabic."""
    for number in range(1, 21):
        article = NewsArticlePageFactory(
            slug=f"news-{number}", countries=["KE"], focus_areas=["ilo"]
        )
        case = CaseLawPageFactory(
            slug=f"case-{number}",
            countries=["KE", "ZA"],
            focus_areas=["ilo", "trade-union-rights"],
            citations=[{"system": "other", "text": f"[2026] X {number}"}],
        )
        if number in (1, 3):
            translate(article, "ar")
            translate(case, "ar")
    call_command("search_index", "build", verbosity=0)


@pytest.mark.parametrize("code", ["en", "ar"])
def test_queries_and_bytes_stay_within_the_budgets(client, content, code):
    over = []
    for address, limit in BUDGETS.items():
        path = address.format(code=code)
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(path)
        assert response.status_code in (200, 404), path
        if len(queries) > limit:
            over.append(f"{path}: {len(queries)} queries, {limit} allowed")
        packed = len(gzip.compress(response.content))
        if packed > 15_000:
            over.append(f"{path}: {packed} bytes of HTML packed, 15000 allowed")
    assert not over, "\n".join(over)


@pytest.mark.parametrize("path", ["/ar/news/news-1/", "/en/library/case-1/", "/en/"])
def test_a_text_page_weighs_at_most_100_kb_in_at_most_12_requests(client, content, path):
    html = client.get(path).content
    loaded = set(re.findall(r'(?:href|src)="/static/([^"#]+)"', html.decode()))
    files = {name: Path(finders.find(name)).stat().st_size for name in loaded}
    assert len(files) + 1 <= 12
    assert len(html) + sum(files.values()) <= 100_000, files
