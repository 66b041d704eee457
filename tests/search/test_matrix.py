"""The counting tables: every number is what its link lists, for whoever reads it, at once."""

import csv
import gzip
import io
import re
import threading

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import close_old_connections, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from core.periodic import run_due
from library.enums import MaterialType
from search import matrix
from search.matrix import ALL, NONE, matrix_for
from search.models import MatrixCell, MatrixChange
from taxonomy import services as terms
from tests.accounts.factories import UserFactory
from tests.core.translations import translate
from tests.factories import (
    CaseLawPageFactory,
    InstrumentPageFactory,
    NewsArticlePageFactory,
    ReportPageFactory,
)

pytestmark = pytest.mark.django_db

PAGES = ("/en/search/matrix/", "/en/search/matrix/regions/")


def build():
    """Index everything and let the task that follows do its work."""
    call_command("search_index", "build", verbosity=0)
    matrix.refresh()


@pytest.fixture
def works(library_index):
    """Return what a table must take: several countries and areas, none, languages, a hidden one."""
    case = CaseLawPageFactory(
        slug="case",
        countries=["KE", "TZ", "ZA", "FR", "PE"],
        focus_areas=["ilo", "trade-union-rights"],
    )
    translate(case, "ar")
    translate(case, "fr")
    report = ReportPageFactory(slug="report", countries=["KE"])
    InstrumentPageFactory(slug="c901", focus_areas=["ilo"])
    ReportPageFactory(slug="bare")
    hidden = ReportPageFactory(slug="hidden", countries=["KE", "DE"], focus_areas=["ilo"])
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    ReportPageFactory(slug="draft", countries=["KE"], draft=True)
    NewsArticlePageFactory(countries=["KE"], focus_areas=["ilo"])
    build()
    return {"case": case, "report": report, "hidden": hidden}


def links(client, path):
    """Return every (address, number) that a table offers, cells and totals alike."""
    html = client.get(path).content.decode()
    table = html.partition('<table class="matrix">')[2].partition("</table>")[0]
    found = re.findall(r'<a href="([^"]+)">(\d+)</a>', table)
    return [(url.replace("&amp;", "&"), int(number)) for url, number in found]


# --- What is counted --------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["en", "ar"])
@pytest.mark.parametrize("is_member", [False, True])
def test_every_number_is_what_its_search_finds(client, works, member, code, is_member):
    if is_member:
        client.force_login(member)
    checked = 0
    for path in PAGES:
        for url, number in links(client, path.replace("/en/", f"/{code}/")):
            assert client.get(url).context["total"] == number, url
            checked += 1
    assert checked > 30


@pytest.mark.parametrize("is_member", [False, True])
def test_a_rows_total_is_the_number_of_its_country_page(client, works, member, is_member):
    if is_member:
        client.force_login(member)
    rows = client.get("/en/search/matrix/?rows=all").context["rows"]
    totals = {row["id"]: row["works"] for row in rows}
    for iso2 in ("KE", "TZ", "ZA", "FR", "PE", "DE", "BR"):
        page = client.get(f"/en/library/country/{iso2.lower()}/")
        assert totals[f"country-{iso2}"] == page.context["total"], iso2
    assert totals["country-KE"] == (3 if is_member else 2)
    assert totals["country-DE"] == is_member


def test_a_works_cells_are_many_and_its_total_is_one(client, works):
    found = matrix_for("countries", None)
    assert found.works("KE", "ilo") == 1
    assert found.works("KE", "trade-union-rights") == 1
    # The report of no focus area is visible beside it.
    assert found.works("KE", NONE) == 1
    assert found.works("KE") == 2
    for iso2 in ("TZ", "ZA", "FR", "PE"):
        assert found.works(iso2) == 1


def test_an_entry_of_no_country_has_a_row_of_its_own(client, works):
    found = matrix_for("countries", None)
    assert found.works(NONE) == 2
    assert found.works(NONE, "ilo") == 1
    assert found.works(NONE, NONE) == 1
    last = client.get(PAGES[0]).context["rows"][-1]
    assert (last["label"], last["works"]) == ("No country (international)", 2)


def test_the_grand_total_counts_each_work_once_and_no_news(client, works):
    response = client.get(PAGES[0])
    assert response.context["total"] == 4
    assert matrix_for("regions", None).works(ALL) == 4


