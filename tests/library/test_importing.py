"""Importing the project's own tables: what comes in, what comes in again, what is published."""

from __future__ import annotations

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page, Revision

from library.enums import (
    CitationSystem,
    CourtLevel,
    InstrumentCategory,
    InstrumentStatus,
    RowVerdict,
    Verification,
)
from library.importing.instruments import status
from library.importing.services import Publish, import_file
from library.models import CaseLawPage, ImportBatch, ImportRow, InstrumentPage
from tests.library.tables import FILES

pytestmark = pytest.mark.django_db

INSTRUMENTS = "ilo_instruments"
TITLES = "ilo_titles"
CASES = "cases"


def verdicts(report) -> list[str]:
    return [row.verdict for row in report.rows]


def test_all_rows_of_the_real_files_come_in_and_come_in_only_once(library_index):
    first = {
        profile: import_file(path, profile, publish=Publish.VERIFIED)
        for profile, path in FILES.items()
    }
    assert {profile: report.counts[RowVerdict.NEW] for profile, report in first.items()} == {
        INSTRUMENTS: 409,
        TITLES: 109,
        CASES: 100,
    }
    assert InstrumentPage.objects.count() == 409
    assert CaseLawPage.objects.count() == 100
    assert InstrumentPage.objects.live().count() == 224
    assert CaseLawPage.objects.live().count() == 23
    assert all(not problems for problems in Page.find_problems())

    revisions = Revision.objects.count()
    for profile, path in FILES.items():
        again = import_file(path, profile, publish=Publish.VERIFIED)
        assert set(verdicts(again)) == {RowVerdict.DUPLICATE}
        assert again.batch is None
    assert Revision.objects.count() == revisions
    assert ImportBatch.objects.count() == 3


def test_an_instrument_has_all_that_its_row_says(library_index, table):
    table(INSTRUMENTS, "C087").run()
    page = InstrumentPage.objects.get()
    assert page.title == (
        "Freedom of Association and Protection of the Right to Organise Convention, 1948"
    )
    assert (page.slug, page.code, page.get_instrument_type_display()) == (
        "c087",
        "C087",
        "Convention",
    )
    assert page.get_parent().specific == library_index
    assert page.locale.language_code == "en"
    assert page.partial_date.iso.startswith("1948")
    assert page.session == 31
    assert page.entry_into_force == datetime.date(1950, 7, 4)
    assert (page.status, page.status_as_of) == (InstrumentStatus.IN_FORCE, "2021-01")
    assert page.category == InstrumentCategory.FUNDAMENTAL
    assert (page.ratification_count, page.ratifications_as_of) == (155, "2021-01")
    assert page.publisher == "International Labour Organization"
    assert page.supranational_body == "ilo"
    assert [area.slug for area in page.focus_areas.all()] == ["ilo"]
    assert page.verification == Verification.VERIFIED
    assert "NORMLEX" in page.verified_against
    assert [i.scheme for i in page.identifiers.all()] == ["normlex"]
    assert page.source_url.startswith("https://www.ilo.org/")


def test_a_year_of_adoption_is_not_made_a_day(library_index, table):
    table(INSTRUMENTS, "R001").run()
    page = InstrumentPage.objects.get()
    assert page.partial_date.iso == "1919"
    assert page.verification == Verification.UNVERIFIED
    assert page.verified_against == ""
    assert "NORMLEX" in page.editor_note


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in force (2021-01)", (InstrumentStatus.IN_FORCE, "2021-01")),
        ("in force from 2021-06-25", (InstrumentStatus.IN_FORCE, "2021-06-25")),
        ("abrogated 2018", (InstrumentStatus.ABROGATED, "2018")),
        ("withdrawn 2000", (InstrumentStatus.WITHDRAWN, "2000")),
        ("never entered into force (2021-01)", (InstrumentStatus.NEVER_IN_FORCE, "2021-01")),
        (
            "adopted; not yet in force (entry into force not checked)",
            (InstrumentStatus.NOT_YET_IN_FORCE, ""),
        ),
    ],
)
def test_a_status_is_read_with_its_date(text, expected):
    assert status(text) == expected


def test_a_case_has_all_that_its_row_says(library_index, table):
    table(CASES, "Saskatchewan Federation of Labour v. Saskatchewan").run()
    page = CaseLawPage.objects.get()
    assert page.slug == "saskatchewan-federation-of-labour-v-saskatchewan"
    assert page.publisher == "Supreme Court of Canada"
    assert page.court_level == CourtLevel.LAST_RESORT
    assert page.partial_date.iso == "2015-01-30"
    assert [country.iso2 for country in page.countries.all()] == ["CA"]
    assert {area.slug for area in page.focus_areas.all()} == {"trade-union-rights", "public-sector"}
    assert "right-to-strike" in {subject.slug for subject in page.subjects.all()}
    assert [(c.system, c.text, c.key) for c in page.citations.all()] == [
        (CitationSystem.NEUTRAL, "2015 SCC 4", "2015scc4"),
        (CitationSystem.REPORTER, "[2015] 1 SCR 245", "2015-1scr245"),
    ]


