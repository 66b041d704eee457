"""Documents that are ZIP archives (DOCX, ODT): looked into without trusting what they say.

They can hold macros, programs, pictures that are fetched from elsewhere when a reviewer opens them
(which tells its sender who reads), and more data than fits into memory.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

MAX_ENTRIES = 2000
MAX_UNPACKED_BYTES = 64 * 1024 * 1024
#: Unpacked to packed. Office XML reaches about thirty; only small archives may have more.
MAX_RATIO = 100
_SMALL = 4 * 1024 * 1024
#: Parsed, XML takes many times its size in memory; the text of a long book has less.
MAX_XML_BYTES = 16 * 1024 * 1024
_CHUNK = 256 * 1024

_ENCRYPTED_FLAG = 0x1
_PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BAD_NAME = re.compile(r"\A[/\\]|\\|\A[a-z]:|(?:\A|/)\.\.(?:/|\Z)|[\x00-\x1f]", re.I)
_ACTIVE_NAME = re.compile(
    r"vba(?:project|data)|(?:\A|/)activex/|oleobject|(?:\A|/)(?:basic|scripts)/"
    r"|\.(?:exe|dll|bat|cmd|com|scr|js|vbs|ps1|jar|hta|lnk)\Z",
    re.I,
)
#: An address on another machine; relative ones and files of the writer's own machine load nothing.
_OUTSIDE = re.compile(
    r"\A\s*(?:(?!file:)[a-z][a-z0-9+.-]+:|//|\\\\"
    r"|file:(?://(?![a-z]:)[^/\\]|/{4}|/{0,3}\\\\))",
    re.I,
)

_DOCX_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ODT_TYPE = b"application/vnd.oasis.opendocument.text"
_XLINK = "{http://www.w3.org/1999/xlink}href"
#: Elements of OpenDocument whose address is followed when the document is opened.
_LOADING = ("image", "object", "object-ole", "plugin", "applet", "floating-frame", "section-source")


def _damaged() -> ValidationError:
    return ValidationError(
        _("This file is damaged or not built as a document should be. Save it again and retry."),
        code="damaged",
    )


def _active() -> ValidationError:
    return ValidationError(
        _("This file contains macros or embedded programs. Send it without them, or as PDF."),
        code="active",
    )


def _outside() -> ValidationError:
    return ValidationError(
        _(
            "This file would load something from another computer when it is opened. "
            "Send it without, or as PDF."
        ),
        code="outside",
    )


#: What zipfile raises for archives that are broken or built to break their reader.
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # parts packed in a way it does not know
    OSError,
    ValueError,  # parts that begin before the file, names that are not the UTF-8 they claim to be
    OverflowError,  # parts that begin beyond what can be addressed
)


@contextmanager
def opened(content: bytes) -> Iterator[zipfile.ZipFile]:
    """Open an archive after looking at all its entries. Raises ValidationError."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_entries(archive)
            _check_contents(archive, len(content))
            yield archive
    except _UNREADABLE:
        raise _damaged() from None


def _check_entries(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES or sum(e.file_size for e in entries) > MAX_UNPACKED_BYTES:
        raise _too_much()
    if len({entry.filename.lower() for entry in entries}) != len(entries):
        raise _damaged()
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED_FLAG:
            raise ValidationError(
                _("This file is protected by a password. Send it without."), code="encrypted"
            )
        # orig_filename: zipfile cuts a name at a NUL, other programs do not.
        is_bad = _BAD_NAME.search(entry.filename) or _BAD_NAME.search(entry.orig_filename)
        if is_bad or stat.S_ISLNK(entry.external_attr >> 16):
            raise _damaged()
        if entry.compress_type not in _PLAIN_METHODS:
            raise _damaged()
        if _ACTIVE_NAME.search(entry.filename):
            raise _active()


def _too_much() -> ValidationError:
    return ValidationError(
        _("This file unpacks to far more than a document holds. Send it as PDF."), code="bomb"
    )


def _check_contents(archive: zipfile.ZipFile, packed: int) -> None:
    """Unpack everything once, counted: the sizes that an archive states may be lies."""
    unpacked = 0
    for entry in archive.infolist():
        with archive.open(entry) as part:
            while chunk := part.read(_CHUNK):
                unpacked += len(chunk)
                if unpacked > MAX_UNPACKED_BYTES:
                    raise _too_much()
    if unpacked > _SMALL and unpacked > packed * MAX_RATIO:
        raise _too_much()


def _parsed(archive: zipfile.ZipFile, name: str) -> Element:
    try:
        if archive.getinfo(name).file_size > MAX_XML_BYTES:
            raise _too_much()
        return fromstring(archive.read(name), forbid_dtd=True)
    # LookupError: the part is missing, or says it is written in an encoding that nobody knows.
    except (LookupError, ParseError, DefusedXmlException, ValueError):
        raise _damaged() from None


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def check_docx(archive: zipfile.ZipFile) -> None:
    """Refuse a Word file with macros or with parts from elsewhere. Raises ValidationError."""
    types = {element.get("ContentType", "") for element in _parsed(archive, "[Content_Types].xml")}
    if any("macroenabled" in text.lower() or "vbaproject" in text.lower() for text in types):
        raise _active()
    if _DOCX_MAIN not in types or "word/document.xml" not in archive.namelist():
        raise _damaged()
    for name in archive.namelist():
        if not name.lower().endswith(".rels"):
            continue
        for link in _parsed(archive, name):
            is_followed = link.get("TargetMode") == "External" and not link.get(
                "Type", ""
            ).endswith("/hyperlink")
            if is_followed and _OUTSIDE.search(link.get("Target", "")):
                raise _outside()


def is_odt(archive: zipfile.ZipFile) -> bool:
    """Return whether an archive says that it is an OpenDocument text."""
    return "mimetype" in archive.namelist() and archive.read("mimetype").strip() == _ODT_TYPE


def check_odt(archive: zipfile.ZipFile) -> None:
    """Refuse an OpenDocument text that is encrypted, has scripts or loads from elsewhere.

    Raises ValidationError.
    """
    manifest = _parsed(archive, "META-INF/manifest.xml")
    if any(_local(element) == "encryption-data" for element in manifest.iter()):
        raise ValidationError(
            _("This file is protected by a password. Send it without."), code="encrypted"
        )
    names = [n for n in ("content.xml", "styles.xml") if n in archive.namelist()]
    if "content.xml" not in names:
        raise _damaged()
    for name in names:
        for element in _parsed(archive, name).iter():
            if _local(element) in ("event-listener", "script"):
                raise _active()
            if _local(element) in _LOADING and _OUTSIDE.search(element.get(_XLINK, "")):
                raise _outside()