def test_a_region_counts_everything_within_it(client, works):
    found = matrix_for("regions", None)
    # Eastern Africa has Kenya and Tanzania, Africa South Africa, too; the case is one work.
    assert found.works("014", MaterialType.CASE) == 1
    assert found.works("002", MaterialType.CASE) == 1
    assert found.works("002") == 2
    for m49 in ("002", "014", "150", "019"):
        page = client.get(f"/en/library/region/{m49}/")
        assert found.works(m49) == page.context["total"], m49


def test_an_empty_library_has_an_empty_table_and_no_error(client, library_index):
    build()
    for path in (*PAGES, *(f"{page}?rows=all" for page in PAGES)):
        response = client.get(path)
        assert response.status_code == 200
        assert response.context["total"] == 0
        assert "The library has no entries yet." in response.content.decode()
    assert MatrixCell.objects.filter(row=ALL, column=ALL, works=0).count() == len(matrix.TABLES)


# --- Who sees it, and when --------------------------------------------------------------------


def test_the_kept_table_holds_public_works_only(works, member):
    assert not MatrixCell.objects.filter(row="DE").exists()
    assert matrix_for("countries", None).works("DE") == 0
    assert matrix_for("countries", member).works("DE") == 1


@pytest.mark.parametrize("kind", ["login", "groups", "password"])
def test_a_restriction_counts_from_the_moment_it_is_set_and_lifted(client, works, kind):
    assert matrix_for("countries", None).works("TZ") == 1
    restriction = PageViewRestriction(page=works["case"], restriction_type=kind, password="x")
    restriction.save()
    committee = Group.objects.create(name="Committee")
    restriction.groups.add(committee)
    # No task has run since.
    assert MatrixCell.objects.filter(row="TZ").exists()
    assert matrix_for("countries", None).works("TZ") == 0
    assert "country-TZ" not in client.get(PAGES[0]).content.decode()
    reader = UserFactory()
    reader.groups.add(committee)
    assert matrix_for("countries", reader).works("TZ") == (0 if kind == "password" else 1)
    assert matrix_for("countries", UserFactory()).works("TZ") == (1 if kind == "login" else 0)
    matrix.refresh()
    assert not MatrixCell.objects.filter(row="TZ").exists()
    restriction.delete()
    assert matrix_for("countries", None).works("TZ") == 1


def test_publishing_unpublishing_and_deleting_refresh_the_table(
    client, works, django_capture_on_commit_callbacks
):
    def kept(iso2):
        assert not MatrixChange.objects.exists()
        cell = MatrixCell.objects.filter(table="countries", row=iso2, column=ALL).first()
        return cell.works if cell else 0

    with django_capture_on_commit_callbacks(execute=True):
        page = ReportPageFactory(countries=["BR"])
    assert kept("BR") == 1
    with django_capture_on_commit_callbacks(execute=True):
        page.unpublish()
        # Gone at once, before any task.
        assert matrix_for("countries", None).works("BR") == 0
    assert kept("BR") == 0
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    assert kept("BR") == 1
    with django_capture_on_commit_callbacks(execute=True):
        page.delete()
    assert kept("BR") == 0


def test_a_refresh_that_was_lost_is_made_up_for_by_a_tick(
    works, django_capture_on_commit_callbacks
):
    matrix.note_change()
    MatrixCell.objects.all().delete()
    assert matrix_for("countries", None).works("KE") == 2
    assert "search.matrix" in run_due()
    assert not MatrixChange.objects.exists()
    assert MatrixCell.objects.exists()


def test_a_change_that_is_rolled_back_leaves_the_table_valid(works):
    with transaction.atomic():
        matrix.note_change()
        assert MatrixChange.objects.exists()
        transaction.set_rollback(True)
    assert not MatrixChange.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_change_during_a_refresh_is_never_taken_for_shown(library_index, monkeypatch):
    """Of refreshes and publications at once, none leaves a table that passes for true and is not."""
    problems = []

    def publish():
        try:
            for _number in range(3):
                ReportPageFactory(countries=["KE"])
        except Exception as error:  # noqa: BLE001  (whatever it is, the test must tell)
            problems.append(error)
        finally:
            connections.close_all()

    def refresh():
        try:
            for _number in range(6):
                matrix.refresh()
        except Exception as error:  # noqa: BLE001  (whatever it is, the test must tell)
            problems.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for work in (publish, refresh, refresh)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()
    assert problems == []
    assert matrix_for("countries", None).works("KE") == 3
    matrix.refresh()
    assert MatrixCell.objects.get(table="countries", row="KE", column=ALL).works == 3


