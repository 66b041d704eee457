"""What may be uploaded: real documents of four kinds, looked at before anything is kept."""

from __future__ import annotations

import logging
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from privacy import scanning
from privacy.enums import UPLOAD_KINDS, FileKind
from privacy.office_files import check_docx, check_odt, is_odt, opened

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

logger = logging.getLogger(__name__)

MAX_MEGABYTES = 10
MAX_BYTES = MAX_MEGABYTES * 1024 * 1024

#: Where readers of PDF look for its mark.
_PDF_HEAD = 1024
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Beginnings of kinds that are text, or nearly, and yet programs or markup.
_NOT_PLAIN = ("{\\rtf", "%!", "#!")
_MARKUP = re.compile(r"\A\s*<[!?a-z]|<(?:!doctype|html|head|body|script|iframe|svg)\b", re.I)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def check_upload(upload: UploadedFile) -> FileKind:
    """Return the kind of a document that may be kept.

    The kind comes from the content; the name must agree. Raises ValidationError, whose code tells
    what is wrong: empty, too_large, kind, mislabelled, damaged, bomb, active, encrypted, outside,
    infected or scanner.
    """
    if not upload.size:
        raise ValidationError(_("This file is empty."), code="empty")
    if upload.size > MAX_BYTES:
        raise ValidationError(
            _("This file is larger than %(megabytes)d MB. Send a smaller one."),
            code="too_large",
            params={"megabytes": MAX_MEGABYTES},
        )
    upload.seek(0)
    content = upload.read(MAX_BYTES + 1)
    upload.seek(0)
    kind = _kind_of(content)
    suffix = PurePosixPath(upload.name or "").suffix.lower().removeprefix(".")
    if kind is None and suffix not in UPLOAD_KINDS:
        raise ValidationError(
            _("Files of this kind are not accepted. Send a PDF, DOCX, ODT or TXT file."),
            code="kind",
        )
    if kind is None or suffix != kind.value:
        raise ValidationError(
            _(
                "The content of this file is not what its name says. "
                "Save it again as PDF, DOCX, ODT or TXT, and send that."
            ),
            code="mislabelled",
        )
    _scan(content)
    return kind


def _kind_of(content: bytes) -> FileKind | None:
    """Return the kind, None where it is none of ours. Raises ValidationError."""
    if content.startswith(b"PK\x03\x04"):
        with opened(content) as archive:
            if is_odt(archive):
                check_odt(archive)
                return FileKind.ODT
            if "[Content_Types].xml" in archive.namelist():
                check_docx(archive)
                return FileKind.DOCX
        return None
    if content.startswith(_COMPOUND_FILE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise ValidationError(
                _("This file is protected by a password. Send it without."), code="encrypted"
            )
        return None
    start = content[:_PDF_HEAD].find(b"%PDF-")
    if start >= 0:
        # What a browser would take for a page may begin before the mark.
        return None if b"<" in content[:start] else FileKind.PDF
    return FileKind.TXT if _is_plain_text(content) else None


def _is_plain_text(content: bytes) -> bool:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return not (
        text.lstrip().startswith(_NOT_PLAIN) or _CONTROLS.search(text) or _MARKUP.search(text)
    )


def _scan(content: bytes) -> None:
    if not scanning.is_configured():
        return
    try:
        is_infected = scanning.is_infected(content)
    except scanning.ScannerError:
        logger.exception("An upload was refused because it could not be scanned.")
        raise ValidationError(
            _("This file could not be checked for viruses just now. Try again in a few minutes."),
            code="scanner",
        ) from None
    if is_infected:
        raise ValidationError(
            _("The virus scanner refused this file. Check your device, and send a clean file."),
            code="infected",
        )
