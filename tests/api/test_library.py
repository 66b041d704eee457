"""The library: its list and filters, and entries of every type."""

from datetime import date
from uuid import uuid4

import pytest
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from tests.core.translations import translate
from tests.factories import (
    BriefPageFactory,
    CaseLawPageFactory,
    InstrumentPageFactory,
    LegislationPageFactory,
    ReportPageFactory,
    SiteDocumentFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries(library_index):
    """Return entries that differ in what filters look at."""
    return {
        "Act": LegislationPageFactory(
            title="Act", date=date(2020, 5, 1), countries=["FR"], focus_areas=["ilo"]
        ),
        "Case": CaseLawPageFactory(
            title="Case", date=date(2024, 3, 1), date_precision="month", countries=["KE"]
        ),
        "Report": ReportPageFactory(
            title="Report",
            date=None,
            unverified=True,
            files=[{"document": SiteDocumentFactory(language="pt-BR")}],
        ),
    }


@pytest.fixture
def titles(read):
    """Return a function that lists the titles an address gives."""
    return lambda **params: [item["title"] for item in read("/library", **params)["items"]]


FILTERS = [
    ({}, ["Case", "Act", "Report"]),
    ({"sort": "date"}, ["Act", "Case", "Report"]),
    ({"sort": "-title"}, ["Report", "Case", "Act"]),
    ({"type": "case"}, ["Case"]),
    ({"type": ["case", "report"]}, ["Case", "Report"]),
    ({"focus": "ilo"}, ["Act"]),
    ({"country": "KE"}, ["Case"]),
    ({"region": "002"}, ["Case"]),
    ({"region": "014"}, ["Case"]),
    ({"region": "001"}, ["Case", "Act"]),
    ({"year": 2020}, ["Act"]),
    ({"year_gte": 2021}, ["Case"]),
    ({"year_gte": 2020, "year_lte": 2023}, ["Act"]),
    ({"verified": "true"}, ["Case", "Act"]),
    ({"verified": "false"}, ["Report"]),
    ({"language": "pt"}, ["Report"]),
    ({"language": "pt-br"}, ["Report"]),
    ({"language": ["tr", "pt-PT"]}, []),
    ({"language": "en"}, ["Case", "Act", "Report"]),
]


def test_filters(titles, entries):
    # One set of pages for all cases: making them costs more than reading.
    for filters, expected in FILTERS:
        assert titles(**filters) == expected, filters


def test_language_finds_works_that_are_published_in_it(titles, entries):
    translate(entries["Act"], "ar")
    assert titles(language="ar") == ["Act"]
    # Shown in the reader's language all the same.
    assert titles(language="ar", locale="ar") == ["[ar] Act"]


def test_dates_are_told_as_exactly_as_they_are_known(read, entries):
    dates = {item["title"]: item["date"] for item in read("/library")["items"]}
    assert dates == {"Act": "2020-05-01", "Case": "2024-03", "Report": None}


def test_closed_lists_are_labelled_in_the_asked_language(read, entries):
    item = read("/library", type="case", locale="fr")["items"][0]
    assert item["countries"] == [{"id": "KE", "label": "Kenya"}]
    assert item["type"] == "case"


def test_an_entry_tells_all_that_is_known_of_it(read, library_index):
    document = SiteDocumentFactory(title="Judgment", language="tr")
    entry = CaseLawPageFactory(
        title="Union of Drivers v Platform",
        court_level="appeal",
        outcome="won",
        citations=[
            {"system": "neutral", "text": "[2026] XYCA 1"},
            {"system": "docket", "text": "A-12/26"},
        ],
        identifiers=[{"scheme": "other", "value": "77"}],
        instruments=[{"code": "C987", "article": "2"}],
        people=[{"role": "judge", "name": "Nâzım Örnek", "latin_name": "Nazim Ornek"}],
        other_titles=[{"language": "tr", "title": "Sürücüler", "is_verified": True}],
        files=[{"document": document}],
    )
    answer = read(f"/library/{entry.translation_key}")
    assert answer["type"] == "case"
    assert answer["holding"] == "Drivers are workers."
    assert answer["court_level"] == {"id": "appeal", "label": "Appeal"}
    assert answer["outcome"]["id"] == "won"
    assert [citation["text"] for citation in answer["citations"]] == ["[2026] XYCA 1", "A-12/26"]
    assert answer["identifiers"][0]["value"] == "77"
    assert answer["instruments"] == [{"code": "C987", "article": "2"}]
    assert answer["people"][0]["latin_name"] == "Nazim Ornek"
    assert answer["other_titles"] == [{"language": "tr", "title": "Sürücüler", "is_verified": True}]
    assert answer["files"][0]["title"] == "Judgment"
    assert answer["files"][0]["language"] == "tr"
    assert answer["verification"]["status"]["id"] == "verified"
    # Notes and names of editors stay in the admin.
    assert not {"editor_note", "verified_by"} & answer.keys()


def test_an_instrument_is_read_by_its_code(read, library_index):
    entry = InstrumentPageFactory(code="C987", ratification_count=3, status="in_force")
    answer = read("/library/instruments/C987", locale="ar")
    assert answer["id"] == str(entry.translation_key)
    assert answer["code"] == "C987"
    assert answer["ratification_count"] == 3
    assert answer["status"]["id"] == "in_force"
    assert answer["instrument_type"]["id"] == "convention"


def test_a_brief_names_its_case_unless_that_is_hidden(read, library_index):
    case = CaseLawPageFactory(title="Drivers v Platform")
    brief = BriefPageFactory(case=case)
    link = read(f"/library/{brief.translation_key}")["case"]
    assert link["title"] == "Drivers v Platform"
    assert link["id"] == str(case.translation_key)
    PageViewRestriction.objects.create(page=case, restriction_type=PageViewRestriction.LOGIN)
    assert read(f"/library/{brief.translation_key}")["case"] is None


def test_drafts_and_strangers_are_not_found(read, library_index):
    draft = InstrumentPageFactory(code="C987", draft=True)
    read(f"/library/{draft.translation_key}", 404)
    read("/library/instruments/C987", 404)
    read("/library/instruments/C986", 404)
    read(f"/library/{uuid4()}", 404)
    assert read("/library")["total"] == 0


def test_closed_files_leave_no_trace(read, library_index):
    collection = Collection.get_first_root_node().add_child(name="Closed")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    closed = SiteDocumentFactory(language="tr", collection=collection)
    entry = CaseLawPageFactory(files=[{"document": closed}, {"document": SiteDocumentFactory()}])
    files = read(f"/library/{entry.translation_key}")["files"]
    assert [file["language"] for file in files] == ["en"]
    assert read("/library", language="tr")["total"] == 0
