"""Keeping the table of harvested records in step with what is public.

A change leaves its mark in its own transaction, and a task works the marks off: a thousand changes
of a work cost one look at it. Nothing public depends on the task being quick: what is listed is
asked of the pages themselves when it is written (`library.oai.repository`).
"""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from core import periodic
from library.exporting.dublin_core import write_one
from library.models import LibraryEntryPage, OaiRecord, OaiSetMember
from library.oai.repository import public_works

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from library.oai.repository import PublicWork

logger = logging.getLogger(__name__)

BATCH_SIZE = 50
#: How often what opened or closed without a signal is looked for.
EVERY = timedelta(minutes=15)


def register() -> None:
    """Have the table looked after by every tick."""
    periodic.register(periodic.Job("library.oai", EVERY, lambda _now: bring_in_step()))


def note_changes(works: Iterable[UUID]) -> None:
    """Note that works changed; they are looked at once the running transaction is committed."""
    # Written even where the mark is there: a task that has just taken the row waits for this
    # transaction, or this one for the task, so that no change is lost between them.
    OaiRecord.objects.bulk_create(
        [OaiRecord(work=work, is_stale=True) for work in works],
        update_conflicts=True,
        unique_fields=["work"],
        update_fields=["is_stale"],
    )
    request_update()


def request_update() -> None:
    """Have the table brought in step once the running transaction is committed."""
    transaction.on_commit(_start, robust=True)


def _start() -> None:
    from library.tasks import is_oai_update_waiting, update_oai_records

    if not is_oai_update_waiting():
        update_oai_records.enqueue()


def bring_in_step() -> int:
    """Look at every work that changed or whose openness did, and return how many those were."""
    _mark_what_opened_or_closed()
    done, last = 0, 0
    while True:
        with transaction.atomic():
            rows = list(
                OaiRecord.objects.select_for_update(skip_locked=True)
                .filter(is_stale=True, pk__gt=last)
                .order_by("pk")[:BATCH_SIZE]
            )
            if not rows:
                return done
            last = rows[-1].pk
            done += _update_all(rows)


def _mark_what_opened_or_closed() -> None:
    """Mark the works whose openness is not as the table has it, whoever forgot to tell."""
    entries = LibraryEntryPage.objects.visible_to(None)
    public = set(entries.values_list("translation_key", flat=True))
    listed = set(
        OaiRecord.objects.filter(is_deleted=False, datestamp__isnull=False).values_list(
            "work", flat=True
        )
    )
    if changed := public ^ listed:
        OaiRecord.objects.bulk_create(
            [OaiRecord(work=work, is_stale=True) for work in changed],
            update_conflicts=True,
            unique_fields=["work"],
            update_fields=["is_stale"],
        )


def _update_all(rows: list[OaiRecord]) -> int:
    """Bring rows in step, one by one where they fail together, and return how many were."""
    try:
        with transaction.atomic():
            works = public_works([row.work for row in rows])
            now = timezone.now().replace(microsecond=0)
            for row in rows:
                _update(row, works.get(row.work), now)
    except Exception:
        # One broken work must not keep all others from harvesters; it is tried again next time.
        if len(rows) > 1:
            return sum(_update_all([row]) for row in rows)
        logger.exception("The record of work %s could not be brought in step", rows[0].work)
        return 0
    return len(rows)


def _update(row: OaiRecord, work: PublicWork | None, now: datetime) -> None:
    if work is None and row.datestamp is None:
        # Never public: nobody was told of it, and nobody shall be.
        row.delete()
        return
    if work is None:
        # Its sets stay, so that those who harvest one of them learn of the deletion.
        if not row.is_deleted:
            row.is_deleted, row.datestamp, row.checksum = True, now, ""
    else:
        checksum = _checksum(work)
        if row.is_deleted or row.checksum != checksum:
            row.is_deleted, row.datestamp, row.checksum = False, now, checksum
            row.sets.exclude(spec__in=work.sets).delete()
            OaiSetMember.objects.bulk_create(
                [OaiSetMember(record=row, spec=spec) for spec in work.sets], ignore_conflicts=True
            )
    row.is_stale = False
    row.save()


def _checksum(work: PublicWork) -> str:
    return hashlib.sha256(write_one(work.record) + repr(work.sets).encode()).hexdigest()
