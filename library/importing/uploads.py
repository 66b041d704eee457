"""From a file that somebody brings to a list of verdicts on its rows.

The file is kept sealed, as a file of hers; what is stored of its content beside it are its headings,
a few rows as a sample, and the verdicts with the titles of the rows. All of it goes with the upload.
"""

from __future__ import annotations

import io
import logging
import uuid
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from library.enums import FileFormat, UploadStatus
from library.importing.access import may_import
from library.importing.claims import NotNowError, telling
from library.importing.detection import TABLES, detect
from library.importing.errors import ImportRefusedError
from library.importing.planning import Planner
from library.importing.registry import PROFILES
from library.importing.services import library_index
from library.importing.sources import Prepared, opened_file
from library.models import ImportUpload, ImportVerdict
from privacy.enums import FileKind
from privacy.files import FileGoneError, keep_bytes, read_file, shred
from privacy.sealing import SealingError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.models import User
    from library.importing.sources import Source
    from library.models import LibraryEntryPage

logger = logging.getLogger(__name__)

MAX_MEGABYTES = 20
MAX_BYTES = MAX_MEGABYTES * 1024 * 1024
#: How long a file waits to be imported.
KEPT_FOR = timedelta(days=14)
#: A worker that has not moved for so long is taken to be dead.
SILENCE = timedelta(minutes=10)
PURPOSE = "library import"
READ_ACTION = "library.import"
RECORDS = "records"
SAMPLE_ROWS = 3
SAMPLE_LENGTH = 80


def keep_upload(file: UploadedFile, *, user: User) -> ImportUpload:
    """Keep a file for an import and find out what it is.

    Raises ImportRefusedError where it is nothing that can be imported, SealingKeyError without a key.
    """
    if (file.size or 0) > MAX_BYTES:
        raise ImportRefusedError(
            _("The file is larger than %(size)d MB.") % {"size": MAX_MEGABYTES}
        )
    content = io.BytesIO(file.read(MAX_BYTES + 1))
    file_format = detect(content)
    name = (file.name or "")[-255:]
    upload = ImportUpload(
        uploaded_by=user,
        file_name=name,
        format=file_format,
        profile=RECORDS,
        language=get_language() or "en",
    )
    if file_format in TABLES:
        sheet = opened_file(content, name, file_format)
        upload.header = list(sheet.header)
        upload.profile = known_profile(upload.header) or RECORDS
        upload.sample = _sample(sheet)
    is_workbook = file_format == FileFormat.XLSX
    with transaction.atomic():
        upload.file = keep_bytes(
            content.getvalue(),
            name=name,
            # A workbook is an archive, all other formats are texts.
            kind=FileKind.ZIP if is_workbook else FileKind.TXT,
            owner=user,
            purpose=PURPOSE,
        )
        upload.save(force_insert=True)
    return upload


def known_profile(header: list[str]) -> str:
    """Return the profile whose columns a table has, empty where it is of no such kind."""
    for profile in PROFILES.values():
        expected = {column.name for column in profile.columns if column.is_expected}
        if profile.name != RECORDS and expected <= set(header):
            return profile.name
    return ""


def _sample(sheet: Source) -> list[list[str]]:
    rows = (row for _place, row in zip(range(SAMPLE_ROWS), sheet.rows(), strict=False))
    return [[row.cells.get(name, "")[:SAMPLE_LENGTH] for name in sheet.header] for row in rows]


def stored_source(upload: ImportUpload) -> Prepared:
    """Return an upload's file as its columns were named.

    Raises ImportRefusedError where the file is gone or cannot be read.
    """
    if upload.file is None:
        raise ImportRefusedError(_("The file is no longer kept. Upload it again."))
    try:
        content = read_file(upload.file, actor=upload.uploaded_by, action=READ_ACTION)
    except (FileGoneError, SealingError) as error:
        logger.exception("%s cannot be opened.", upload)
        raise ImportRefusedError(_("The file is no longer kept. Upload it again.")) from error
    source = opened_file(io.BytesIO(content), upload.file_name, upload.format)
    is_mapped = upload.profile == RECORDS and upload.format in TABLES
    return Prepared(source, upload.mapping if is_mapped else None, upload.defaults)


