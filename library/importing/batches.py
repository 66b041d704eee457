"""Imports from the admin: confirmed once, written a chunk at a time, gone on with, undone.

A chunk of rows is written in one transaction, together with the proof that the worker still holds
its claim. So a worker that dies leaves whole chunks and nothing half; whoever goes on, or undoes,
takes the claim over, and a worker that was only slow finds it gone and stops.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from core import cache
from library.enums import BatchStatus, UploadStatus
from library.importing import tasks
from library.importing.access import may_undo
from library.importing.claims import NotNowError, telling
from library.importing.errors import ImportRefusedError
from library.importing.planning import CHUNK as PLAN_CHUNK
from library.importing.reports import UndoReport
from library.importing.services import Publish, write_chunk
from library.importing.undoing import CHUNK, entries_of, marked, undo_chunk
from library.importing.uploads import SILENCE, discard, planner_for, stored_source
from library.importing.writing import PageWriter
from library.models import ImportBatch, ImportUpload

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from library.importing.planning import PlannedRow


@transaction.atomic
def confirm(upload: ImportUpload, *, user: User) -> ImportBatch:
    """Make an import of a checked file and have it written in the background.

    Raises NotNowError where it is not checked, or confirmed already, also at this very moment.
    """
    # One statement looks and sets: of two confirmations at once the second finds nothing to do.
    confirmed = ImportUpload.objects.filter(pk=upload.pk, status=UploadStatus.CHECKED).update(
        status=UploadStatus.CONFIRMED, moved_at=timezone.now()
    )
    if not confirmed:
        raise NotNowError
    claim = uuid.uuid4()
    batch = ImportBatch.objects.create(
        profile=upload.profile,
        file_name=upload.file_name,
        status=BatchStatus.WRITING,
        created_by=user,
        claim=claim,
        moved_at=timezone.now(),
    )
    ImportUpload.objects.filter(pk=upload.pk).update(batch=batch)
    transaction.on_commit(partial(tasks.write_batch.enqueue, batch.pk, str(claim)))
    return batch


def is_silent(batch: ImportBatch) -> bool:
    """Return whether a worker began something and has not been heard of for long."""
    if batch.status not in (BatchStatus.WRITING, BatchStatus.UNDOING):
        return False
    return batch.moved_at is None or batch.moved_at < timezone.now() - SILENCE


def _claim(batch: ImportBatch, free: Q, status: BatchStatus) -> str:
    """Take an import over for something. Raises NotNowError where somebody else works on it."""
    now, claim = timezone.now(), uuid.uuid4()
    taken = ImportBatch.objects.filter(free, pk=batch.pk).update(
        status=status, claim=claim, moved_at=now, problem=""
    )
    if not taken:
        raise NotNowError
    return str(claim)


def _dead(status: BatchStatus, silence: timedelta = SILENCE) -> Q:
    return Q(status=status, moved_at__lt=timezone.now() - silence)


@transaction.atomic
def resume(batch: ImportBatch) -> None:
    """Go on with an import that stopped. Raises NotNowError, also where its file is gone."""
    if not ImportUpload.objects.filter(batch=batch, file__wrapped_key__isnull=False).exists():
        raise NotNowError
    free = Q(status=BatchStatus.STOPPED, undo_report={}) | _dead(BatchStatus.WRITING)
    claim = _claim(batch, free, BatchStatus.WRITING)
    transaction.on_commit(partial(tasks.write_batch.enqueue, batch.pk, claim))


@transaction.atomic
def start_undo(batch: ImportBatch, *, user: User) -> None:
    """Have an import taken back in the background. Raises NotNowError."""
    free = (
        Q(status__in=(BatchStatus.DONE, BatchStatus.STOPPED))
        | _dead(BatchStatus.WRITING)
        | _dead(BatchStatus.UNDOING)
    )
    claim = _claim(batch, free, BatchStatus.UNDOING)
    transaction.on_commit(partial(tasks.undo_batch.enqueue, batch.pk, claim, user.pk))


def run_batch(batch_id: int, claim: str) -> None:
    """Write what is not written yet of a confirmed file; for the worker that holds the claim.

    What goes wrong stops the import and is told by its state, not raised: a task's error is kept in
    words, and they may quote the file.
    """
    held = ImportBatch.objects.filter(pk=batch_id, status=BatchStatus.WRITING, claim=claim)
    batch = held.first()
    if batch is None:
        return
    upload = ImportUpload.objects.filter(batch=batch).select_related("uploaded_by", "file").first()
    unforeseen = gettext_lazy("The import stopped by an error. Go on with it, or undo it.")
    language = upload.language if upload else get_language()
    with override(language), telling(held, BatchStatus.STOPPED, unforeseen):
        if upload is None:
            raise ImportRefusedError(_("The file is no longer kept. Upload it again."))
        _write_rows(batch, upload, held)


def _write_rows(batch: ImportBatch, upload: ImportUpload, held: QuerySet[ImportBatch]) -> None:
    source = stored_source(upload)
    ImportBatch.objects.filter(pk=batch.pk).update(checksum=source.checksum)
    planner = planner_for(upload)
    written = set(batch.rows.values_list("number", flat=True))
    rows = source.rows()
    while some := list(islice(rows, PLAN_CHUNK)):
        with transaction.atomic(), marked(batch, upload.uploaded_by):
            if not held.update(moved_at=timezone.now()):
                raise NotNowError
            # This locks the library, and only then is judged: what another import wrote is seen.
            writer = PageWriter(
                planner.profile.model, planner.parent, upload.uploaded_by, batch.log_id
            )
            for chunk in planner.chunks(some):
                waiting = [row for row in chunk if row.number not in written]
                if waiting:
                    write_chunk(
                        batch,
                        waiting,
                        writer,
                        Publish.NONE,
                        publishes_changes=False,
                        expected=_foretold(upload, waiting),
                    )
    with transaction.atomic():
        if not held.update(status=BatchStatus.DONE, moved_at=timezone.now()):
            raise NotNowError
        discard(upload)
    cache.bump(cache.PAGES)


def _foretold(upload: ImportUpload, rows: list[PlannedRow]) -> dict[int, str]:
    """Return the verdicts of the dry run on some rows."""
    verdicts = upload.verdicts.filter(number__range=(rows[0].number, rows[-1].number))
    return dict(verdicts.values_list("number", "verdict"))


def run_undo(batch_id: int, claim: str, user_id: int) -> None:
    """Take an import back; for the worker that holds the claim.

    One that was stopped goes on where it was: what is deleted is gone, and what was restored is
    restored to the same again.
    """
    held = ImportBatch.objects.filter(pk=batch_id, status=BatchStatus.UNDOING, claim=claim)
    batch = held.first()
    user = get_user_model().objects.filter(pk=user_id, is_active=True).first()
    if batch is None:
        return
    unforeseen = gettext_lazy("Undoing stopped by an error. Undo the import again.")
    language = user.language if user else get_language()
    with override(language), telling(held, BatchStatus.STOPPED, unforeseen):
        if user is None or not may_undo(user, batch):
            raise ImportRefusedError(_("You may not undo this import."))
        _undo_entries(batch, user, held)


def _undo_entries(batch: ImportBatch, user: User, held: QuerySet[ImportBatch]) -> None:
    entries = entries_of(batch)
    report = UndoReport()
    # From now on it cannot be gone on with: part of it may be gone.
    held.update(undo_report={"kept": []})
    for start in range(0, len(entries), CHUNK):
        with transaction.atomic(), marked(batch, user):
            if not held.update(moved_at=timezone.now()):
                raise NotNowError
            undo_chunk(batch, entries[start : start + CHUNK], report, user)
    now = timezone.now()
    with transaction.atomic():
        if not held.update(status=BatchStatus.UNDONE, undone_at=now, undo_report=report.told()):
            raise NotNowError
        for upload in ImportUpload.objects.filter(batch=batch).select_related("file"):
            discard(upload)
    cache.bump(cache.PAGES)
