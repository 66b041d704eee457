"""Take an import back, but nothing that people have done since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import LogContext, log
from wagtail.models import Page, PageLogEntry

from library.enums import BatchStatus
from library.importing.errors import ImportRefusedError
from library.importing.reports import WRITTEN, KeptEntry, UndoReport
from library.models import ImportBatch

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from wagtail.models import Revision

    from accounts.models import User
    from library.models import LibraryEntryPage

CHUNK = 100


@transaction.atomic
def undo_import(
    batch_id: int,
    *,
    user: User | None = None,
    is_dry_run: bool = False,
    on_entries: Callable[[int, int], object] | None = None,
) -> UndoReport:
    """Delete what an import made and give back to what it changed its former text.

    Entries that somebody worked on since are kept as they are. Raises ImportRefusedError where there
    is no such import or it is undone already, also by somebody else at this moment.
    """
    batches = ImportBatch.objects.filter(pk=batch_id)
    settled = batches.filter(status__in=(BatchStatus.DONE, BatchStatus.STOPPED))
    if is_dry_run:
        claimed = settled.count()
    else:
        # One statement looks and sets: of two undos at once the second finds nothing to do.
        claimed = settled.update(status=BatchStatus.UNDONE, undone_at=timezone.now())
    if not claimed:
        raise ImportRefusedError(_why_not(batches, batch_id))
    batch = batches.get()
    entries = entries_of(batch)
    report = UndoReport()
    with marked(batch, user):
        for start in range(0, len(entries), CHUNK):
            undo_chunk(batch, entries[start : start + CHUNK], report, user, is_dry_run=is_dry_run)
            if on_entries:
                on_entries(len(entries[start : start + CHUNK]), len(entries))
    return report


def _why_not(batches: QuerySet[ImportBatch], number: int) -> str:
    batch = batches.first()
    if batch is None:
        return _("There is no import %(number)d.") % {"number": number}
    if batch.status == BatchStatus.UNDONE:
        return _("Import %(number)d is undone already.") % {"number": number}
    return _("Import %(number)d is being worked on.") % {"number": number}


def marked(batch: ImportBatch, user: User | None) -> LogContext:
    """Return the context in which log entries bear the mark of an import.

    Undoing bears the same mark as the import itself: an earlier import that is undone next can tell
    from it that nobody touched the entry.
    """
    context = LogContext(user=user, generate_uuid=False)
    context.uuid = batch.log_id
    return context


def entries_of(batch: ImportBatch) -> list[int]:
    """Return the primary keys of the entries an import wrote."""
    rows = batch.rows.filter(verdict__in=WRITTEN, page__isnull=False)
    return sorted(set(rows.values_list("page_id", flat=True)))


def undo_chunk(
    batch: ImportBatch,
    pks: list[int],
    report: UndoReport,
    user: User | None,
    *,
    is_dry_run: bool = False,
) -> None:
    """Take back what an import made of some entries, and add to the report what came of it."""
    pages = Page.objects.filter(pk__in=pks).specific()
    touched = _touched(batch, pks)
    translated = set(
        Page.objects.filter(translation_key__in=[page.translation_key for page in pages])
        .exclude(pk__in=pks)
        .values_list("translation_key", flat=True)
    )
    # Where several rows changed an entry, the first knows what it was before.
    written = batch.rows.filter(page_id__in=pks, verdict__in=WRITTEN).order_by("-number")
    rows = {row.page_id: row for row in written.select_related("previous_revision")}
    unwanted = []
    for page in pages:
        row = rows[page.pk]
        if page.pk in touched:
            report.kept.append(KeptEntry(page.title, _("It was changed since.")))
        elif row.made_page and page.translation_key in translated:
            report.kept.append(KeptEntry(page.title, _("It has translations.")))
        elif row.made_page:
            unwanted.append(page)
        elif row.previous_revision is None:
            report.kept.append(KeptEntry(page.title, _("Its former version is gone.")))
        else:
            report.reverted += 1
            if not is_dry_run:
                _revert(page, row.previous_revision, user)
    report.deleted += len(unwanted)
    if unwanted and not is_dry_run:
        _delete(unwanted, user)


def _touched(batch: ImportBatch, pks: list[int]) -> set[int]:
    """Return which entries a person, or a later import that stands, has worked on since."""
    undone = ImportBatch.objects.filter(status=BatchStatus.UNDONE)
    marks = [batch.log_id, *undone.values_list("log_id", flat=True)]
    later = PageLogEntry.objects.filter(page_id__in=pks, timestamp__gte=batch.created_at)
    return set(later.exclude(uuid__in=marks).values_list("page_id", flat=True))


def _delete(pages: list[LibraryEntryPage], user: User | None) -> None:
    """Delete pages of one type together: one by one costs a hundred queries each."""
    by_type: dict[type[LibraryEntryPage], list[int]] = {}
    for page in pages:
        log(instance=page, action="wagtail.delete", user=user, deleted=True)
        by_type.setdefault(type(page), []).append(page.pk)
    for model, pks in by_type.items():
        model.objects.filter(pk__in=pks).delete()


def _revert(page: LibraryEntryPage, revision: Revision, user: User | None) -> None:
    if page.live and page.has_unpublished_changes and revision.pk == page.live_revision_id:
        # The import made a draft of a published entry: without the draft it is as it was.
        Page.objects.filter(pk=page.pk).update(
            latest_revision=revision,
            latest_revision_created_at=revision.created_at,
            has_unpublished_changes=False,
            draft_title=page.title,
        )
        log(instance=page, action="wagtail.revert", user=user, revision=revision)
        return
    is_published = page.live and not page.has_unpublished_changes
    former = revision.as_object()
    restored = former.save_revision(user=user, previous_revision=revision, log_action=True)
    if is_published:
        restored.publish(user=user, skip_permission_checks=True)
