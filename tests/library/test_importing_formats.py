"""Importing lists of references: RIS, BibTeX, CSL-JSON, told by their content."""

from __future__ import annotations

import datetime
import io
import json
import zipfile

import pytest
from django.test import override_settings
from openpyxl import Workbook

from library.enums import FileFormat, MaterialType, RowVerdict
from library.exporting import bibtex, csl, ris
from library.exporting.records import entries_to_export, records_of
from library.importing import numbers
from library.importing.bibliography import Bibliography
from library.importing.detection import detect
from library.importing.errors import CellError, ImportRefusedError
from library.importing.planning import Planner
from library.importing.records import PROFILE
from library.importing.services import import_file
from library.importing.sources import Prepared
from library.models import ArticlePage, CaseLawPage, ImportBatch, LibraryEntryPage, ReportPage
from tests.library.factories import (
    ArticlePageFactory,
    CaseLawPageFactory,
    InstrumentPageFactory,
    LegislationPageFactory,
    ReportPageFactory,
    ToolkitPageFactory,
)

pytestmark = [pytest.mark.once, pytest.mark.django_db]

RIS = """TY  - CASE
TI  - Союз грузчиков против Выдуманной платформы
PB  - Выдуманный суд
DA  - 2019/05//
SV  - 12/2019
LA  - русский
KW  - strikes
ER  -

TY  - JOUR
TI  - مقال مخترع عن الإضراب
AU  - مخترع, ليلى
T2  - مجلة مخترعة
PY  - 2020
VL  - 3
IS  - 2
SP  - 10
EP  - 20
DO  - https://doi.org/10.5555/invented.1
ER  -
"""
BIBTEX = r"""
@comment{Anything at all}
@string{jil = "Journal of Invented Law"}
@article{doe2019,
  title = {M\'{a}laga {Union} and its 100\% strike},
  author = {Doe, Jane and {Invented Labour Office} and others},
  journal = jil, year = 2019, month = may, pages = {1--9},
  url = {https://example.org/a%20b_c}
}
@techreport{cyr, title = {Доклад о труде}, institution = {Выдуманный институт}, date = {2021}}
"""
CSL = [
    {
        "id": "x",
        "type": "legal_case",
        "title": "Invented Union v Imaginary Platform",
        "authority": "Supreme Court of the United Kingdom",
        "issued": {"date-parts": [[2021, 2, 19]]},
        "note": "[2021] UKSC 905",
    },
    {"type": "report", "title": "تقرير مخترع", "issued": {"raw": "2022-03"}, "publisher": "X"},
]


def rows(content: str | bytes, **defaults: str) -> list:
    """Return the verdicts on a file's rows."""
    return planned(content, **defaults)


def planned(content: str | bytes, **defaults: str) -> list:
    from library.importing.services import library_index

    file = io.BytesIO(content.encode() if isinstance(content, str) else content)
    source = Prepared(Bibliography(file, "any", detect(file)), None, defaults)
    chunks = Planner(PROFILE, library_index()).chunks(source.rows())
    return [row for chunk in chunks for row in chunk]


def written(tmp_path, content: str, name: str = "anything.dat") -> ImportBatch:
    """Import a file by its content and return the batch."""
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return import_file(path, "records").batch


def verdicts(found: list) -> list[str]:
    return [row.verdict for row in found]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (RIS, FileFormat.RIS),
        ("\ufeff" + RIS, FileFormat.RIS),
        ("\n\n1.\n" + RIS, FileFormat.RIS),
        (BIBTEX, FileFormat.BIBTEX),
        (json.dumps(CSL), FileFormat.CSL),
        ('{"items": []}', FileFormat.CSL),
        ("title,year\nA,2020\n", FileFormat.CSV),
        ("titre;année\n", FileFormat.CSV),
    ],
)
def test_a_format_is_told_by_its_content(content, expected):
    assert detect(io.BytesIO(content.encode())) == expected


def workbook() -> bytes:
    file = io.BytesIO()
    book = Workbook()
    book.active.append(["title", "year"])
    book.save(file)
    return file.getvalue()


