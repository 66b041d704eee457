"""CSV and XLSX: one row a work, for spreadsheets.

Dates are written as exactly as they are known, as text, so that no spreadsheet makes 1 January of
a year. No cell is ever a formula, whatever someone wrote into a title.
"""

from __future__ import annotations

import csv
import io
import tempfile
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from library.enums import PersonRole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from library.exporting.records import Record

#: What a spreadsheet takes for the beginning of a formula, and what it skips to find one.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: More than a cell of a spreadsheet holds.
MAX_CELL = 32_767
#: Between the values of one cell.
SEPARATOR = "; "

COLUMNS = (
    "id",
    "type",
    "title",
    "title_language",
    "original_title",
    "language",
    "date",
    "publisher",
    "authors",
    "editors",
    "judges",
    "parties",
    "citations",
    "identifiers",
    "number",
    "volume",
    "issue",
    "pages",
    "series",
    "published_in",
    "countries",
    "organisation",
    "focus_areas",
    "subjects",
    "instruments",
    "abstract",
    "rights",
    "verification",
    "url",
    "source_url",
    "archived_url",
    "files",
    "versions",
)


def row(record: Record) -> list[str]:
    """Return a record's cells, in the order of the columns."""

    def names(role: str) -> str:
        return SEPARATOR.join(person.name for person in record.people_as(role))

    cells = {
        "id": str(record.work),
        "type": record.type,
        "title": record.title,
        "title_language": record.title_language,
        "original_title": record.original_title,
        "language": record.language,
        "date": record.date.iso if record.date else "",
        "publisher": record.publisher,
        "authors": names(PersonRole.AUTHOR) or record.filed_by,
        "editors": names(PersonRole.EDITOR),
        "judges": names(PersonRole.JUDGE),
        "parties": names(PersonRole.PARTY),
        "citations": SEPARATOR.join(text for _system, text in record.citations),
        "identifiers": SEPARATOR.join(
            f"{scheme}:{value}" for scheme, _label, value in record.identifiers
        ),
        "number": record.number,
        "volume": record.volume,
        "issue": record.issue,
        "pages": record.pages,
        "series": record.series,
        "published_in": record.published_in,
        "countries": SEPARATOR.join(code for code, _name in record.countries),
        "organisation": record.organisation,
        "focus_areas": SEPARATOR.join(record.focus_areas),
        "subjects": SEPARATOR.join(record.subjects),
        "instruments": SEPARATOR.join(record.instruments),
        "abstract": record.abstract,
        "rights": record.rights,
        "verification": record.verification,
        "url": record.url,
        "source_url": record.source_url,
        "archived_url": record.archived_url,
        "files": SEPARATOR.join(file.url for file in record.files),
        "versions": SEPARATOR.join(record.versions),
    }
    return [cells[column] for column in COLUMNS]


def harmless(text: str) -> str:
    """Return text that no spreadsheet runs: an apostrophe before what would begin a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def write_csv(records: Iterable[Record]) -> Iterator[bytes]:
    """Write a header and a row a record, with the mark by which Excel knows UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)

    def taken() -> bytes:
        text = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return text.encode()

    writer.writerow(COLUMNS)
    yield "\ufeff".encode() + taken()
    for record in records:
        writer.writerow([harmless(cell) for cell in row(record)])
        yield taken()


def write_xlsx(records: Iterable[Record]) -> Iterator[bytes]:
    """Write a workbook of one sheet; all cells are texts, which spreadsheets do not run."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("library")
    sheet.freeze_panes = "A2"
    sheet.append(COLUMNS)
    for record in records:
        cells = []
        for text in row(record):
            cell = WriteOnlyCell(sheet, value=text[:MAX_CELL])
            # openpyxl makes a formula of what begins like one.
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    with tempfile.TemporaryFile() as file:
        workbook.save(file)
        file.seek(0)
        while piece := file.read(64 * 1024):
            yield piece
