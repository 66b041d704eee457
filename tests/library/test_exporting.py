"""What leaves the library: every format read back by a program of its own kind."""

from __future__ import annotations

import csv
import datetime
import io
import json
from dataclasses import replace
from uuid import UUID

import bibtexparser
import openpyxl
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from core.dates import PartialDate
from library.enums import CitationSystem, FileKind, IdentifierScheme, MaterialType, PersonRole
from library.exporting import csl, jsonld, ris, tables
from library.exporting.formats import FORMATS
from library.exporting.records import File, Person, Record, entries_to_export, records_of
from library.models import ENTRY_MODELS
from tests.core.translations import translate
from tests.factories import (
    PAGE_FACTORIES,
    ArticlePageFactory,
    CaseLawPageFactory,
    ReportPageFactory,
    SiteDocumentFactory,
)

pytestmark = pytest.mark.once

DC = "{http://purl.org/dc/elements/1.1/}"
#: Titles that break what is glued together instead of written.
TITLES = {
    "arabic": "نقابة السائقين ضد المنصة (حكم رقم 12)",
    "cyrillic": "Профсоюз водителей против «Платформы»",
    "quotes": "\"Worker\" or 'contractor'? “Both”, said the court",
    "pairs of braces": "The {Platform} Work {Act {of} 2025}",
    "braces": "Set {of} braces } and { unequal \\ backslash",
    "markup": "Wages & <b>hours</b> > all ]]> &amp; </script>",
    "latex": "100% of $5 #1 under_score ~ tilde",
    "lines": "First line\nTY  - CASE\r\nER  - \n@article{x,",
    "long": ("Workers’ rights in the platform economy; " * 13)[:500].strip(),
}


def record(**facts) -> Record:
    """Return a record of a judgment in French that its reader sees in English."""
    known = {
        "work": UUID("6f1f6a51-0000-4000-8000-000000000001"),
        "key": "drivers-6f1f6a51",
        "type": MaterialType.CASE,
        "type_label": "Case law",
        "title": "Union of Drivers v Platform",
        "title_language": "en",
        "original_title": "",
        "language": "fr",
        "abstract": "What the court said.",
        "abstract_language": "en",
        "date": PartialDate.parse("2024-03-09"),
        "publisher": "An invented court",
        "url": "http://localhost:8000/en/library/drivers/",
    }
    return Record(**(known | facts))


def one_line(text: str) -> str:
    """Return text as formats of lines keep it."""
    return " ".join(text.split())


def from_ris(data: bytes) -> list[dict]:
    return rispy.loads(data.decode())


def from_bibtex(data: bytes) -> list[dict]:
    library = bibtexparser.parse_string(
        data.decode(), append_middleware=[LatexDecodingMiddleware(keep_math_mode=False)]
    )
    assert library.failed_blocks == []
    return [
        {f.key: f.value for f in e.fields} | {"ENTRYTYPE": e.entry_type} for e in library.entries
    ]


def from_csv(data: bytes) -> list[dict]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def from_xlsx(data: bytes) -> list[dict]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def from_dc(data: bytes) -> list[dict[str, list[str]]]:
    root = etree.fromstring(data)
    return [
        {name: [e.text for e in dc.findall(f"{DC}{name}")] for name in ("title", "date", "subject")}
        for dc in root.iter("{http://www.openarchives.org/OAI/2.0/oai_dc/}dc")
    ]


#: Format, its reader, and where it has the title shown to the reader.
READERS = {
    "ris": (from_ris, lambda found: found["primary_title"]),
    "bibtex": (from_bibtex, lambda found: found["title"]),
    "csl": (json.loads, lambda found: found["title"]),
    "csv": (from_csv, lambda found: found["title"]),
    "xlsx": (from_xlsx, lambda found: found["title"]),
    "jsonld": (lambda data: json.loads(data)["@graph"], lambda found: found["name"]["@value"]),
    "dc": (from_dc, lambda found: found["title"][0]),
}


def read_back(name: str, *records: Record) -> list:
    """Return what a reader of a format finds in what we wrote."""
    return READERS[name][0](b"".join(FORMATS[name].write(records)))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("text", TITLES.values(), ids=TITLES)
