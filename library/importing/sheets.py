"""The table of one file: a header, and rows that can be read more than once.

A file is read as a stream, with bounds on everything it may ask for: what it holds beyond them
is never in memory.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Self

from django.utils.translation import gettext as _

from library.importing import csv_file, xlsx_file
from library.importing.cells import MAX_CELL, UnreadableError
from library.importing.errors import ImportRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedReader
    from pathlib import Path
    from types import TracebackType

    from library.importing.cells import Cell

MAX_ROWS = 100_000
MAX_COLUMNS = 200
MAX_FILE = 64 * 1024 * 1024

READERS = {".csv": csv_file.lines, ".xlsx": xlsx_file.lines}


@dataclass(slots=True)
class Row:
    """One row: its number as a spreadsheet shows it, its cells, and what ails it as a whole."""

    number: int
    cells: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    column: str = ""


class Sheet:
    """A file opened for an import."""

    def __init__(self, file: BinaryIO, name: str, suffix: str) -> None:
        """Take an open file and read its header. Raises ImportRefusedError."""
        self._read = READERS[suffix]
        self.name = name
        self.header: list[str] = []
        self._file = file
        file.seek(0)
        self.checksum = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # any binary file will do
        self.header = self._header()

    @classmethod
    def at(cls, path: Path) -> Self:
        """Open the table at a path that ends in .csv or .xlsx. Raises ImportRefusedError."""
        file = cls.opened(path)
        try:
            return cls(file, path.name, path.suffix.lower())
        except BaseException:
            file.close()
            raise

    @staticmethod
    def opened(path: Path) -> BufferedReader:
        """Open a file of a size that is taken. Raises ImportRefusedError."""
        try:
            size = path.stat().st_size
            if size > MAX_FILE:
                raise ImportRefusedError(
                    _("The file is larger than %(size)d MB.") % {"size": MAX_FILE >> 20}
                )
            if size == 0:
                raise ImportRefusedError(_("The file is empty."))
            return path.open("rb")
        except OSError as error:
            raise ImportRefusedError(
                _("The file cannot be opened: %(reason)s") % {"reason": error.strerror}
            ) from error

    def __enter__(self) -> Self:
        """Return the sheet itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        self._file.close()

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the header, empty ones left out. Raises ImportRefusedError."""
        lines = self._lines()
        next(lines)
        for index, (number, cells) in enumerate(lines):
            if index >= MAX_ROWS:
                raise ImportRefusedError(
                    _("The file has more than %(count)d rows.") % {"count": MAX_ROWS}
                )
            yield self._row(number, cells)

    def _row(self, number: int, cells: list[Cell]) -> Row:
        row = Row(number)
        for name, cell in zip(self.header, cells, strict=False):
            row.cells[name] = cell.text
            if cell.problem and not row.problem:
                row.problem, row.column = cell.problem, name
        if len(cells) != len(self.header):
            row.problem = _("The row has %(found)d cells, the header has %(expected)d.") % {
                "found": len(cells),
                "expected": len(self.header),
            }
            row.column = ""
        return row

    def _header(self) -> list[str]:
        first = next(self._lines(), None)
        if first is None:
            raise ImportRefusedError(_("The file is empty."))
        _number, cells = first
        if len(cells) > MAX_COLUMNS:
            raise ImportRefusedError(
                _("The file has more than %(count)d columns.") % {"count": MAX_COLUMNS}
            )
        names = [cell.text for cell in cells]
        for position, name in enumerate(names):
            if not name:
                raise ImportRefusedError(
                    _("Column %(position)d has no name in the first row.")
                    % {"position": position + 1}
                )
            if name in names[:position]:
                raise ImportRefusedError(
                    _("The column “%(name)s” is there twice.") % {"name": name}
                )
        return names

    def _lines(self) -> Iterator[tuple[int, list[Cell]]]:
        self._file.seek(0)
        try:
            yield from self._read(self._file)
        except UnreadableError as error:
            raise ImportRefusedError(self._place(error)) from error

    def _place(self, error: UnreadableError) -> str:
        """Return the reason with its row and, where it is known, its column."""
        place = {"row": error.row, "reason": error.reason, "count": MAX_CELL}
        if not error.row:
            return error.reason
        if error.position is None or error.position >= len(self.header):
            return _("Row %(row)d: %(reason)s") % place
        place["column"] = self.header[error.position]
        return _("Row %(row)d, column “%(column)s”: %(reason)s") % place