# --- The page ---------------------------------------------------------------------------------


def test_holes_are_shown_and_counted(client, works):
    response = client.get(PAGES[0])
    html = response.content.decode()
    areas = len(terms.focus_area_labels())
    countries = len(terms.country_labels())
    assert f"No entries: {countries - 5} of {countries} countries" in html
    # Five countries; the case fills two cells in each.
    assert f"nothing yet in {5 * areas - 10} of {5 * areas} cells" in html
    assert html.count('<span class="visually-hidden">none</span>') == response.content.count(
        "–</span>".encode()
    )
    everything = client.get(f"{PAGES[0]}?rows=all").context
    assert len(everything["rows"]) == countries + 1


def test_holes_lead_editors_to_a_new_entry_and_nobody_else(client, works, editor, member):
    add = reverse("wagtailadmin_pages:add_subpage", args=[works["case"].get_parent().pk])
    for reader in (None, member):
        if reader:
            client.force_login(reader)
        assert add not in client.get(PAGES[0]).content.decode()
    client.force_login(editor)
    html = client.get(PAGES[0]).content.decode()
    assert add in html
    assert "Add an entry: France, " in html
    assert client.get(add).status_code == 200


def test_the_table_is_named_and_reached_by_keyboard(client, works):
    html = client.get(PAGES[0]).content.decode()
    assert 'role="region" tabindex="0" aria-labelledby="matrix-caption"' in html
    assert '<caption id="matrix-caption">' in html
    rows = client.get(PAGES[0]).context["rows"]
    assert html.count('scope="row"') == len(rows) + 1
    assert html.count('scope="col"') == len(client.get(PAGES[0]).context["columns"]) + 2


def test_the_library_and_country_pages_lead_to_the_table(client, works):
    assert f'href="{PAGES[0]}"' in client.get("/en/library/").content.decode()
    for iso2 in ("ke", "br"):
        html = client.get(f"/en/library/country/{iso2}/").content.decode()
        (address,) = re.findall(r'href="(/en/search/matrix/[^"]*)#country-', html)
        assert f'id="country-{iso2.upper()}"' in client.get(address).content.decode()


@pytest.mark.parametrize("path", ["?rows=some", "?rows=%00", "nothing.csv", "all/"])
def test_what_does_not_exist_is_not_found(client, works, path):
    assert client.get(f"{PAGES[0]}{path}").status_code == 404
    assert client.get(PAGES[0]).status_code == 200


@pytest.mark.parametrize("is_member", [False, True])
@pytest.mark.parametrize("path", [*PAGES, f"{PAGES[0]}?rows=all"])
def test_queries_do_not_grow_with_the_works(client, works, member, path, is_member):
    if is_member:
        client.force_login(member)

    def cost():
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    first = cost()
    for country in ("KE", "BR", "IN", "US", "GB", "DE", "ES", "IT"):
        ReportPageFactory(countries=[country], focus_areas=["ilo"])
    build()
    assert cost() == first <= 15


@pytest.mark.parametrize("code", ["en", "ar", "ru"])
def test_even_the_whole_table_is_light(client, works, code):
    # Three and a half thousand cells, mostly alike.
    html = client.get(f"/{code}/search/matrix/?rows=all").content
    assert len(gzip.compress(html)) <= 25_000
    assert len(gzip.compress(client.get(f"/{code}/search/matrix/").content)) <= 15_000


def test_the_csv_has_every_row_and_the_same_numbers(client, works, member):
    response = client.get("/en/search/matrix/countries.csv")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    by_code = {row[0]: row for row in rows}
    assert len(rows) == 1 + len(terms.country_labels()) + 2
    assert by_code["KE"][-1] == "2"
    assert by_code["DE"][-1] == "0"
    assert rows[-1][-1] == "4"
    client.force_login(member)
    seen = client.get("/en/search/matrix/countries.csv").content.decode("utf-8-sig")
    assert {row[0]: row for row in csv.reader(io.StringIO(seen))}["DE"][-1] == "1"
    assert client.get("/en/search/matrix/regions.csv").status_code == 200