def test_titles_of_every_script_come_back_as_they_were(name: str, text: str) -> None:
    clean = one_line(text)
    found = read_back(name, record(title=clean), record(title="Another", key="another"))

    assert [READERS[name][1](one) for one in found] == [clean, "Another"]


@pytest.mark.parametrize("name", ["ris", "bibtex"])
def test_an_abstract_of_many_lines_cannot_pass_for_another_record(name: str) -> None:
    found = read_back(name, record(abstract=TITLES["lines"]))

    assert len(found) == 1
    assert found[0]["abstract"] == one_line(TITLES["lines"])


@pytest.mark.parametrize("text", TITLES.values(), ids=TITLES)
def test_braces_are_in_pairs_as_bibtex_counts_them(text: str) -> None:
    """BibTeX itself counts those behind a backslash, too; our reader does not."""
    written = b"".join(FORMATS["bibtex"].write([record(title=text)])).decode()

    assert written.count("{") == written.count("}")


@pytest.mark.parametrize("name", ["csl", "csv", "xlsx"])
def test_an_abstract_keeps_its_lines(name: str) -> None:
    assert read_back(name, record(abstract="One.\n\nTwo."))[0]["abstract"] == "One.\n\nTwo."


@pytest.mark.parametrize("name", FORMATS)
def test_no_records_are_a_file_all_the_same(name: str) -> None:
    assert list(read_back(name)) == []


@pytest.mark.parametrize(
    ("known", "in_ris", "in_csl"),
    [
        ("2024", "2024///", [[2024]]),
        ("2024-03", "2024/03//", [[2024, 3]]),
        ("2024-03-09", "2024/03/09/", [[2024, 3, 9]]),
    ],
)
def test_a_date_is_as_exact_as_it_is_known(known: str, in_ris: str, in_csl: list) -> None:
    dated = record(date=PartialDate.parse(known))

    assert read_back("ris", dated)[0]["date"] == in_ris
    assert read_back("bibtex", dated)[0]["date"] == known
    assert read_back("csl", dated)[0]["issued"] == {"date-parts": in_csl}
    assert read_back("csv", dated)[0]["date"] == known
    assert read_back("xlsx", dated)[0]["date"] == known
    assert read_back("jsonld", dated)[0]["datePublished"] == known
    assert read_back("dc", dated)[0]["date"] == [known]


@pytest.mark.parametrize("name", FORMATS)
def test_an_unknown_date_is_nowhere(name: str) -> None:
    found = READERS[name][0](b"".join(FORMATS[name].write([record(date=None)])))[0]

    assert not {"date", "year", "issued", "datePublished"} & {k for k, v in found.items() if v}


def test_both_titles_leave_with_a_translated_work() -> None:
    both = record(original_title="Syndicat des chauffeurs c. Plateforme")

    in_ris = read_back("ris", both)[0]
    assert in_ris["primary_title"] == both.original_title
    assert in_ris["translated_title"] == both.title
    in_csl = read_back("csl", both)[0]
    assert (in_csl["title"], in_csl["original-title"]) == (both.title, both.original_title)
    assert read_back("bibtex", both)[0]["origtitle"] == both.original_title
    assert read_back("csv", both)[0]["original_title"] == both.original_title
    assert read_back("dc", both)[0]["title"] == [both.title, both.original_title]
    assert read_back("jsonld", both)[0]["alternateName"] == [
        {"@value": both.original_title, "@language": "fr"}
    ]


