"""A list of results taken away: what the reader may see, all of it, up to a bound."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re

import pytest
import rispy
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from library.exporting.formats import FORMATS
from search import exports
from tests.core.translations import translate
from tests.factories import (
    CaseLawPageFactory,
    NewsArticlePageFactory,
    ReportPageFactory,
    SiteDocumentFactory,
)

pytestmark = pytest.mark.django_db


def build() -> None:
    """Index what there is."""
    call_command("search_index", "build", verbosity=0)


def export(client, query: str = "", name: str = "csv", code: str = "en"):
    """Return the answer to a search taken away."""
    return client.get(f"/{code}/search/export/{name}/?{query}")


def titles(client, query: str = "", code: str = "en") -> list[str]:
    """Return the titles of what is taken away, in their order."""
    content = b"".join(export(client, query, code=code).streaming_content).decode("utf-8-sig")
    return [row["title"] for row in csv.DictReader(io.StringIO(content, newline=""))]


@pytest.fixture
def works(site_tree):
    """Return a search index of three cases of two countries, a report and a piece of news."""
    for number, country in enumerate(["KE", "KE", "ZA"], 1):
        CaseLawPageFactory(
            title=f"Drivers {number}",
            countries=[country],
            date=datetime.date(2020 + number, 1, 1),
        )
    ReportPageFactory(title="Report on drivers", date=datetime.date(2019, 1, 1))
    NewsArticlePageFactory(title="Drivers strike")
    build()


def test_the_works_of_a_search_leave_in_its_order(client, works) -> None:
    assert titles(client, "q=drivers&sort=newest") == [
        "Drivers 3",
        "Drivers 2",
        "Drivers 1",
        "Report on drivers",
    ]
    assert titles(client, "q=drivers&sort=oldest&type=case") == [
        "Drivers 1",
        "Drivers 2",
        "Drivers 3",
    ]
    assert titles(client, "country=ZA&page=9") == ["Drivers 3"]
    assert titles(client, "q=nothing+like+it") == []


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_answers_as_a_download(client, works, name: str) -> None:
    response = export(client, "q=drivers", name)

    assert response.status_code == 200
    assert response.streaming
    assert response.headers["Content-Type"] == FORMATS[name].media_type
    disposition = f'attachment; filename="search.{FORMATS[name].extension}"'
    assert response.headers["Content-Disposition"] == disposition
    assert response.headers["Cache-Control"] == "private, no-store"
    assert b"".join(response.streaming_content)


def test_titles_and_labels_are_in_the_language_of_the_address(client, site_tree) -> None:
    case = CaseLawPageFactory(title="Drivers", countries=["DE"])
    arabic = translate(case, "ar")
    arabic.title = "السائقون"
    arabic.save_revision().publish()
    build()

    response = export(client, "", "ris", "ar")
    (record,) = rispy.loads(b"".join(response.streaming_content).decode())
    assert record["translated_title"] == "السائقون"
    assert record["place_published"] == "ألمانيا"


def test_what_search_does_not_know_is_not_found(client, works) -> None:
    assert export(client, "q=drivers&type=case&country=KE").status_code == 200
    for query in ("country=XX", "type=x", "kind=x", "year=20", "sort=x", "page=x"):
        assert export(client, query).status_code == 404, query
    assert export(client, "q=drivers", "pdf").status_code == 404
    # Of news, nothing is exported, and an empty file would say that there is none.
    assert export(client, "kind=news").status_code == 404
    assert client.post("/en/search/export/csv/").status_code == 405


@pytest.mark.parametrize(
    "query", ["q=" + "drivers%20" * 2_000, 'q="', "q=%00", "q=*", "q=%28%22OR", "page=999999999"]
)
def test_strange_searches_are_answered(client, works, query: str) -> None:
    response = export(client, query)

    assert response.status_code in (200, 404)
    if response.status_code == 200:
        assert b"".join(response.streaming_content)


def test_what_a_reader_may_not_see_does_not_leave(client, member, site_tree) -> None:
    CaseLawPageFactory(title="Drivers, for everyone")
    kept = CaseLawPageFactory(title="Drivers, among us")
    CaseLawPageFactory(title="Drivers, a draft", draft=True)
    PageViewRestriction.objects.create(page=kept, restriction_type=PageViewRestriction.LOGIN)
    build()

    assert titles(client, "q=drivers") == ["Drivers, for everyone"]
    client.force_login(member)
    assert sorted(titles(client, "q=drivers")) == ["Drivers, among us", "Drivers, for everyone"]


def test_a_work_closed_while_it_is_written_does_not_leave(client, site_tree) -> None:
    """The answer begins, and is read from later: what is closed meanwhile stays."""
    case = CaseLawPageFactory(title="Drivers")
    build()
    response = export(client, "q=drivers")
    PageViewRestriction.objects.create(page=case, restriction_type=PageViewRestriction.LOGIN)

    assert b"Drivers" not in b"".join(response.streaming_content)
    case.get_view_restrictions().get().delete()
    assert b"Drivers" in b"".join(export(client, "q=drivers").streaming_content)


def test_files_under_embargo_are_not_told_of(client, site_tree) -> None:
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    files = [
        {"document": SiteDocumentFactory()},
        {"document": SiteDocumentFactory(available_from=tomorrow)},
    ]
    case = CaseLawPageFactory(title="Drivers", files=files)
    build()
    (item,) = json.loads(b"".join(export(client, "", "csl").streaming_content))

    shown, _kept = (file.document for file in case.files.all())
    assert [f["title"] for f in item["custom"]["files"]] == [shown.title]


def test_more_works_than_leave_are_told_of_in_the_name(client, works, monkeypatch) -> None:
    monkeypatch.setattr(exports, "MAX_WORKS", 3)
    monkeypatch.setattr(exports, "BATCH_SIZE", 2)

    assert titles(client, "q=drivers&sort=newest") == ["Drivers 3", "Drivers 2", "Drivers 1"]
    name = export(client, "q=drivers").headers["Content-Disposition"]
    assert 'filename="search-first-3.csv"' in name
    monkeypatch.setattr(exports, "MAX_WORKS", 4)
    assert len(titles(client, "q=drivers&sort=newest")) == 4
    assert 'filename="search.csv"' in export(client, "q=drivers").headers["Content-Disposition"]


def test_a_batch_costs_as_many_queries_however_many_works_it_has(client, site_tree) -> None:
    def count() -> int:
        build()
        titles(client)
        with CaptureQueriesContext(connection) as queries:
            titles(client)
        return len(queries)

    CaseLawPageFactory(countries=["KE"])
    alone = count()
    for _number in range(19):
        CaseLawPageFactory(countries=["KE"])
    assert count() == alone


def test_the_page_offers_its_results_in_every_format(client, works) -> None:
    content = client.get("/en/search/?q=drivers&country=KE&page=1").content.decode()
    menu = re.search(r'<details class="export-menu">.*?</details>', content, re.DOTALL)[0]
    addresses = [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', menu)]

    assert addresses == [f"/en/search/export/{name}/?q=drivers&country=KE" for name in FORMATS]
    assert "1,000" in menu
    for address in addresses:
        assert client.get(address).status_code == 200
    assert "export-menu" not in client.get("/en/search/?q=nothing+like+it").content.decode()