@pytest.mark.parametrize(
    ("title", "body", "countries", "level"),
    [
        ("Feryn", "eu", [], CourtLevel.REGIONAL),
        ("Heinisch v. Germany", "coe", ["DE"], CourtLevel.REGIONAL),
        ("Huilca Tecse v. Peru", "oas", ["PE"], CourtLevel.REGIONAL),
        (
            "Advisory Opinion OC-18/03: juridical condition and rights of undocumented migrants",
            "oas",
            [],
            CourtLevel.REGIONAL,
        ),
        ("United States v. Kozminski", "", ["US"], CourtLevel.LAST_RESORT),
    ],
)
def test_the_court_says_whose_law_a_case_is(library_index, table, title, body, countries, level):
    table(CASES, title).run()
    page = CaseLawPage.objects.get()
    assert page.supranational_body == body
    assert [country.iso2 for country in page.countries.all()] == countries
    assert page.court_level == level


def test_joined_cases_have_each_number(library_index, table):
    table(CASES, "Bauer and Willmeroth").run()
    assert [c.text for c in CaseLawPage.objects.get().citations.all()] == [
        "ECLI:EU:C:2018:871",
        "C-569/16",
        "C-570/16",
    ]


def test_titles_hang_on_their_instrument(library_index, table):
    table(INSTRUMENTS, "C087").run(publish=Publish.ALL)
    report = table(TITLES, "C087").run()
    page = InstrumentPage.objects.get()
    assert {title.language for title in page.other_titles.all()} == {
        "fr", "es", "de", "ru", "ar", "pt",
    }  # fmt: skip
    assert set(verdicts(report)) == {RowVerdict.NEW}
    assert page.live
    assert not page.has_unpublished_changes
    assert page.title_for("es")[0].startswith("Convenio sobre la libertad sindical")
    unchecked = page.other_titles.filter(is_verified=False)
    assert all(title.source == "" for title in unchecked)


def test_a_title_of_an_unknown_instrument_is_an_error(library_index, table):
    report = table(TITLES, "C087").run()
    assert set(verdicts(report)) == {RowVerdict.ERROR}
    assert report.rows[0].column == "code"


# --- What is published ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("publish", "live"),
    [(Publish.NONE, set()), (Publish.VERIFIED, {"C087"}), (Publish.ALL, {"C087", "R001", "R208"})],
)
def test_publishing_follows_the_verification(library_index, table, publish, live):
    # Verified, unverified and partly verified.
    table(INSTRUMENTS, "C087", "R001", "R208").run(publish=publish)
    assert {page.code for page in InstrumentPage.objects.live()} == live


def test_an_unverified_entry_that_is_published_is_marked(library_index, table, client):
    table(INSTRUMENTS, "R001").run(publish=Publish.ALL)
    response = client.get("/en/library/r001/")
    assert response.status_code == 200
    assert "Not verified" in response.content.decode()


def test_a_published_entry_is_served_and_a_draft_is_not(library_index, table, client):
    table(INSTRUMENTS, "C087", "R001").run(publish=Publish.VERIFIED)
    assert client.get("/en/library/c087/").status_code == 200
    assert client.get("/en/library/r001/").status_code == 404


# --- Again, with changes --------------------------------------------------------------------


def test_a_changed_row_is_a_new_revision_of_its_entry(library_index, table):
    table(INSTRUMENTS, "C087").run(publish=Publish.ALL)
    before = InstrumentPage.objects.get()
    report = table(INSTRUMENTS, "C087").set(ratifications_2021_01="157").run()
    page = InstrumentPage.objects.get()
    assert verdicts(report) == [RowVerdict.UPDATE]
    assert page.ratification_count == 157
    assert page.live
    assert not page.has_unpublished_changes
    assert page.latest_revision_id != before.latest_revision_id
    assert page.live_revision_id == page.latest_revision_id
    row = ImportRow.objects.get(batch=report.batch)
    assert row.previous_revision_id == before.latest_revision_id


def test_a_changed_row_of_a_draft_stays_a_draft(library_index, table):
    table(INSTRUMENTS, "C087").run()
    table(INSTRUMENTS, "C087").set(title_en="Another title").run(publish=Publish.ALL)
    page = InstrumentPage.objects.get()
    assert not page.live
    assert page.get_latest_revision_as_object().title == "Another title"