def planner_for(upload: ImportUpload) -> Planner:
    """Return what judges the rows of an upload. Raises ImportRefusedError."""
    user = upload.uploaded_by
    if not may_import(user):
        raise ImportRefusedError(_("You may not add entries to the library."))

    def may_change(page: LibraryEntryPage) -> bool:
        return page.permissions_for_user(user).can_edit()

    return Planner(PROFILES[upload.profile], library_index(), may_change=may_change)


@transaction.atomic
def start_check(
    upload: ImportUpload,
    *,
    mapping: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
) -> None:
    """Have a file checked in the background, anew where it was checked before.

    Raises NotNowError where it is being checked just now, or was confirmed.
    """
    from library.importing.tasks import check_upload

    now, claim = timezone.now(), uuid.uuid4()
    is_free = Q(status__in=(UploadStatus.MAPPING, UploadStatus.CHECKED, UploadStatus.REFUSED))
    is_dead = Q(status=UploadStatus.CHECKING, moved_at__lt=now - SILENCE)
    changes = {"mapping": dict(mapping)} if mapping is not None else {}
    changes |= {"defaults": dict(defaults)} if defaults is not None else {}
    started = ImportUpload.objects.filter(is_free | is_dead, pk=upload.pk).update(
        status=UploadStatus.CHECKING,
        claim=claim,
        moved_at=now,
        problem="",
        language=get_language() or "en",
        **changes,
    )
    if not started:
        raise NotNowError
    ImportVerdict.objects.filter(upload=upload).delete()
    transaction.on_commit(partial(check_upload.enqueue, upload.pk, str(claim)))


def run_check(upload_id: int, claim: str) -> None:
    """Judge every row of an upload; for the worker that holds the claim."""
    held = ImportUpload.objects.filter(pk=upload_id, status=UploadStatus.CHECKING, claim=claim)
    upload = held.select_related("uploaded_by", "file").first()
    if upload is None:
        return
    unforeseen = gettext_lazy("The file could not be checked. Tell those who run the site.")
    with override(upload.language), telling(held, UploadStatus.REFUSED, unforeseen):
        _check_rows(upload, held)


def _check_rows(upload: ImportUpload, held: QuerySet[ImportUpload]) -> None:
    source = stored_source(upload)
    planner = planner_for(upload)
    planner.profile.check_header(list(source.header))
    total = 0
    for chunk in planner.chunks(source.rows()):
        total += len(chunk)
        with transaction.atomic():
            if not held.update(moved_at=timezone.now()):
                # It was discarded, or another worker took over.
                raise NotNowError
            ImportVerdict.objects.bulk_create(
                ImportVerdict(
                    upload=upload,
                    number=row.number,
                    key=row.key,
                    verdict=row.verdict,
                    column=row.column[:255],
                    message=row.message,
                )
                for row in chunk
            )
    if not total:
        raise ImportRefusedError(_("The file has no rows below the first."))
    held.update(status=UploadStatus.CHECKED)


@transaction.atomic
def discard(upload: ImportUpload) -> None:
    """Forget an upload and destroy its file; an import it became stays."""
    if upload.file is not None:
        shred(upload.file)
    upload.delete()


def stale_uploads(now: datetime) -> QuerySet[ImportUpload]:
    """Return the uploads that have waited long enough, but for those being written today."""
    busy = Q(batch__moved_at__gte=now - timedelta(days=1))
    return ImportUpload.objects.filter(created_at__lt=now - KEPT_FOR).exclude(busy)


def purge_uploads(rows: QuerySet[ImportUpload], _now: datetime) -> int:
    """Discard uploads and return how many those were."""
    uploads = list(rows.select_related("file"))
    for upload in uploads:
        discard(upload)
    return len(uploads)