def archive(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def test_a_workbook_is_told_by_its_content():
    assert detect(io.BytesIO(workbook())) == FileFormat.XLSX


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"<!doctype html><title>x</title>", "web page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Excel"),
        ("title,year".encode("utf-16"), "UTF-16"),
        ("TY  - CASE\nTI  - Löhne\nER  - \n".encode("latin-1"), "not written in UTF-8"),
        (b"title,year\n\x00\x01", "neither a text"),
        (b"nothing in particular", "none of the files"),
        (b"PK\x03\x04 damaged", "damaged"),
        (archive(word__document=b"x"), "no XLSX workbook"),
        (archive(xl__workbook=b"0" * 30_000_000), "unpacks to far more"),
    ],
)
def test_what_is_none_of_the_formats_is_refused_in_words(content, words):
    with pytest.raises(ImportRefusedError, match=words):
        detect(io.BytesIO(content))


def test_a_wrong_letter_at_the_end_of_a_long_file_is_found():
    content = b"title,year\n" + "Löhne,2020\n".encode() * 200_000 + b"\xe9,2020\n"

    with pytest.raises(ImportRefusedError, match=rf"byte {len(content) - 6} of the file is 0xE9"):
        detect(io.BytesIO(content))


def test_ris_records_become_entries_in_their_own_scripts(library_index, tmp_path):
    written(tmp_path, RIS)

    case = CaseLawPage.objects.get()
    assert case.title == "Союз грузчиков против Выдуманной платформы"
    assert (case.partial_date.iso, case.original_language) == ("2019-05", "ru")
    assert [(c.system, c.text) for c in case.citations.all()] == [("docket", "12/2019")]
    assert not case.live
    article = ArticlePage.objects.get()
    assert (article.publisher, article.volume, article.issue) == ("مجلة مخترعة", "3", "2")
    assert (article.pages, article.partial_date.iso) == ("10-20", "2020")
    assert [(p.role, p.name) for p in article.people.all()] == [("author", "مخترع, ليلى")]
    assert [i.value for i in article.identifiers.all()] == ["10.5555/invented.1"]


def test_bibtex_is_decoded_and_addresses_are_not(library_index, tmp_path):
    written(tmp_path, BIBTEX)

    article = ArticlePage.objects.get()
    assert article.title == "Málaga Union and its 100% strike"
    assert (article.publisher, article.partial_date.iso) == ("Journal of Invented Law", "2019-05")
    assert [p.name for p in article.people.all()] == ["Doe, Jane", "Invented Labour Office"]
    assert article.pages == "1-9"
    assert article.source_url == "https://example.org/a%20b_c"
    assert ReportPage.objects.get().partial_date.iso == "2021"


def test_csl_items_become_entries(library_index, tmp_path):
    written(tmp_path, json.dumps(CSL))

    case = CaseLawPage.objects.get()
    assert (case.publisher, case.court_level) == (CSL[0]["authority"], "last_resort")
    assert case.date == datetime.date(2021, 2, 19)
    assert [c.system for c in case.citations.all()] == ["neutral"]
    assert ReportPage.objects.get().partial_date.iso == "2022-03"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("TY  - RPRT\nTI  - Open\n\nTY  - RPRT\nTI  - Whole\nER  - \n", "no end"),
        ("junk\nTY  - RPRT\nTI  - Whole\nER  - \n", "does not begin with TY"),
        ("@report{a, title = {Open\n@report{b, title = {Whole}}\n", "not closed"),
        ('[5, {"type": "report", "title": "Whole"}]', "no item of CSL-JSON"),
    ],
)
def test_a_broken_block_is_reported_and_the_rest_kept(library_index, content, problem):
    broken, whole = planned(content)

    assert (broken.verdict, whole.verdict) == (RowVerdict.ERROR, RowVerdict.NEW)
    assert problem in broken.message
    assert (broken.number, whole.key) == (1, "Whole")


def test_broken_json_names_its_line(library_index):
    with pytest.raises(ImportRefusedError, match="line 3"):
        planned('[{"type": "report", "title": "A"},\n\n{"type": oops}]')


