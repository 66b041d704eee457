"""Bad input: every kind is refused in plain words that say where, and nothing is written."""

from __future__ import annotations

import io
import re
import tracemalloc
import zipfile
from datetime import date

import openpyxl
import pytest

from library.enums import RowVerdict
from library.importing import xlsx_file
from library.importing.errors import ImportRefusedError
from library.importing.services import Publish, import_file
from library.models import CaseLawPage, ImportBatch, InstrumentPage, LibraryEntryPage
from tests.library.tables import real_rows

pytestmark = pytest.mark.django_db

INSTRUMENTS = "ilo_instruments"
CASES = "cases"
HEADER = "title,court,country_iso2,decision_date,citation,focus_areas,verified,source\n"
ROW = "A v B,A court,KE,2020-01-02,[2020] KESC 1,Trade Union Rights,no,\n"


def import_bytes(folder, data: bytes, name: str = "cases.csv"):
    path = folder / name
    path.write_bytes(data)
    return import_file(path, CASES)


def refused(folder, data: bytes, name: str = "cases.csv") -> str:
    with pytest.raises(ImportRefusedError) as error:
        import_bytes(folder, data, name)
    assert not LibraryEntryPage.objects.exists()
    assert not ImportBatch.objects.exists()
    return str(error.value)


def only_error(report):
    """Return the one row in error, after seeing that nothing at all was written."""
    (error,) = report.errors
    assert error.verdict == RowVerdict.ERROR
    assert report.batch is None
    assert not LibraryEntryPage.objects.exists()
    assert not ImportBatch.objects.exists()
    return error


# --- Files that cannot be read --------------------------------------------------------------


def test_another_encoding_is_refused_with_row_column_and_byte(library_index, tmp_path):
    data = (HEADER + ROW + ROW.replace("A v B", "Müller")).encode("latin-1")
    reason = refused(tmp_path, data)
    assert reason.startswith("Row 3, column “title”: The file is not written in UTF-8")
    assert f"byte {data.index(0xFC) + 1}" in reason
    assert "0xFC" in reason


def test_utf_16_is_refused_at_its_first_byte(library_index, tmp_path):
    assert "byte 1 of the file" in refused(tmp_path, (HEADER + ROW).encode("utf-16"))


def test_a_byte_order_mark_is_accepted(library_index, tmp_path):
    report = import_bytes(tmp_path, b"\xef\xbb\xbf" + (HEADER + ROW).encode())
    assert report.counts[RowVerdict.NEW] == 1


def test_semicolons_of_a_european_spreadsheet_are_accepted(library_index, tmp_path):
    data = (HEADER + ROW).replace(",", ";").encode()
    assert import_bytes(tmp_path, data).counts[RowVerdict.NEW] == 1


def test_a_missing_column_is_named(library_index, tmp_path):
    data = (HEADER + ROW).replace("court,", "", 1).encode()
    assert refused(tmp_path, data) == "Columns are missing: court."


def test_an_unknown_column_is_left_out_and_told(library_index, tmp_path):
    data = (HEADER.strip() + ",colour\n" + ROW.strip() + ",=red\n").encode()
    report = import_bytes(tmp_path, data)
    assert report.ignored_columns == ["colour"]
    assert report.counts[RowVerdict.NEW] == 1


def test_a_column_that_is_there_twice_is_refused(library_index, tmp_path):
    assert "“title” is there twice" in refused(tmp_path, ("title," + HEADER + ROW).encode())


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(library_index, tmp_path, data):
    assert refused(tmp_path, data) == "The file is empty."


def test_a_file_of_a_header_only_is_refused(library_index, tmp_path):
    assert "no rows" in refused(tmp_path, HEADER.encode())


def test_a_missing_file_is_refused(library_index, tmp_path):
    with pytest.raises(ImportRefusedError, match="cannot be opened"):
        import_file(tmp_path / "nothing.csv", CASES)


def test_another_kind_of_file_is_refused(library_index, tmp_path):
    assert "Only .csv and .xlsx" in refused(tmp_path, b"x", "cases.ods")


@pytest.mark.parametrize("cell", [b"x" * 10_000_000, b'"' + b"x\n" * 5_000_000 + b'"'])
def test_a_cell_of_ten_megabytes_is_refused_without_reading_it_whole(library_index, tmp_path, cell):
    data = (HEADER + ROW).encode() + b"C v D," + cell + b",KE,2020,,,no,\n"
    (tmp_path / "cases.csv").write_bytes(data)
    tracemalloc.start()
    try:
        with pytest.raises(ImportRefusedError) as error:
            import_file(tmp_path / "cases.csv", CASES)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert str(error.value) == ("Row 3, column “court”: The cell is longer than 32767 characters.")
    # Less than a copy of the cell, and of the line up to its bound in two forms.
    assert peak < 16_000_000
    assert not LibraryEntryPage.objects.exists()