def test_people_numbers_and_citations_leave_in_their_places() -> None:
    full = record(
        type=MaterialType.ARTICLE,
        publisher="An invented journal",
        volume="12",
        issue="3",
        pages="45–67",
        people=(
            Person(PersonRole.AUTHOR, "Author", "Doe, Jana"),
            Person(PersonRole.AUTHOR, "Author", "نورة المثال", "Noura al-Mithal"),
            Person(PersonRole.AUTHOR, "Author", "Fishers and Farmers Union"),
            Person(PersonRole.EDITOR, "Editor", "Ivan Primer"),
        ),
        citations=((CitationSystem.ECLI, "ECLI:EU:C:2024:1"),),
        identifiers=(
            (IdentifierScheme.DOI, "DOI", "10.1234/a_b"),
            (IdentifierScheme.ISSN, "ISSN", "1234-5678"),
        ),
        countries=(("KE", "Kenya"), ("ZA", "South Africa")),
        focus_areas=("Trade union rights",),
        instruments=("C087, 2",),
        rights="CC BY 4.0",
    )

    in_ris = read_back("ris", full)[0]
    assert in_ris["type_of_reference"] == "JOUR"
    assert in_ris["authors"] == ["Doe, Jana", "نورة المثال", "Fishers and Farmers Union"]
    assert in_ris["secondary_authors"] == ["Ivan Primer"]
    assert in_ris["secondary_title"] == "An invented journal"
    assert [
        in_ris[name] for name in ("volume", "number", "start_page", "end_page", "doi", "issn")
    ] == [
        "12",
        "3",
        "45",
        "67",
        "10.1234/a_b",
        "1234-5678",
    ]
    assert in_ris["keywords"] == ["Trade union rights", "C087"]
    assert "ECLI:EU:C:2024:1" in in_ris["notes"]
    in_bibtex = read_back("bibtex", full)[0]
    assert in_bibtex["ENTRYTYPE"] == "article"
    assert in_bibtex["journal"] == "An invented journal"
    # Decoding shows the en dash that LaTeX prints for "--".
    assert in_bibtex["pages"] == "45–67"
    assert in_bibtex["doi"] == "10.1234/a_b"
    raw = b"".join(FORMATS["bibtex"].write([full])).decode()
    assert "{Doe, Jana and {نورة المثال} and {Fishers and Farmers Union}}" in raw
    in_csl = read_back("csl", full)[0]
    assert in_csl["type"] == "article-journal"
    assert in_csl["author"] == [
        {"family": "Doe", "given": "Jana"},
        {"literal": "نورة المثال"},
        {"literal": "Fishers and Farmers Union"},
    ]
    assert (in_csl["container-title"], in_csl["page"]) == ("An invented journal", "45-67")
    assert in_csl["custom"]["ECLI"] == "ECLI:EU:C:2024:1"
    in_csv = read_back("csv", full)[0]
    assert in_csv["countries"] == "KE; ZA"
    assert in_csv["identifiers"] == "doi:10.1234/a_b; issn:1234-5678"
    in_jsonld = read_back("jsonld", full)[0]
    assert in_jsonld["@type"] == "ScholarlyArticle"
    assert in_jsonld["isPartOf"]["isPartOf"]["volumeNumber"] == "12"


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://example.org")', "＝1"],
)
def test_no_cell_is_a_formula(text: str) -> None:
    """Who opens a list of titles must not run what someone wrote into one."""
    risky = record(title=text, publisher="-5", abstract="a = b")

    in_csv = read_back("csv", risky)[0]
    assert in_csv["title"] == f"'{text}"
    assert (in_csv["publisher"], in_csv["abstract"]) == ("'-5", "a = b")
    workbook = openpyxl.load_workbook(
        io.BytesIO(b"".join(FORMATS["xlsx"].write([risky])))
    ).worksheets[0]
    assert "f" not in {cell.data_type for row in workbook.iter_rows() for cell in row}
    column = tables.COLUMNS.index("title")
    assert workbook[2][column].value.strip() == text.strip()


def test_a_cell_holds_no_more_than_spreadsheets_do() -> None:
    long = read_back("xlsx", record(abstract="a" * 40_000))[0]

    assert len(long["abstract"]) == tables.MAX_CELL


@pytest.mark.parametrize("material_type", MaterialType.values)
def test_every_type_has_its_place_in_every_format(material_type: str) -> None:
    typed = record(type=material_type)

    assert ris.TYPES[material_type] in rispy.config.TYPE_OF_REFERENCE_MAPPING
    assert read_back("csl", typed)[0]["type"] == csl.TYPES[material_type]
    assert read_back("jsonld", typed)[0]["@type"] == jsonld.TYPES[material_type]
    assert read_back("bibtex", typed)[0]["title"] == typed.title


def test_one_record_is_a_document_of_its_own() -> None:
    alone = json.loads(FORMATS["jsonld"].one(record()))
    assert alone["@context"] == "https://schema.org"
    assert alone["additionalType"] == "http://purl.org/ontology/bibo/LegalDecision"
    root = etree.fromstring(FORMATS["dc"].one(record()))
    assert etree.QName(root).localname == "dc"
    assert len(json.loads(FORMATS["csl"].one(record()))) == 1