def test_deep_and_endless_json_is_refused_and_not_fatal(library_index):
    for content in ("[" * 200_000, '[{"title": "x", "volume": ' + "9" * 9000 + "}]"):
        with pytest.raises(ImportRefusedError, match="JSON is broken"):
            planned(content)


@pytest.mark.parametrize(
    ("date", "iso"),
    [
        ("2019", "2019"),
        ("2019///", "2019"),
        ("2019/05//", "2019-05"),
        ("2019/5/7/Spring", "2019-05-07"),
    ],
)
def test_a_date_keeps_the_precision_it_has(library_index, date, iso):
    (row,) = planned(f"TY  - RPRT\nTI  - A\nDA  - {date}\nER  - \n")

    assert (row.cells["date"], row.verdict) == (iso, RowVerdict.NEW)


@pytest.mark.parametrize("date", ["2019/13/01/", "in press", "2019/02/30/", "0000"])
def test_a_wrong_date_is_an_error_of_its_row(library_index, date):
    (row,) = planned(f"TY  - RPRT\nTI  - A\nDA  - {date}\nER  - \n")

    assert (row.verdict, row.column) == (RowVerdict.ERROR, "date")


def test_an_unknown_type_is_an_error_unless_one_is_chosen_for_such_records(library_index):
    content = "TY  - MUSIC\nTI  - A\nER  - \nTY  - GEN\nTI  - B\nER  - \n"

    assert [(row.verdict, row.column) for row in planned(content)] == [
        (RowVerdict.ERROR, "type"),
        (RowVerdict.ERROR, "type"),
    ]
    chosen = planned(content, type=MaterialType.TOOLKIT)
    assert verdicts(chosen) == [RowVerdict.NEW, RowVerdict.NEW]


def test_the_genre_narrows_a_general_type(library_index):
    items = [
        {"type": "legal_case", "title": "Of friends", "genre": "Amicus curiae brief"},
        {"type": "report", "title": "How to", "genre": "Toolkit"},
    ]

    assert [row.facts.model.MATERIAL_TYPE for row in planned(json.dumps(items))] == [
        MaterialType.BRIEF,
        MaterialType.TOOLKIT,
    ]


def test_two_records_of_one_work_in_a_file_are_one_entry(library_index):
    by_number = planned(
        "TY  - RPRT\nTI  - A\nDO  - 10.5555/a\nER  - \nTY  - JOUR\nTI  - B\nDO  - "
        "https://doi.org/10.5555/A\nER  - \n"
    )
    assert verdicts(by_number) == [RowVerdict.NEW, RowVerdict.DUPLICATE]
    assert "Row 1" in by_number[1].message

    by_looks = planned(
        "TY  - RPRT\nTI  - Löhne: heute\nPY  - 2020\nER  - \n"
        "TY  - RPRT\nTI  - LÖHNE, HEUTE\nPY  - 2020\nER  - \n"
        "TY  - RPRT\nTI  - Löhne: heute\nPY  - 2021\nER  - \n"
    )
    assert verdicts(by_looks) == [RowVerdict.NEW, RowVerdict.DUPLICATE, RowVerdict.NEW]


def test_works_with_other_numbers_are_not_one_however_alike(library_index):
    found = planned(
        "TY  - RPRT\nTI  - Yearbook\nPY  - 2020\nDO  - 10.5555/a\nER  - \n"
        "TY  - RPRT\nTI  - Yearbook\nPY  - 2020\nDO  - 10.5555/b\nER  - \n"
    )

    assert verdicts(found) == [RowVerdict.NEW, RowVerdict.NEW]


def test_a_work_the_library_has_by_number_is_completed_where_it_is_blank(library_index, tmp_path):
    page = ReportPageFactory(
        title="Written by hand",
        abstract="",
        identifiers=[{"scheme": "isbn", "value": "978-92-2-100000-6"}],
    )
    content = (
        "TY  - RPRT\nTI  - Other title\nSN  - 9789221000006\nAB  - What it says.\nPB  - X\nER  - \n"
    )
    assert verdicts(planned(content)) == [RowVerdict.UPDATE]

    written(tmp_path, content)

    page.refresh_from_db()
    assert (page.title, page.abstract) == ("Written by hand", "What it says.")
    assert page.publisher == "An invented institute"
    assert page.identifiers.count() == 1
    assert verdicts(planned(content)) == [RowVerdict.UNCHANGED]


