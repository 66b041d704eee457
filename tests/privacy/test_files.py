from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from privacy.enums import FileKind
from privacy.files import (
    FileGoneError,
    clean_name,
    keep_bytes,
    keep_file,
    private_storage,
    read_file,
    sealed_response,
    shred,
    sweep,
)
from privacy.models import AccessLog, SealedFile
from privacy.sealing import SealingKeyError, UnsealError
from tests.accounts.factories import UserFactory
from tests.privacy.documents import PDF, TEXT, upload

pytestmark = pytest.mark.django_db
OTHER_KEY = "b" * 43 + "="


@pytest.fixture
def file(person):
    """Return a sealed text about an invented person."""
    return keep_file(upload("résumé of Zenobia.txt", TEXT), owner=person, purpose="resume")


def blobs() -> set[str]:
    try:
        return set(private_storage().listdir("sealed")[1])
    except FileNotFoundError:
        return set()


def stored(file: SealedFile) -> bytes:
    with private_storage().open(file.storage_name) as blob:
        return blob.read()


def replace(file: SealedFile, content: bytes) -> None:
    private_storage().delete(file.storage_name)
    private_storage().save(file.storage_name, ContentFile(content))


def test_m6_what_is_stored_holds_no_plaintext(file, person):
    assert b"Zenobia" not in stored(file)
    assert b"invented" not in stored(file)
    assert "Zenobia" not in file.storage_name
    assert read_file(file, actor=person, action="test") == TEXT


def test_equal_files_are_stored_differently(file, person):
    other = keep_file(upload("résumé of Zenobia.txt", TEXT), owner=person, purpose="resume")

    assert stored(file)[12:] != stored(other)[12:]
    assert bytes(file.wrapped_key) != bytes(other.wrapped_key)


def test_m7_each_opening_adds_one_row_that_its_owner_can_read(file, person):
    reviewer = UserFactory()

    read_file(file, actor=reviewer, action="resume.read")
    sealed_response(file, actor=reviewer, action="resume.read")

    rows = AccessLog.objects.filter(subject=person)
    assert [(row.actor, row.object_ref, row.action) for row in rows] == [
        (reviewer, f"File {file.token}", "resume.read")
    ] * 2


def test_download_is_an_attachment_that_nothing_keeps_or_runs(file, person):
    response = sealed_response(file, actor=person, action="test")

    assert response.content == TEXT
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''r%C3")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert response.headers["Referrer-Policy"] == "no-referrer"


def test_refused_upload_leaves_nothing(person):
    before = blobs()

    with pytest.raises(ValidationError):
        keep_file(upload("resume.pdf", b"<html>"), owner=person, purpose="resume")

    assert blobs() == before
    assert not SealedFile.objects.exists()


def test_no_key_leaves_nothing(settings, person):
    settings.SEALING_KEYS, settings.SEALING_KEY_FILE = [], None
    before = blobs()

    with pytest.raises(SealingKeyError, match="Set SEALING_KEYS"):
        keep_file(upload("resume.pdf", PDF), owner=person, purpose="resume")

    assert blobs() == before
    assert not SealedFile.objects.exists()


def test_wrong_key_opens_nothing(settings, file, person):
    settings.SEALING_KEYS = [OTHER_KEY]

    with pytest.raises(SealingKeyError, match="Put it back"):
        read_file(file, actor=person, action="test")


def test_changed_or_exchanged_content_does_not_open(file, person):
    other = keep_file(upload("other.txt", b"something else"), owner=person, purpose="resume")

    replace(file, stored(other))
    with pytest.raises(UnsealError):
        read_file(file, actor=person, action="test")

    replace(file, b"short")
    with pytest.raises(UnsealError):
        read_file(file, actor=person, action="test")


def test_key_of_another_file_does_not_open(file, person):
    other = keep_file(upload("other.txt", b"something else"), owner=person, purpose="resume")
    SealedFile.objects.filter(pk=file.pk).update(wrapped_key=other.wrapped_key)

    with pytest.raises(UnsealError):
        read_file(file, actor=person, action="test")


def test_shredded_file_is_gone_for_good(file, person, django_capture_on_commit_callbacks):
    copy_in_a_backup = stored(file)

    with django_capture_on_commit_callbacks(execute=True):
        shred(file)
        shred(file)

    kept = SealedFile.objects.get(pk=file.pk)
    assert kept.wrapped_key is None
    assert kept.name == ""
    assert kept.shredded_at is not None
    assert file.storage_name.rpartition("/")[2] not in blobs()
    private_storage().save(file.storage_name, ContentFile(copy_in_a_backup))
    with pytest.raises(FileGoneError):
        read_file(file, actor=person, action="test")
    with pytest.raises(Http404):
        sealed_response(file, actor=person, action="test")
    assert not AccessLog.objects.exists()


def test_file_shredded_meanwhile_is_gone_for_who_holds_an_old_row(file, person):
    held = SealedFile.objects.get(pk=file.pk)
    shred(file)

    with pytest.raises(FileGoneError):
        read_file(held, actor=person, action="test")


def test_row_that_cannot_be_written_leaves_no_content(person, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(SealedFile, "save", fail)
    before = blobs()

    with pytest.raises(RuntimeError):
        keep_bytes(TEXT, name="a.txt", kind=FileKind.TXT, owner=person, purpose="test")

    assert blobs() == before


def test_content_of_a_failed_transaction_is_swept_and_others_stay(file, person):
    before = blobs()

    def fail() -> None:
        with transaction.atomic():
            keep_file(upload("lost.txt", TEXT), owner=person, purpose="resume")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert len(blobs() - before) == 1
    assert SealedFile.objects.get() == file
    assert sweep(timezone.now() - timedelta(days=1)) == 0
    assert sweep(timezone.now() + timedelta(minutes=1)) >= 1
    assert blobs() == {file.storage_name.rpartition("/")[2]}
    assert read_file(file, actor=person, action="test") == TEXT


def test_storage_that_fails_keeps_the_file_destroyed(
    file, person, monkeypatch, django_capture_on_commit_callbacks
):
    def fail(name):
        raise OSError

    monkeypatch.setattr(private_storage(), "delete", fail)
    with django_capture_on_commit_callbacks(execute=True):
        shred(file)
    monkeypatch.undo()

    with pytest.raises(FileGoneError):
        read_file(file, actor=person, action="test")
    assert sweep(timezone.now() + timedelta(minutes=1)) >= 1
    assert file.storage_name.rpartition("/")[2] not in blobs()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("résumé.PDF", "résumé.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\z\\résumé.pdf", "résumé.pdf"),
        ("cv\u202efdp.exe.pdf", "cvfdp.exe.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        (".pdf", "pdf.pdf"),
        ("", "file.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_name_is_safe_to_show(name, shown):
    assert clean_name(name, FileKind.PDF) == shown


def test_largest_file_is_kept_and_read_back(person):
    content = PDF + b" " * (10 * 1024 * 1024 - len(PDF))

    file = keep_file(upload("large.pdf", content), owner=person, purpose="resume")

    assert BytesIO(read_file(file, actor=person, action="test")).read() == content