def test_a_file_is_told_with_its_kind_of_translation() -> None:
    file = File(
        "http://localhost:8000/documents/1/x.pdf",
        "Text",
        "fr",
        FileKind.MACHINE,
        "Machine translation",
        "application/pdf",
    )
    told = record(files=(file,))

    assert read_back("csl", told)[0]["custom"]["files"][0]["kind"] == "machine"
    assert read_back("ris", told)[0]["file_attachments1"] == file.url
    assert read_back("jsonld", told)[0]["encoding"][0]["description"] == "Machine translation"


# --- Records of entries ---------------------------------------------------------------------


def the_record(code: str = "en", user=None) -> Record:
    """Return the record of the only entry."""
    (found,) = records_of(entries_to_export(user, code), code, user)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("model", ENTRY_MODELS.values(), ids=ENTRY_MODELS)
def test_an_entry_of_every_type_is_written_in_every_format(model) -> None:
    page = PAGE_FACTORIES[model](countries=["KE"], focus_areas=["ilo"])
    found = the_record()

    assert (found.type, found.title) == (model.MATERIAL_TYPE, page.title)
    for name in FORMATS:
        assert READERS[name][1](read_back(name, found)[0]) == page.title


@pytest.mark.django_db
def test_labels_are_in_the_readers_language_and_the_title_too() -> None:
    page = CaseLawPageFactory(
        title="Drivers",
        original_language="tr",
        original_title="Sürücüler",
        countries=["DE"],
        focus_areas=["ilo"],
        other_titles=[{"language": "de", "title": "Fahrer"}],
        date=datetime.date(2024, 1, 1),
        date_precision="year",
    )
    english, german = the_record("en"), the_record("de")

    assert (english.title, german.title) == ("Drivers", "Fahrer")
    assert (english.countries, german.countries) == ((("DE", "Germany"),), (("DE", "Deutschland"),))
    assert english.original_title == german.original_title == "Sürücüler"
    assert german.url.endswith(f"/de/library/{page.slug}/")
    assert english.work == german.work == page.translation_key
    assert english.key == german.key
    assert german.date.iso == "2024"


@pytest.mark.django_db
def test_the_title_of_a_translation_is_known_to_all_others() -> None:
    page = ReportPageFactory(title="A report", original_language="fr")
    french = translate(page, "fr")
    french.title = "Un rapport"
    french.save_revision().publish()

    assert the_record("en").original_title == "Un rapport"
    assert the_record("fr").original_title == ""
    assert the_record("en").versions == ("en", "fr")


@pytest.mark.django_db
def test_signs_that_no_file_can_hold_are_left_out() -> None:
    ArticlePageFactory(title="Bell\x07 and null", abstract="One\x0b two\ufffe\n\nthree")
    found = the_record()

    assert (found.title, found.abstract) == ("Bell and null", "One two\n\nthree")
    for name in FORMATS:
        read_back(name, found)


@pytest.mark.django_db
def test_as_many_queries_for_twenty_entries_as_for_one() -> None:
    def make(number: int) -> None:
        ReportPageFactory(
            countries=["KE"],
            focus_areas=["ilo"],
            people=[{"role": PersonRole.AUTHOR, "name": f"Jana Doe {number}"}],
            citations=[{"system": "other", "text": f"X {number}"}],
            files=[{"document": SiteDocumentFactory()}],
        )

    def count() -> int:
        # Once before, because publishing forgets what is cached about all pages.
        records_of(entries_to_export(AnonymousUser(), "en"), "en", AnonymousUser())
        with CaptureQueriesContext(connection) as queries:
            assert records_of(entries_to_export(AnonymousUser(), "en"), "en", AnonymousUser())
        return len(queries)

    make(0)
    alone = count()
    for number in range(1, 20):
        make(number)
    assert count() == alone


def test_a_record_is_plain_so_that_formats_need_no_database() -> None:
    """Without the database marker: a query would fail this test."""
    for known in FORMATS.values():
        assert known.one(replace(record(), title="Plain"))