@pytest.mark.parametrize(
    ("country", "verdict"), [("KE", RowVerdict.DUPLICATE), ("BR", RowVerdict.NEW)]
)
def test_a_lookalike_in_the_library_is_left_out(library_index, country, verdict):
    ReportPageFactory(
        title="Wages in 2020", date=datetime.date(2020, 3, 4), countries=["KE"], identifiers=[]
    )

    (row,) = planned("TY  - RPRT\nTI  - wages in 2020\nPY  - 2020\nER  - \n", countries=country)

    assert row.verdict == verdict
    assert row.page is None


def test_a_work_that_is_only_in_another_language_is_found_but_its_title_is_not_told(site_tree):
    LegislationPageFactory(
        parent=site_tree.library["fr"], title="Loi inventée", date=datetime.date(2001, 1, 1)
    )

    (row,) = planned("TY  - STAT\nTI  - loi inventée\nPY  - 2001\nER  - \n")

    assert row.verdict == RowVerdict.DUPLICATE
    assert "Loi" not in row.message


def test_an_editor_s_word_is_not_overwritten_by_a_later_file(library_index, tmp_path):
    first = "TY  - RPRT\nTI  - A\nDO  - 10.5555/a\nAB  - One\nKW  - strikes\nER  - \n"
    written(tmp_path, first)
    page = ReportPage.objects.get()
    page.abstract = "Written by hand"
    page.save_revision().publish()

    written(tmp_path, first.replace("One", "Two").replace("KW  - strikes\n", "PB  - X\n"))

    page = ReportPage.objects.get()
    assert (page.abstract, page.publisher) == ("Written by hand", "X")


@pytest.mark.parametrize(
    ("number", "is_right"),
    [("978-92-2-100000-6", True), ("0-306-40615-2", True), ("9789221000009", False), ("x", False)],
)
def test_an_isbn_is_checked_by_its_last_digit(number, is_right):
    if is_right:
        assert numbers.isbn(number).isalnum()
    else:
        with pytest.raises(CellError):
            numbers.isbn(number)


def everything() -> list[LibraryEntryPage]:
    """Return one published entry of most types, with a bit of everything."""
    return [
        CaseLawPageFactory(
            title="Союз против Платформы",
            original_title="",
            original_language="ru",
            publisher="Supreme Court of the United Kingdom",
            countries=["GB"],
            focus_areas=["freedom-of-association"],
            citations=[
                {"system": "neutral", "text": "[2021] UKSC 905"},
                {"system": "docket", "text": "UKSC 2019/0905"},
            ],
        ),
        LegislationPageFactory(title="قانون مخترع", countries=["EG"], original_language="ar"),
        InstrumentPageFactory(),
        ArticlePageFactory(
            title="Of 100% & more: {braces}",
            people=[{"role": "author", "name": "Inventada, Ana"}],
            identifiers=[{"scheme": "doi", "value": "10.5555/x_1"}],
            date=datetime.date(2020, 1, 1),
            date_precision="year",
        ),
        ReportPageFactory(
            identifiers=[{"scheme": "isbn", "value": "9789221000006"}], instruments=[]
        ),
        ToolkitPageFactory(),
    ]


@override_settings(SITE_URL="https://library.example")
@pytest.mark.parametrize("writer", [ris, bibtex, csl])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_the_site_exports_it_knows_again(library_index, writer, language):
    pages = everything()
    entries = entries_to_export(None, language)
    content = b"".join(writer.write(records_of(entries, language, None)))

    found = planned(content)

    assert len(found) == len(pages)
    assert [(row.key, row.verdict, row.message) for row in found] == [
        (row.key, RowVerdict.UNCHANGED, "") for row in found
    ]
    assert {row.page.pk for row in found} == {page.pk for page in pages}
