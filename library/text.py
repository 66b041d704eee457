"""Reading the text of files, page by page.

Poppler's pdftotext where the machine has it, pypdf otherwise. A file that cannot be read leaves
its entry as it is and a status that an editor can act on.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import re
import shutil
import subprocess
import tempfile
import time
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from wagtail.documents import get_document_model

from core import cache
from core.signals import work_changed
from library.citation_index import keys_in_pages, store_file
from library.enums import TextStatus
from library.models import DocumentPage, DocumentText, EntryFile

if TYPE_CHECKING:
    from typing import BinaryIO

    from core.models import SiteDocument

logger = logging.getLogger(__name__)

#: Direction marks and tatweel: layout, not text.
_LAYOUT = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\u0640]")
#: What PostgreSQL cannot store and nobody can read.
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
#: Characters kept of one page; a page with more is no page.
_PAGE_LIMIT = 200_000
_INSERT_SIZE = 200


@dataclass(frozen=True, slots=True)
class FileText:
    """What reading a file gave."""

    status: str
    pages: tuple[str, ...] = ()
    page_count: int = 0


def clean_page(text: str) -> str:
    """Return a page's text normalised to NFKC, without layout marks and control characters."""
    text = _CONTROL.sub(" ", _LAYOUT.sub("", unicodedata.normalize("NFKC", text)))
    return text[:_PAGE_LIMIT].strip()


def checksum(file: BinaryIO) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    for chunk in iter(lambda: file.read(1 << 20), b""):
        digest.update(chunk)
    return digest.hexdigest()


def mark_pending(document: SiteDocument) -> bool:
    """Note that a document waits to be read, unless this very content was.

    Returns whether it waits.
    """
    try:
        with document.open_file() as file:
            digest = checksum(file)
    except OSError:
        digest = ""
    state, created = DocumentText.objects.get_or_create(document=document)
    if not created and digest and state.checksum == digest:
        return False
    DocumentText.objects.filter(pk=state.pk).update(status=TextStatus.PENDING)
    return True


def read_document(document_id: int) -> None:
    """Read a document's file and keep its text; run twice it reads once.

    The state row is locked while the pages are replaced, so that two workers cannot mix two
    versions of a file.
    """
    document = get_document_model().objects.filter(pk=document_id).first()
    if document is None:
        return
    try:
        with document.open_file() as file:
            digest = checksum(file)
            file.seek(0)
            found = read_file(file, document.file_extension)
    except OSError:
        logger.warning("The file of document %s cannot be opened", document_id)
        digest, found = "", FileText(TextStatus.DAMAGED)
    # Looked for before the transaction: in a long file it takes a while.
    cited = keys_in_pages(found.pages)
    with transaction.atomic():
        state, _created = DocumentText.objects.select_for_update().get_or_create(
            document_id=document_id
        )
        state.pages.all().delete()
        DocumentPage.objects.bulk_create(
            (
                DocumentPage(text_of=state, number=number, text=text)
                for number, text in enumerate(found.pages, start=1)
                if text
            ),
            batch_size=_INSERT_SIZE,
        )
        store_file(document_id, cited)
        state.status, state.checksum = found.status, digest
        state.page_count = found.page_count
        state.save()
    cache.bump(cache.PAGES)
    keys = EntryFile.objects.filter(document_id=document_id).values_list(
        "page__translation_key", flat=True
    )
    for key in set(keys):
        work_changed.send(sender=DocumentText, translation_key=key)


def read_file(file: BinaryIO, extension: str) -> FileText:
    """Return the text of a file's pages. Never raises for what the file holds."""
    match extension.lower():
        case "pdf":
            return read_pdf(file)
        case "txt" | "csv":
            text = clean_page(file.read(_PAGE_LIMIT).decode("utf-8", errors="replace"))
            return FileText(TextStatus.READ if text else TextStatus.EMPTY, (text,), 1)
    return FileText(TextStatus.UNSUPPORTED)


def read_pdf(file: BinaryIO) -> FileText:
    """Return the text of a PDF's pages, from the best reader this machine has."""
    data = file.read()
    reader, status = _open_pdf(data)
    if reader is None:
        return FileText(status)
    try:
        page_count = len(reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError, AttributeError):
        return FileText(TextStatus.DAMAGED)
    limit = min(page_count, settings.FILE_TEXT_MAX_PAGES)
    try:
        if shutil.which("pdftotext"):
            pages = _read_with_poppler(data, limit)
        else:
            pages = _read_with_pypdf(reader, limit)
    except (subprocess.TimeoutExpired, TimeoutError):
        return FileText(TextStatus.TIMEOUT, page_count=page_count)
    except (subprocess.CalledProcessError, PyPdfError, ValueError):
        return FileText(TextStatus.DAMAGED, page_count=page_count)
    cleaned = tuple(clean_page(page) for page in pages)
    if not any(cleaned):
        return FileText(TextStatus.EMPTY, page_count=page_count)
    status = TextStatus.TRUNCATED if page_count > limit else TextStatus.READ
    return FileText(status, cleaned, page_count)


def _open_pdf(data: bytes) -> tuple[PdfReader | None, TextStatus]:
    """Return a reader, or why there is none."""
    try:
        reader = PdfReader(io.BytesIO(data))
        # A PDF whose user password is empty opens for everyone.
        if reader.is_encrypted and not reader.decrypt(""):
            return None, TextStatus.ENCRYPTED
    except Exception:  # noqa: BLE001  (a damaged file can make a parser raise anything)
        return None, TextStatus.DAMAGED
    return reader, TextStatus.READ


def _read_with_poppler(data: bytes, limit: int) -> list[str]:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as copy:
        copy.write(data)
        copy.flush()
        run = subprocess.run(  # noqa: S603  (a fixed command on a file of our own making)
            ["pdftotext", "-enc", "UTF-8", "-l", str(limit), copy.name, "-"],  # noqa: S607
            capture_output=True,
            timeout=settings.FILE_TEXT_TIMEOUT,
            check=True,
        )
    pages = run.stdout.decode("utf-8", errors="replace").split("\f")
    # pdftotext ends every page with a form feed, the last one too.
    return pages[:-1] if pages[-1].strip() == "" else pages


def _read_with_pypdf(reader: PdfReader, limit: int) -> list[str]:
    started, pages = time.monotonic(), []
    for number in range(limit):
        if time.monotonic() - started > settings.FILE_TEXT_TIMEOUT:
            raise TimeoutError
        page = ""
        # One unreadable page must not lose the others.
        with contextlib.suppress(Exception):
            page = reader.pages[number].extract_text()
        pages.append(page)
    return pages
