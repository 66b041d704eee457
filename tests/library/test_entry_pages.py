"""An entry's page: its facts in seven languages, its files, its marks of doubt."""

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Collection, CollectionViewRestriction

from library.listing import search_data
from library.models import DocumentPage, DocumentText, LibraryEntryPage
from tests.core.translations import translate
from tests.factories import (
    BriefPageFactory,
    CaseLawPageFactory,
    InstrumentPageFactory,
    ReportPageFactory,
    SiteDocumentFactory,
)

pytestmark = pytest.mark.django_db

TITLES = {
    "fr": "Convention inventée",
    "es": "Convenio inventado",
    "de": "Erfundenes Übereinkommen",
    "ru": "Вымышленная конвенция",
    "ar": "اتفاقية متخيلة",
    "pt": "Convenção inventada",
}


@pytest.fixture
def instrument(library_index):
    """Return an instrument in English with known titles in the six other languages."""
    return InstrumentPageFactory(
        slug="c901",
        code="C901",
        title="Invented Convention",
        category="fundamental",
        ratification_count=155,
        other_titles=[{"language": code, "title": title} for code, title in TITLES.items()],
    )


@pytest.mark.parametrize("code", list(TITLES))
def test_an_instrument_shows_its_title_in_each_language(client, instrument, code):
    html = client.get(f"/{code}/library/c901/").content.decode()
    assert TITLES[code] in html
    assert "C901" in html
    assert "155" in html


def test_an_unverified_entry_says_so_and_a_verified_one_does_not(client, library_index):
    CaseLawPageFactory(slug="sure")
    CaseLawPageFactory(slug="unsure", unverified=True)
    assert "notice--unverified" not in client.get("/en/library/sure/").content.decode()
    assert "notice--unverified" in client.get("/en/library/unsure/").content.decode()
    rows = client.get("/en/library/type/case/").context["rows"]
    assert sorted(row["is_unverified"] for row in rows) == [False, True]


def test_the_date_is_shown_as_exactly_as_it_is_known(client, library_index):
    CaseLawPageFactory(slug="year", date="1998-01-01", date_precision="year")
    html = client.get("/en/library/year/").content.decode()
    assert 'datetime="1998"' in html or ">1998<" in html
    assert "January" not in html


def test_markup_in_an_imported_title_or_abstract_is_shown_as_text(client, library_index):
    CaseLawPageFactory(
        slug="odd", title="<script>alert(1)</script>", abstract="<img src=x onerror=alert(1)>"
    )
    for path in ("/en/library/odd/", "/en/library/type/case/", "/en/library/", "/en/"):
        html = client.get(path).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_instruments_list_the_entries_that_concern_them(client, instrument):
    CaseLawPageFactory(slug="applies", title="Applying case", instruments=[{"code": "C901"}])
    html = client.get("/en/library/c901/").content.decode()
    assert "Applying case" in html
    entry = client.get("/en/library/applies/").content.decode()
    assert "/en/library/c901/" in entry


def test_a_brief_leads_to_its_case_only_while_the_case_is_public(client, library_index):
    case = CaseLawPageFactory(slug="case", title="The case behind it")
    BriefPageFactory(slug="brief", case=case)
    assert "The case behind it" in client.get("/en/library/brief/").content.decode()
    case.unpublish()
    assert "The case behind it" not in client.get("/en/library/brief/").content.decode()


def document_with_text(collection=None, **fields):
    document = SiteDocumentFactory(
        file=ContentFile(b"words", name="a.txt"),
        **fields,
        **({"collection": collection} if collection else {}),
    )
    state, _created = DocumentText.objects.update_or_create(
        document=document, defaults={"status": "read", "page_count": 2}
    )
    state.pages.all().delete()
    for number in (1, 2):
        DocumentPage.objects.create(text_of=state, number=number, text=f"page {number} words")
    return document


def test_files_are_listed_with_language_and_pages(client, library_index):
    document = document_with_text(title="Kararın metni", language="tr")
    ReportPageFactory(slug="report", files=[{"document": document}])
    files = client.get("/de/library/report/").context["files"]
    assert [(f["language_name"], f["pages"]) for f in files] == [("Türkisch", 2)]


def test_the_text_of_a_restricted_file_is_not_given_to_search(library_index):
    members = Collection.get_first_root_node().add_child(name="Members")
    CollectionViewRestriction.objects.create(
        collection=members, restriction_type=CollectionViewRestriction.LOGIN
    )
    public, restricted = document_with_text(), document_with_text(members)
    entry = ReportPageFactory(files=[{"document": public}, {"document": restricted}])
    entry = LibraryEntryPage.objects.get(pk=entry.pk)
    files = {part.file_id for part in search_data(entry).parts if part.file_id}
    assert files == {public.pk}


def test_a_restricted_file_is_not_listed_for_who_may_not_open_it(client, library_index):
    members = Collection.get_first_root_node().add_child(name="Members")
    CollectionViewRestriction.objects.create(
        collection=members, restriction_type=CollectionViewRestriction.LOGIN
    )
    ReportPageFactory(
        slug="report", files=[{"document": document_with_text(members, title="Secret annex")}]
    )
    assert "Secret annex" not in client.get("/en/library/report/").content.decode()


@pytest.mark.parametrize("code", ["en", "ar"])
def test_an_entry_costs_the_same_with_one_detail_and_with_twenty(client, library_index, code):
    def details(count):
        return {
            "citations": [{"system": "other", "text": f"[2026] X {n}"} for n in range(count)],
            "people": [{"role": "judge", "name": f"Judge {n}"} for n in range(count)],
            "identifiers": [{"scheme": "doi", "value": f"10.1/{n}"} for n in range(count)],
            "files": [{"document": document_with_text()} for _n in range(count)],
            "countries": ["KE", "ZA", "BR"][:count],
            "focus_areas": ["ilo", "covid-19"][:count],
        }

    costs = []
    for count in (1, 20):
        slug = f"entry-{count}"
        entry = CaseLawPageFactory(slug=slug, **details(count))
        if code != "en" and count == 1:
            translate(entry, code)
        client.get(f"/{code}/library/{slug}/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/{code}/library/{slug}/")
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 10


def test_closing_a_collection_takes_the_text_of_its_files_out_of_search(
    client, library_index, django_capture_on_commit_callbacks
):
    annexes = Collection.get_first_root_node().add_child(name="Annexes")
    with django_capture_on_commit_callbacks(execute=True):
        document = SiteDocumentFactory(
            file=ContentFile(b"xylophone strike", name="a.txt"), collection=annexes
        )
        ReportPageFactory(slug="report", files=[{"document": document}])

    def hits():
        return client.get("/en/search/?q=xylophone").context["total"]

    assert hits() == 1
    with django_capture_on_commit_callbacks(execute=True):
        restriction = CollectionViewRestriction.objects.create(
            collection=annexes, restriction_type=CollectionViewRestriction.LOGIN
        )
    assert hits() == 0
    with django_capture_on_commit_callbacks(execute=True):
        restriction.delete()
    assert hits() == 1
    closed = Collection.get_first_root_node().add_child(name="Closed")
    CollectionViewRestriction.objects.create(
        collection=closed, restriction_type=CollectionViewRestriction.LOGIN
    )
    with django_capture_on_commit_callbacks(execute=True):
        document.collection = closed
        document.save()
    assert hits() == 0
