"""Files of all formats as one thing: rows under the names of columns, readable again and again."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Protocol

from django.utils.translation import gettext as _

from library.enums import FileFormat
from library.importing.bibliography import READERS, Bibliography
from library.importing.detection import TABLES, detect
from library.importing.errors import ImportRefusedError
from library.importing.kinds import kind_named
from library.importing.sheets import READERS as TABLE_READERS
from library.importing.sheets import Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path


class Source(Protocol):
    """A file that is read for an import."""

    name: str
    checksum: str

    @property
    def header(self) -> Sequence[str]:
        """Return the names of the columns, of which a list of references has none."""

    def rows(self) -> Iterator[Row]:
        """Yield the rows from the first on. Raises ImportRefusedError."""


@dataclass
class Prepared:
    """A file whose headings stand for other columns, and whose gaps are filled."""

    source: Source
    #: Headings and the columns they stand for; None where the headings are the columns.
    mapping: Mapping[str, str] | None = None
    #: What holds for a row that does not say otherwise, by column.
    defaults: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return the file's name."""
        return self.source.name

    @property
    def checksum(self) -> str:
        """Return the SHA-256 of its content."""
        return self.source.checksum

    @property
    def header(self) -> Sequence[str]:
        """Return the columns that the file fills."""
        if self.mapping is None:
            return self.source.header
        return [self.mapping[name] for name in self.source.header if name in self.mapping]

    def rows(self) -> Iterator[Row]:
        """Yield the rows under the names of columns. Raises ImportRefusedError."""
        for row in self.source.rows():
            mapped = row if self.mapping is None else self._mapped(row, self.mapping)
            if not mapped.problem:
                self._fill(mapped.cells)
            yield mapped

    @staticmethod
    def _mapped(row: Row, mapping: Mapping[str, str]) -> Row:
        cells = {mapping[name]: text for name, text in row.cells.items() if name in mapping}
        if row.column and row.column not in mapping:
            # What is wrong with a column that is left out harms nobody.
            return Row(row.number, cells)
        return Row(row.number, cells, row.problem, mapping.get(row.column, ""))

    def _fill(self, cells: dict[str, str]) -> None:
        for column, text in self.defaults.items():
            held = cells.get(column, "")
            if not held or (column == "type" and kind_named(held) is None):
                cells[column] = text


def opened_file(file: BinaryIO, name: str, file_format: str) -> Source:
    """Return an open file of a known format. Raises ImportRefusedError."""
    if file_format in READERS:
        return Bibliography(file, name, file_format)
    return Sheet(file, name, f".{FileFormat(file_format).value}")


@contextmanager
def opened_path(path: Path) -> Iterator[Source]:
    """Open the file at a path: a table by its name, a list of references by its content.

    Raises ImportRefusedError.
    """
    if path.suffix.lower() in TABLE_READERS:
        with Sheet.at(path) as sheet:
            yield sheet
        return
    with Sheet.opened(path) as file:
        try:
            file_format = detect(file)
        except ImportRefusedError as error:
            raise ImportRefusedError(f"{_only()} {error}") from None
        if file_format in TABLES:
            raise ImportRefusedError(_only())
        yield Bibliography(file, path.name, file_format)


def _only() -> str:
    return _("Only .csv and .xlsx files are read, and RIS, BibTeX and CSL-JSON.")