def test_a_quotation_mark_that_is_not_closed_is_refused_with_its_row(library_index, tmp_path):
    reason = refused(tmp_path, (HEADER + ROW + ROW.replace("A court", '"A court')).encode())
    assert reason.startswith("Row 3")
    assert "quotation mark" in reason


# --- Workbooks ------------------------------------------------------------------------------


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def with_sheet(data: bytes, change) -> bytes:
    """Return a workbook whose sheet was changed byte by byte."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w", 8) as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info.filename, change(content) if "sheet1" in info.filename else content)
    return result.getvalue()


NAMES = HEADER.strip().split(",")
VALUES = ["A v B", "A court", "KE", date(2020, 1, 2), "[2020] KESC 1", "COVID-19", "no", None]


def test_a_workbook_is_imported_as_a_csv_file_is(library_index, tmp_path):
    report = import_bytes(tmp_path, workbook([NAMES, VALUES]), "cases.xlsx")
    assert report.counts[RowVerdict.NEW] == 1
    page = CaseLawPage.objects.get()
    assert page.partial_date.iso == "2020-01-02"


def test_the_real_table_comes_in_as_a_workbook(library_index, tmp_path):
    rows = real_rows(INSTRUMENTS, "C001", "C002", "R210")
    path = tmp_path / "instruments.xlsx"
    path.write_bytes(workbook([list(rows[0]), *[list(row.values()) for row in rows]]))
    assert import_file(path, INSTRUMENTS).counts[RowVerdict.NEW] == 3


def test_a_formula_in_a_workbook_is_refused_with_row_and_column(library_index, tmp_path):
    data = workbook([NAMES, ["=1+1", *VALUES[1:]]])
    error = only_error(import_bytes(tmp_path, data, "cases.xlsx"))
    assert (error.number, error.column) == (2, "title")
    assert "formula" in error.message


def test_a_file_that_only_calls_itself_a_workbook_is_refused(library_index, tmp_path):
    assert "not an XLSX workbook" in refused(tmp_path, HEADER.encode(), "cases.xlsx")


def test_a_damaged_workbook_is_refused(library_index, tmp_path):
    data = with_sheet(workbook([NAMES, VALUES]), lambda xml: xml[:300])
    assert "damaged" in refused(tmp_path, data, "cases.xlsx")


def test_a_workbook_that_claims_a_huge_size_is_read_as_large_as_it_is(library_index, tmp_path):
    data = with_sheet(
        workbook([NAMES, VALUES]),
        lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', xml),
    )
    assert import_bytes(tmp_path, data, "cases.xlsx").counts[RowVerdict.NEW] == 1


def test_a_workbook_of_empty_rows_is_refused(library_index, tmp_path):
    data = with_sheet(
        workbook([NAMES, VALUES]), lambda xml: xml.replace(b'<row r="2"', b'<row r="900000000"')
    )
    assert "empty rows" in refused(tmp_path, data, "cases.xlsx")


def test_a_workbook_that_unpacks_without_end_is_refused(library_index, tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx_file, "MAX_UNPACKED", 2_000_000)
    data = with_sheet(workbook([NAMES, VALUES]), lambda xml: xml + b" " * 3_000_000)
    assert len(data) < 20_000
    assert "unpacks to more" in refused(tmp_path, data, "cases.xlsx")


# --- Rows that cannot be imported -----------------------------------------------------------


def test_one_row_in_error_keeps_every_other_row_out(library_index, table):
    cases = table(CASES).set(country_iso2="XX")
    report = cases.run(publish=Publish.ALL)
    error = only_error(report)
    assert (error.number, error.column) == (101, "country_iso2")
    assert len(report.rows) == 100


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"decision_date": "2021-02-30"}, "decision_date", "“2021-02-30” is not a date"),
        ({"decision_date": "30.2.2021"}, "decision_date", "is not a date"),
        ({"decision_date": "", "year": ""}, "decision_date", "needs the date or the year"),
        ({"year": "1999"}, "year", "not that of the decision"),
        ({"country_iso2": "XX"}, "country_iso2", "There is no country “XX”"),
        ({"focus_areas": "Astronomy"}, "focus_areas", "There is no focus area “Astronomy”"),
        ({"subject": "astronomy"}, "subject", "There is no subject “astronomy”"),
        ({"title": ""}, "title", "must not be empty"),
        ({"court": "  "}, "court", "must not be empty"),
        ({"verified": "perhaps"}, "verified", "is none of: yes, partly, no"),
        ({"verified": "yes", "source": ""}, "source", "needs its source"),
        ({"ecli": "EU:C:2008"}, "ecli", "is not an ECLI"),
        ({"title": "x" * 256}, "title", "at most 255 characters"),
        ({"citation": "x" * 256}, "citation", "at most 255 characters"),
        ({"title": "A\x00B"}, "title", "control character (U+0000)"),
        ({"title": "A\x07B"}, "title", "control character (U+0007)"),
        ({"title": "A\u202eB"}, "title", "turns its direction (U+202E)"),
    ],
)
def test_a_bad_cell_is_named_by_row_and_column(library_index, table, cells, column, reason):
    error = only_error(table(CASES, "Feryn").set(**cells).run())
    assert (error.number, error.column) == (2, column)
    assert reason in error.message


@pytest.mark.parametrize(
    ("start", "column"),
    [
        ("=", "title"),
        ("+", "title"),
        ("-", "title"),
        ("@", "title"),
        (" =", "title"),
        ("=", "court"),
        ("=", "citation"),
        ("=", "subject"),
        ("=", "source"),
    ],
)
def test_a_formula_is_refused_in_every_text(library_index, table, start, column):
    error = only_error(table(CASES, "Feryn").set(**{column: f"{start}cmd|'/C calc'!A0"}).run())
    assert (error.number, error.column) == (2, column)
    assert "formula" in error.message


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"code": "C87"}, "code", "is not an ILO code"),
        ({"type": "protocol"}, "type", "is not that of a Protocol"),
        ({"status": "asleep"}, "status", "not a known status"),
        ({"adoption_date": "1949-07-09"}, "adoption_date", "not in the year"),
        ({"adoption_date": "1948-07"}, "adoption_date", "not a full date"),
        ({"year_adopted": "1948-07"}, "year_adopted", "not a year"),
        ({"ilc_session": "31st"}, "ilc_session", "not a whole number"),
        ({"ilc_session": "99999"}, "ilc_session", "below 10,000"),
        ({"normlex_url": "javascript:alert(1)"}, "normlex_url", "not a web address"),
    ],
)
def test_a_bad_cell_of_an_instrument_is_named(library_index, table, cells, column, reason):
    error = only_error(table(INSTRUMENTS, "C087").set(**cells).run())
    assert (error.number, error.column) == (2, column)
    assert reason in error.message


def test_an_unknown_language_is_refused(library_index, table):
    table(INSTRUMENTS, "C011").run()
    report = table("ilo_titles", "C011").set(lang="xx").run()
    assert report.errors[0].column == "lang"
    assert "“xx” is not a known language" in report.errors[0].message
    assert not InstrumentPage.objects.get().other_titles.exists()


def test_an_identifier_that_is_there_twice_is_refused(library_index, table):
    instruments = table(INSTRUMENTS, "C087", "C098")
    instruments.set(code="C087")
    error = only_error(instruments.run())
    assert (error.number, error.column) == (3, "code")
    assert "Row 2" in error.message


def test_a_citation_that_is_there_twice_is_refused(library_index, table):
    cases = table(CASES, "Feryn", "Egenberger")
    cases.rows[1]["ecli"] = cases.rows[0]["ecli"]
    error = only_error(cases.run())
    assert error.number == 3
    assert "Row 2" in error.message


def test_a_row_that_two_entries_answer_to_is_refused(library_index, table):
    table(CASES, "Feryn", "Egenberger").run()
    row = table(CASES, "Feryn")
    other = real_rows(CASES, "Egenberger")[0]["ecli"]
    report = row.set(citation=other).run()
    assert report.rows[0].verdict == RowVerdict.ERROR
    assert "More than one entry" in report.rows[0].message


@pytest.mark.parametrize(("cells", "found"), [("a,b\n", 2), (ROW.strip() + ",more\n", 9)])
def test_a_row_of_another_length_is_refused(library_index, tmp_path, cells, found):
    error = only_error(import_bytes(tmp_path, (HEADER + ROW + cells).encode()))
    assert error.number == 3
    assert error.message == f"The row has {found} cells, the header has 8."


def test_markup_in_a_title_is_text_that_the_page_escapes(library_index, table, client):
    title = "<script>alert(1)</script> & Sons v Union"
    table(CASES, "Feryn").set(title=title).run(publish=Publish.ALL)
    page = CaseLawPage.objects.get()
    assert page.title == title
    content = client.get(f"/en/library/{page.slug}/").content.decode()
    assert "<script>alert(1)</script>" not in content
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in content


def test_without_a_library_section_nothing_is_imported(db, table):
    from library.models import LibraryIndexPage

    LibraryIndexPage.objects.filter(locale__language_code="en").delete()
    with pytest.raises(ImportRefusedError, match="no library section"):
        table(CASES, "Feryn").run()
