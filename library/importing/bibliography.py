"""Lists of references: RIS, BibTeX and CSL-JSON, read into the columns of records."""

from __future__ import annotations

import hashlib
import re
import uuid
from typing import TYPE_CHECKING, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from library.enums import FileFormat, MaterialType
from library.importing import bibtex_file, csl_file, ris_file
from library.importing.cells import MAX_CELL, UnreadableError, too_long
from library.importing.errors import ImportRefusedError
from library.importing.sheets import MAX_ROWS, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from library.importing.references import Reference

READERS: dict[str, Callable[[BinaryIO], Iterable[Reference]]] = {
    FileFormat.RIS: ris_file.references,
    FileFormat.BIBTEX: bibtex_file.references,
    FileFormat.CSL: csl_file.references,
}
_OWN_KEY = re.compile(r"-([0-9a-f]{8})$")
_INSTRUMENT = re.compile(r"[CPR]\d{3}", re.ASCII)
_ILO = re.compile(r"\bILO\b|International Labou?r")


class Bibliography:
    """A list of references opened for an import; like a sheet, with records for rows."""

    #: It has no header; what every record needs is there.
    header = ("title",)

    def __init__(self, file: BinaryIO, name: str, file_format: str) -> None:
        """Take an open file whose format is known."""
        self.name = name
        self._file = file
        self._read = READERS[file_format]
        file.seek(0)
        self.checksum = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # any binary file will do

    def rows(self) -> Iterator[Row]:
        """Yield the records, numbered from one. Raises ImportRefusedError."""
        self._file.seek(0)
        number = 0
        try:
            for number, reference in enumerate(self._read(self._file), 1):
                if number > MAX_ROWS:
                    raise ImportRefusedError(
                        _("The file has more than %(count)d rows.") % {"count": MAX_ROWS}
                    )
                yield _row(number, reference)
        except UnreadableError as error:
            raise ImportRefusedError(error.reason) from error
        if not number:
            raise ImportRefusedError(_("The file has no records."))


def _row(number: int, reference: Reference) -> Row:
    row = Row(number, {name: str(text) for name, text in reference.cells.items() if text})
    row.problem = reference.problem
    for name, text in row.cells.items():
        if len(text) > MAX_CELL and not row.problem:
            row.problem, row.column = too_long(), name
    if row.problem:
        row.cells = {name: text[:300] for name, text in row.cells.items() if name == "title"}
    else:
        _recognise(row.cells)
    return row


def _recognise(cells: dict[str, str]) -> None:
    """Tell records of this site, and ILO instruments, from what they say of themselves.

    A record of this site comes back with its page's address and with labels in the reader's
    language; it is known by its work, and what was written down for readers is no note of editors.
    """
    is_own = cells.get("url", "").startswith(f"{settings.SITE_URL}/")
    mark = cells.pop("id", "")
    if _is_uuid(mark):
        cells["id"] = mark
    elif is_own and (found := _OWN_KEY.search(mark)):
        cells["id"] = found[1]
    if is_own:
        del cells["url"]
    if "id" in cells:
        cells.pop("notes", None)
    if cells.get("type") == MaterialType.LEGISLATION and _INSTRUMENT.fullmatch(
        cells.get("number", "")
    ):
        named = f"{cells.get('publisher', '')} {cells.get('title', '')}"
        if _ILO.search(named) or "id" in cells:
            cells["type"], cells["code"] = MaterialType.INSTRUMENT, cells.pop("number")


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
