"""Reading files: page by page, in every script, and without harm from what is broken."""

import io
import threading
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from core.models import SiteDocument
from library import text
from library.enums import TextStatus
from library.models import DocumentPage, DocumentText
from tests.factories import SiteDocumentFactory, ToolkitPageFactory

pytestmark = pytest.mark.django_db

FILES = Path(__file__).parents[2] / "home" / "demo" / "files"


def pdf(pages: int) -> bytes:
    """Return a PDF of as many pages with a few words on each."""
    writer = PdfWriter()
    for number in range(1, pages + 1):
        page = writer.add_blank_page(width=300, height=200)
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        words = DecodedStreamObject()
        words.set_data(f"BT /F1 12 Tf 20 100 Td (Words of page {number}) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(words)
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def store(data: bytes, name: str = "file.pdf", language: str = "en") -> SiteDocument:
    """Store a document and read it, as the task does after the commit."""
    document = SiteDocumentFactory(file=ContentFile(data, name=name), language=language)
    text.read_document(document.pk)
    return document


def status_of(document: SiteDocument) -> str:
    return DocumentText.objects.get(document=document).status


@pytest.fixture(params=["poppler", "pypdf"])
def reader(request, monkeypatch):
    """Read with pdftotext, then without it."""
    if request.param == "pypdf":
        monkeypatch.setattr(text.shutil, "which", lambda _name: None)
    elif text.shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not on this machine")
    return request.param


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("en", "association"),
        ("de", "Gewerkschaft"),
        ("ru", "профсоюз"),
        ("ar", "العمل"),
        ("fr", "syndicat"),
        ("es", "sindicato"),
        ("pt", "sindica"),
    ],
)
def test_the_words_of_every_language_are_read(reader, language, word):
    data = (FILES / f"guide-freedom-of-association-{language}.pdf").read_bytes()
    found = text.read_pdf(io.BytesIO(data))
    assert found.status == TextStatus.READ
    assert found.page_count == len(found.pages) == 2
    assert word.casefold() in " ".join(found.pages).casefold()


def test_pages_are_kept_with_their_numbers_and_the_files_checksum():
    data = pdf(3)
    document = store(data)
    state = DocumentText.objects.get(document=document)
    assert state.status == TextStatus.READ
    assert list(state.pages.values_list("number", flat=True)) == [1, 2, 3]
    assert state.checksum == text.checksum(io.BytesIO(data))


def test_text_is_read_once_and_again_only_when_the_file_changes():
    document = store(pdf(1))
    assert not text.mark_pending(document)
    document.file.save("other.pdf", ContentFile(pdf(2)), save=True)
    assert text.mark_pending(document)
    text.read_document(document.pk)
    assert DocumentPage.objects.filter(text_of__document=document).count() == 2


def test_a_saved_document_is_read_in_the_background(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        document = SiteDocumentFactory(file=ContentFile(pdf(1), name="a.pdf"))
    assert status_of(document) == TextStatus.READ


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a pdf at all",
        b"%PDF-1.7\n" + bytes(range(256)) * 20,
        pdf(20)[:2000],
        b"<html><script>alert(1)</script></html>",
    ],
    ids=["nothing", "text", "noise", "cut-off", "html"],
)
def test_a_damaged_pdf_says_so_and_leaves_the_entry_intact(library_index, client, reader, data):
    document = store(data)
    assert status_of(document) in {TextStatus.DAMAGED, TextStatus.EMPTY}
    entry = ToolkitPageFactory(files=[{"document": document}], slug="kit")
    assert client.get("/en/library/kit/").status_code == 200
    assert entry.files.count() == 1


def test_an_encrypted_pdf_says_so(reader):
    writer = PdfWriter()
    writer.append(io.BytesIO(pdf(1)))
    writer.encrypt("a password", algorithm="AES-256")
    assert status_of(store(written(writer))) == TextStatus.ENCRYPTED


def test_a_pdf_that_anyone_may_open_is_read_though_encrypted(reader):
    writer = PdfWriter()
    writer.append(io.BytesIO(pdf(1)))
    writer.encrypt("", owner_password="for the owner", algorithm="AES-256")
    assert status_of(store(written(writer))) == TextStatus.READ


def test_a_scan_has_no_text_and_says_so(reader):
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    document = store(written(writer))
    assert status_of(document) == TextStatus.EMPTY
    assert DocumentText.objects.get(document=document).page_count == 1


def test_five_thousand_pages_are_read_to_the_last():
    document = store(pdf(5000))
    state = DocumentText.objects.get(document=document)
    assert (state.status, state.page_count) == (TextStatus.READ, 5000)
    assert state.pages.filter(number=5000).exists()


def test_pages_beyond_the_limit_are_left_and_the_state_says_so(reader, settings):
    settings.FILE_TEXT_MAX_PAGES = 2
    document = store(pdf(3))
    assert status_of(document) == TextStatus.TRUNCATED
    assert DocumentPage.objects.filter(text_of__document=document).count() == 2


def test_reading_that_takes_too_long_is_stopped(reader, settings):
    settings.FILE_TEXT_TIMEOUT = 0
    assert text.read_pdf(io.BytesIO(pdf(2))).status == TextStatus.TIMEOUT


def test_layout_marks_ligatures_and_control_characters_are_cleaned():
    assert text.clean_page("\u202bالعمـــل\u202c\x00 ﬁle") == "العمل  file"


def test_text_of_a_kind_of_file_that_is_not_read():
    assert status_of(store(b"PK\x03\x04", name="a.docx")) == TextStatus.UNSUPPORTED


def test_a_file_that_is_gone_is_damaged_not_an_error():
    document = SiteDocumentFactory(file=ContentFile(pdf(1), name="a.pdf"))
    document.file.storage.delete(document.file.name)
    text.read_document(document.pk)
    assert status_of(document) == TextStatus.DAMAGED


def test_a_deleted_document_is_nothing_to_read():
    text.read_document(999_999)


@pytest.mark.django_db(transaction=True)
def test_two_workers_reading_one_file_keep_each_page_once():
    document = SiteDocumentFactory(file=ContentFile(pdf(5), name="a.pdf"))
    errors = []

    def read() -> None:
        try:
            text.read_document(document.pk)
        except Exception as error:  # noqa: BLE001  (whatever it is, the test must see it)
            errors.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=read) for _n in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not errors
    numbers = DocumentPage.objects.filter(text_of__document=document).values_list(
        "number", flat=True
    )
    assert sorted(numbers) == [1, 2, 3, 4, 5]