def test_what_an_editor_wrote_since_is_kept(library_index, table):
    table(INSTRUMENTS, "C087").run(publish=Publish.ALL)
    page = InstrumentPage.objects.get()
    page.title = "Freedom of Association Convention"
    page.identifiers.set([])
    page.save_revision().publish()
    table(INSTRUMENTS, "C087").set(ratifications_2021_01="157").run()
    page = InstrumentPage.objects.get()
    assert page.title == "Freedom of Association Convention"
    assert page.ratification_count == 157
    assert not page.identifiers.exists()


def test_an_editors_draft_is_not_published_by_an_import(library_index, table):
    table(INSTRUMENTS, "C087").run(publish=Publish.ALL)
    page = InstrumentPage.objects.get()
    page.abstract = "A draft that is not ready."
    page.save_revision()
    table(INSTRUMENTS, "C087").set(ratifications_2021_01="157").run()
    page = InstrumentPage.objects.get()
    assert page.abstract == ""
    assert page.ratification_count == 155
    draft = page.get_latest_revision_as_object()
    assert (draft.abstract, draft.ratification_count) == ("A draft that is not ready.", 157)


def test_an_entry_made_by_hand_is_completed_not_overwritten(library_index, table):
    from tests.factories import InstrumentPageFactory

    InstrumentPageFactory(
        code="C087", title="By hand", session=None, verified_against="The printed edition"
    )
    report = table(INSTRUMENTS, "C087").run()
    page = InstrumentPage.objects.get()
    assert verdicts(report) == [RowVerdict.UPDATE]
    assert page.title == "By hand"
    assert page.session == 31
    assert page.verified_against == "The printed edition"


def test_a_citation_taken_out_of_the_file_is_taken_out_of_the_entry(library_index, table):
    title = "Saskatchewan Federation of Labour v. Saskatchewan"
    table(CASES, title).run()
    table(CASES, title).set(citation="2015 SCC 4", subject="right to strike").run()
    page = CaseLawPage.objects.get().get_latest_revision_as_object()
    assert [c.text for c in page.citations.all()] == ["2015 SCC 4"]
    assert [s.slug for s in page.subjects.all()] == ["right-to-strike"]


def test_a_case_is_known_again_by_its_citation_when_its_title_changes(library_index, table):
    table(CASES, "Feryn").run()
    report = table(CASES, "Feryn").set(title="Centrum voor gelijkheid v Feryn").run()
    assert verdicts(report) == [RowVerdict.UPDATE]
    assert CaseLawPage.objects.count() == 1


def test_cases_of_one_title_get_addresses_of_their_own(library_index, table):
    cases = table(CASES, "Feryn", "Egenberger")
    cases.set(title=cases.rows[0]["title"])
    cases.run()
    assert set(CaseLawPage.objects.values_list("slug", flat=True)) in (
        {"feryn", "feryn-2"},
        {"egenberger", "egenberger-2"},
    )


def test_a_locked_entry_is_an_error(library_index, table):
    table(INSTRUMENTS, "C087").run()
    InstrumentPage.objects.update(locked=True)
    report = table(INSTRUMENTS, "C087").set(ratifications_2021_01="157").run()
    assert verdicts(report) == [RowVerdict.ERROR]
    assert "locked" in report.rows[0].message


# --- The command ----------------------------------------------------------------------------


def test_the_command_tells_every_row_of_a_dry_run_and_writes_nothing(library_index):
    out = StringIO()
    call_command("import_library", FILES[CASES], map=CASES, dry_run=True, stdout=out)
    assert "[2021] UKSC 5" in out.getvalue()
    assert "New: 100" in out.getvalue()
    assert not CaseLawPage.objects.exists()
    assert not ImportBatch.objects.exists()


def test_the_command_imports_in_a_users_name(library_index, editor, table):
    data = table(CASES, "Feryn")
    data.run(is_dry_run=True)
    out = StringIO()
    call_command(
        "import_library", data.path, map=CASES, publish="all", user=editor.email, stdout=out
    )
    page = CaseLawPage.objects.get()
    assert page.owner == editor
    assert page.latest_revision.user == editor
    assert f"import {ImportBatch.objects.get().pk}" in out.getvalue()


def test_the_command_fails_where_a_row_is_in_error(library_index, table):
    data = table(CASES, "Feryn").set(decision_date="2008-02-30")
    data.run()
    out = StringIO()
    with pytest.raises(CommandError, match="Nothing was imported: 1 row is in error"):
        call_command("import_library", data.path, map=CASES, stdout=out)
    assert "decision_date" in out.getvalue()
    assert "2008-02-30" in out.getvalue()


def test_the_command_refuses_an_unknown_user(library_index):
    with pytest.raises(CommandError, match="There is no user"):
        call_command("import_library", FILES[CASES], map=CASES, user="nobody@example.org")
