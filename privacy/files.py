"""Sealed files: kept, opened, handed out, destroyed."""

from __future__ import annotations

import logging
import secrets
import unicodedata
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from privacy.enums import FileKind
from privacy.models import AccessLog, SealedFile
from privacy.sealing import UnsealError, seal, unseal
from privacy.uploads import check_upload

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.files.storage import Storage
    from django.core.files.uploadedfile import UploadedFile

    from accounts.models import User

logger = logging.getLogger(__name__)

#: Where sealed contents lie in the private storage.
FOLDER = "sealed"
_NONCE_LENGTH = 12
_MAX_NAME_LENGTH = 120


class FileGoneError(Exception):
    """The file was destroyed, or its content is missing from the storage."""


def private_storage() -> Storage:
    """Return the storage that hands out nothing by address."""
    return storages["private"]


def clean_name(name: str, kind: FileKind) -> str:
    """Return a file name that is safe to show and to save under, without control characters.

    Marks that turn the direction of text are among them: they can dress up an ending.
    """
    last = PurePosixPath(name.replace("\\", "/")).name
    shown = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .")
    stem = shown.removesuffix(PurePosixPath(shown).suffix)[:_MAX_NAME_LENGTH].strip(" .")
    return f"{stem or 'file'}.{kind.value}"


def keep_file(upload: UploadedFile, *, owner: User | None, purpose: str) -> SealedFile:
    """Keep what somebody uploaded, sealed; `owner` is the person whom it is about.

    Raises ValidationError where the upload is refused and SealingKeyError without a key; nothing is
    kept then.
    """
    kind = check_upload(upload)
    upload.seek(0)
    return keep_bytes(
        upload.read(), name=upload.name or "", kind=kind, owner=owner, purpose=purpose
    )


def keep_bytes(
    content: bytes, *, name: str, kind: FileKind, owner: User | None, purpose: str
) -> SealedFile:
    """Keep a content of our own making, sealed.

    The content is written before the row. Should the transaction fail afterwards, its key was never
    stored, so nobody can read what lies there, and `sweep` removes it.
    """
    data_key = AESGCM.generate_key(bit_length=256)
    file = SealedFile(
        owner=owner,
        purpose=purpose,
        name=clean_name(name, kind),
        kind=kind,
        size=len(content),
        storage_name=f"{FOLDER}/{secrets.token_hex(20)}",
    )
    file.wrapped_key = seal(data_key, file.key_purpose)
    nonce = secrets.token_bytes(_NONCE_LENGTH)
    sealed = nonce + AESGCM(data_key).encrypt(nonce, content, file.storage_name.encode())
    storage = private_storage()
    storage.save(file.storage_name, ContentFile(sealed))
    try:
        with transaction.atomic():
            file.save(force_insert=True)
    except Exception:  # any: what is not in a row is not kept
        storage.delete(file.storage_name)
        raise
    return file


def _open(file: SealedFile) -> bytes:
    if file.wrapped_key is None:
        raise FileGoneError(f"{file} was destroyed.")
    data_key = unseal(bytes(file.wrapped_key), file.key_purpose)
    try:
        with private_storage().open(file.storage_name, "rb") as blob:
            sealed = blob.read()
    except FileNotFoundError:
        raise FileGoneError(f"The content of {file} is missing from the storage.") from None
    nonce, ciphertext = sealed[:_NONCE_LENGTH], sealed[_NONCE_LENGTH:]
    try:
        return AESGCM(data_key).decrypt(nonce, ciphertext, file.storage_name.encode())
    except (InvalidTag, ValueError):
        raise UnsealError(f"The content of {file} was changed.") from None


def read_file(sealed_file: SealedFile, *, actor: User | None, action: str) -> bytes:
    """Write one row of the access log, then open the file.

    Whether the actor may is the caller's to know. Raises FileGoneError where it was destroyed,
    UnsealError where it was changed, SealingKeyError where its key cannot be opened.
    """
    sealed_file.refresh_from_db(fields=["wrapped_key", "owner"])
    if sealed_file.is_shredded:
        raise FileGoneError(f"{sealed_file} was destroyed.")
    AccessLog.objects.create(
        actor=actor, subject=sealed_file.owner, object_ref=str(sealed_file), action=action
    )
    return _open(sealed_file)


def sealed_response(sealed_file: SealedFile, *, actor: User | None, action: str) -> HttpResponse:
    """Hand a file out as a download that no cache keeps and no browser runs.

    Raises Http404 where it is gone, and what `read_file` raises.
    """
    try:
        content = read_file(sealed_file, actor=actor, action=action)
    except FileGoneError as error:
        raise Http404 from error
    kind = FileKind(sealed_file.kind)
    response = HttpResponse(content, content_type=kind.content_type)
    disposition = content_disposition_header(as_attachment=True, filename=sealed_file.name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    # django-csp leaves a policy alone that a view has set.
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _delete_blob(storage_name: str) -> None:
    try:
        private_storage().delete(storage_name)
    except Exception:  # of any storage: the file is unreadable already, the daily sweep tries again
        logger.exception("A destroyed file could not be removed from the storage yet.")


def shred(sealed_file: SealedFile) -> None:
    """Destroy a file: its key at once, its content when the transaction commits.

    To destroy it twice does nothing.
    """
    now = timezone.now()
    SealedFile.objects.filter(pk=sealed_file.pk, wrapped_key__isnull=False).update(
        wrapped_key=None, name="", shredded_at=now
    )
    sealed_file.refresh_from_db(fields=["wrapped_key", "name", "shredded_at"])
    storage_name = sealed_file.storage_name
    transaction.on_commit(lambda: _delete_blob(storage_name))


def sweep(older_than: datetime) -> int:
    """Remove contents that no readable row knows, and return how many those were.

    They come from transactions that failed after the content was written, and from storages that
    did not answer when a file was destroyed. Newer ones may belong to a transaction under way.
    """
    storage = private_storage()
    try:
        names = [f"{FOLDER}/{name}" for name in storage.listdir(FOLDER)[1]]
    except FileNotFoundError:
        return 0
    live = set(
        SealedFile.objects.filter(wrapped_key__isnull=False).values_list("storage_name", flat=True)
    )
    removed = 0
    for name in names:
        if name not in live and storage.get_modified_time(name) < older_than:
            storage.delete(name)
            removed += 1
    return removed
