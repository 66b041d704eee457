"""What a file is, told by its content: its name may say anything."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from library.enums import FileFormat
from library.importing.csv_file import DELIMITERS
from library.importing.errors import ImportRefusedError
from privacy.office_files import opened

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Formats whose rows are lines of a table with a header.
TABLES = (FileFormat.CSV, FileFormat.XLSX)

_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_PIECE = 1024 * 1024
#: How far the kind of a text is looked for.
_HEAD = 64 * 1024
_RIS = re.compile(r"^\s*TY\s{0,3}-\s", re.MULTILINE)
_BIBTEX = re.compile(r"^\s*@\s*[A-Za-z]+\s*[{(]", re.MULTILINE)


def detect(file: BinaryIO) -> FileFormat:
    """Return the format of a file. Raises ImportRefusedError, which says what it is instead.

    The whole file is looked at, a piece at a time: a wrong letter may stand at its end.
    """
    file.seek(0)
    start = file.read(8)
    if not start:
        raise ImportRefusedError(_("The file is empty."))
    if start.startswith(b"PK\x03\x04"):
        return _workbook(file)
    if start.startswith(_COMPOUND_FILE):
        raise ImportRefusedError(
            _("This is an old Excel or Word file, or one with a password. Save it as XLSX.")
        )
    if start.startswith(b"%PDF-"):
        raise ImportRefusedError(_("This is a PDF, not a table or a list of references."))
    if start.startswith(_UTF_16):
        raise ImportRefusedError(_("The file is written in UTF-16. Save it in UTF-8."))
    return _text_format(_checked_text(file))


def _workbook(file: BinaryIO) -> FileFormat:
    """Return XLSX for a workbook that may be unpacked: no bomb, no macros, no password."""
    file.seek(0)
    try:
        with opened(file.read()) as archive:
            names = archive.namelist()
    except ValidationError as error:
        raise ImportRefusedError(" ".join(error.messages)) from None
    except zipfile.BadZipFile:
        names = []
    if "xl/workbook.xml" not in names:
        raise ImportRefusedError(_("This is a packed file, but no XLSX workbook."))
    return FileFormat.XLSX


def _checked_text(file: BinaryIO) -> str:
    """Return the beginning of a text that is UTF-8 to its end."""
    head = ""
    for place, line in _lines(file):
        if control := _CONTROLS.search(line):
            raise ImportRefusedError(
                _("This is neither a text nor a workbook (byte %(byte)d is 0x%(value)s).")
                % {"byte": place + control.start() + 1, "value": f"{control[0][0]:02X}"}
            )
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise ImportRefusedError(
                _(
                    "The file is not written in UTF-8 (byte %(byte)d of the file is 0x%(value)s). "
                    "Save or export it in UTF-8."
                )
                % {"byte": place + error.start + 1, "value": f"{line[error.start]:02X}"}
            ) from None
        if len(head) < _HEAD:
            head += text
    return head[:_HEAD].removeprefix("\ufeff")


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield lines with where they begin; a very long line comes in pieces cut between letters."""
    file.seek(0)
    place, rest = 0, b""
    while piece := rest + file.readline(_PIECE):
        rest = b""
        if not piece.endswith(b"\n") and len(piece) >= _PIECE:
            # What follows the last plain sign may be half a letter.
            cut = max(piece.rfind(sign) for sign in (b" ", b",", b'"'))
            if cut > 0:
                piece, rest = piece[: cut + 1], piece[cut + 1 :]
        yield place, piece
        place += len(piece)


def _text_format(head: str) -> FileFormat:
    text = head.lstrip()
    if text.startswith(("{", "[")):
        return FileFormat.CSL
    if text.startswith("<"):
        raise ImportRefusedError(
            _("This is a web page or XML, not a table or a list of references.")
        )
    if text.startswith(("{\\rtf", "%!", "#!")):
        raise ImportRefusedError(_("This is no table and no list of references."))
    if _RIS.match(text) or _RIS.search(text[:2000]):
        return FileFormat.RIS
    if _BIBTEX.search(text):
        return FileFormat.BIBTEX
    first = text.partition("\n")[0]
    if not any(sign in first for sign in DELIMITERS):
        raise ImportRefusedError(
            _(
                "This is none of the files that can be imported: CSV, XLSX, RIS, BibTeX or "
                "CSL-JSON. The first line of a CSV file names its columns."
            )
        )
    return FileFormat.CSV
