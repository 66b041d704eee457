"""The ways into the library: every count is the number of works behind its link."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from core.languages import language_codes
from tests.core.translations import translate
from tests.factories import CaseLawPageFactory, InstrumentPageFactory, ReportPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def works(library_index):
    """Return works of three types, one of them in three languages and of two countries."""
    case = CaseLawPageFactory(
        slug="drivers",
        title="Drivers v Platform",
        countries=["KE", "TZ"],
        focus_areas=["trade-union-rights", "ilo"],
    )
    translate(case, "ar")
    translate(case, "fr")
    report = ReportPageFactory(slug="report", countries=["KE"], focus_areas=["ilo"], date=None)
    instrument = InstrumentPageFactory(slug="c901", code="C901", focus_areas=["ilo"])
    hidden = ReportPageFactory(slug="hidden", countries=["KE"], focus_areas=["ilo"])
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    ReportPageFactory(slug="draft", countries=["KE"], draft=True)
    return case, report, instrument


@pytest.mark.parametrize("code", language_codes())
def test_counts_are_the_number_of_works_listed_in_every_language(client, works, code):
    groups = client.get(f"/{code}/library/").context["browse"]
    checked = 0
    for group in groups:
        for item in group["items"]:
            response = client.get(item["url"])
            assert response.status_code == 200, item
            assert response.context["total"] == item["count"], item
            checked += bool(item["count"])
    assert checked >= 6


@pytest.mark.parametrize("code", ["en", "ar"])
def test_regions_and_countries_count_alike(client, works, code):
    region = client.get(f"/{code}/library/region/014/")
    countries = next(g for g in region.context["groups"] if g["items"])["items"]
    found = {item["url"]: item["count"] for item in countries}
    assert found[f"/{code}/library/country/ke/"] == 2
    assert found[f"/{code}/library/country/tz/"] == 1
    for url, count in found.items():
        assert client.get(url).context["total"] == count
    # A work of two countries of the region is one work.
    assert region.context["total"] == 2


def test_a_list_shows_one_row_per_work_in_the_readers_language(client, works):
    rows = client.get("/ar/library/focus/ilo/").context["rows"]
    assert sorted((row["lang"], row["type"]) for row in rows) == [
        ("ar", "case"),
        ("en", "instrument"),
        ("en", "report"),
    ]
    case = next(row for row in rows if row["type"] == "case")
    assert [chip["code"] for chip in case["languages"]] == ["ar", "en", "fr"]


def test_the_country_page_gathers_types_with_its_name_in_the_language(client, works):
    response = client.get("/ar/library/country/ke/")
    html = response.content.decode()
    assert "كينيا" in html
    assert [group["count"] for group in response.context["groups"]] == [1, 1]


def test_undated_works_are_in_no_year(client, works):
    assert client.get("/en/library/year/2025/").context["total"] == 2


@pytest.mark.parametrize(
    "path",
    [
        "type/nonsense/",
        "focus/nonsense/",
        "subject/nonsense/",
        "region/999/",
        "country/zz/",
        "country/kenya/",
        "year/0/",
        "year/99999999999999999999/",
        "focus/ilo/?page=0",
        "focus/ilo/?page=2",
        "focus/ilo/?page=1000000000",
        "focus/ilo/?page=x",
        "focus/ilo/?page=%00",
    ],
)
def test_what_does_not_exist_is_not_found(client, works, path):
    assert client.get(f"/en/library/{path}").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["", "type/report/", "focus/ilo/", "region/002/", "country/ke/", "year/2025/"],
)
def test_queries_do_not_grow_with_the_works(client, library_index, path):
    def cost():
        client.get(f"/ar/library/{path}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/ar/library/{path}").status_code == 200
        return len(queries)

    def add(number):
        return ReportPageFactory(
            slug=f"report-{number}", countries=["KE", "ZA"], focus_areas=["ilo"]
        )

    translate(add(0), "ar")
    one = cost()
    for number in range(1, 20):
        add(number)
    assert cost() == one
    assert one <= 12


def test_pages_of_a_list_hold_twenty_and_link_each_other(client, library_index):
    for number in range(23):
        ReportPageFactory(slug=f"report-{number}", focus_areas=["ilo"])
    first = client.get("/en/library/focus/ilo/")
    assert len(first.context["rows"]) == 20
    assert first.context["total"] == 23
    assert 'href="?page=2"' in first.content.decode()
    second = client.get("/en/library/focus/ilo/?page=2")
    assert len(second.context["rows"]) == 3
    canonical = re.search(r'rel="canonical" href="([^"]+)"', second.content.decode())
    assert canonical.group(1).endswith("/en/library/focus/ilo/?page=2")
