"""Rows of an XLSX workbook's first sheet, as a CSV file would have them."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from library.importing.cells import Cell, UnreadableError, text_cell

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A workbook is a ZIP archive; one of this size unpacked holds far more rows than are taken.
MAX_UNPACKED = 256 * 1024 * 1024
MAX_BLANK_ROWS = 10_000
#: No sheet is wider; a sheet that claims to be is cut here and then refused by its header.
MAX_WIDTH = 1_000

#: What openpyxl and the parsers below it raise on files that are no workbooks.
_ERRORS = (
    InvalidFileException,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    SyntaxError,  # of the XML: ElementTree's ParseError is one
    TypeError,
    ValueError,
)


def lines(file: BinaryIO) -> Iterator[tuple[int, list[Cell]]]:
    """Yield numbered rows, empty ones left out. Raises UnreadableError."""
    try:
        _check_size(file)
        yield from _rows(file)
    except _ERRORS as error:
        raise UnreadableError(_("The file is not an XLSX workbook, or it is damaged.")) from error


def _check_size(file: BinaryIO) -> None:
    with zipfile.ZipFile(file) as archive:
        # An entry that unpacks to more than it declares is cut off there and fails its checksum.
        size = sum(info.file_size for info in archive.infolist())
    if size > MAX_UNPACKED:
        raise UnreadableError(
            _("The workbook unpacks to more than %(size)d MB.") % {"size": MAX_UNPACKED >> 20}
        )


def _rows(file: BinaryIO) -> Iterator[tuple[int, list[Cell]]]:
    sheet = load_workbook(file, read_only=True, keep_links=False).worksheets[0]
    # The size a sheet claims is only a claim; believed, it makes billions of empty cells.
    sheet.reset_dimensions()
    width = blanks = 0
    for number, cells in enumerate(sheet.iter_rows(), 1):
        row = [_cell(cell) for cell in cells[:MAX_WIDTH]]
        while row and not row[-1]:
            row.pop()
        if not row:
            blanks += 1
            if blanks > MAX_BLANK_ROWS:
                raise UnreadableError(
                    _("More than %(count)d empty rows stand before this one. Delete them.")
                    % {"count": MAX_BLANK_ROWS},
                    number,
                )
            continue
        blanks = 0
        # The empty cells at the end of a row are not stored.
        row += [Cell("")] * (width - len(row))
        width = width or len(row)
        yield number, row


def _cell(cell: Any) -> Cell:
    """Return a cell's text; formulas and error values have none."""
    value = cell.value
    if value is None:
        return Cell("")
    if cell.data_type == "f":
        return Cell("", _("The cell holds a formula. Write its value."))
    if cell.data_type == "e":
        return Cell("", _("The cell holds an error value (%(value)s).") % {"value": value})
    if isinstance(value, datetime):
        return Cell(value.date().isoformat())
    if isinstance(value, date):
        return Cell(value.isoformat())
    if isinstance(value, float) and value.is_integer():
        return Cell(str(int(value)))
    return text_cell(str(value))
