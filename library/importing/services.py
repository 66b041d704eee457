"""Import a file: the verb that commands and views call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogContext

from core import cache
from library.enums import RowVerdict, Verification
from library.importing.errors import ImportRefusedError
from library.importing.planning import Planner
from library.importing.registry import PROFILES
from library.importing.reports import WRITTEN, ImportReport, RowReport
from library.importing.sources import opened_path
from library.importing.writing import PageWriter, save_changes
from library.models import ImportBatch, ImportRow, LibraryIndexPage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from accounts.models import User
    from library.importing.planning import PlannedRow
    from library.importing.sources import Source
    from library.models import LibraryEntryPage


class Publish(models.TextChoices):
    """Which new entries an import publishes; the others become drafts."""

    NONE = "none", gettext_lazy("No entry")
    VERIFIED = "verified", gettext_lazy("Verified entries")
    ALL = "all", gettext_lazy("All entries")

    def covers(self, verification: str) -> bool:
        """Return whether an entry of this verification is published."""
        return self == Publish.ALL or (
            self == Publish.VERIFIED and verification == Verification.VERIFIED
        )


class Progress(Protocol):
    """Is told how an import comes along."""

    def checked(self, rows: int) -> None:
        """Hear that so many more rows were checked."""

    def written(self, rows: int, total: int) -> None:
        """Hear that so many more rows, of so many, were written."""


def import_file(
    path: Path,
    profile_name: str,
    *,
    publish: Publish = Publish.NONE,
    user: User | None = None,
    is_dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Check every row of a file and, where none is in error, write them all at once.

    With a row in error nothing is written; the report says which and why. Raises ImportRefusedError
    where the file as a whole cannot be read.
    """
    profile = PROFILES[profile_name]
    planner = Planner(profile, library_index())
    with opened_path(path) as sheet:
        report = ImportReport(ignored_columns=profile.check_header(list(sheet.header)))
        for chunk in planner.chunks(sheet.rows()):
            report.rows += [
                RowReport(row.number, row.key, row.verdict, row.column, row.message)
                for row in chunk
            ]
            if progress:
                progress.checked(len(chunk))
        if not report.rows:
            raise ImportRefusedError(_("The file has no rows below the first."))
        if not is_dry_run and not report.errors and report.has_news:
            report.batch = _write(sheet, planner.again(), publish, user, len(report.rows), progress)
    return report


def library_index() -> LibraryIndexPage:
    """Return the page below which entries go. Raises ImportRefusedError where there is none."""
    index = LibraryIndexPage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
    if index is None:
        raise ImportRefusedError(_("There is no library section in English to put entries into."))
    return index


@transaction.atomic
def _write(
    sheet: Source,
    planner: Planner,
    publish: Publish,
    user: User | None,
    total: int,
    progress: Progress | None,
) -> ImportBatch:
    """Carry out the plan of a file, made anew on what the library holds now."""
    with LogContext(user=user) as context:
        batch = ImportBatch.objects.create(
            profile=planner.profile.name,
            file_name=sheet.name[:255],
            checksum=sheet.checksum,
            created_by=user,
            log_id=context.uuid,
        )
        writer = PageWriter(planner.profile.model, planner.parent, user, context.uuid)
        for chunk in planner.chunks(sheet.rows()):
            for row in chunk:
                if row.verdict == RowVerdict.ERROR:
                    raise ImportRefusedError(
                        _("The library changed meanwhile. Row %(row)d: %(reason)s")
                        % {"row": row.number, "reason": row.message}
                    )
            write_chunk(batch, chunk, writer, publish)
            if progress:
                progress.written(len(chunk), total)
    cache.bump(cache.PAGES)
    return batch


def write_chunk(
    batch: ImportBatch,
    chunk: list[PlannedRow],
    writer: PageWriter,
    publish: Publish,
    *,
    publishes_changes: bool = True,
    expected: Mapping[int, str] | None = None,
) -> None:
    """Carry out the verdicts on some rows, and keep them; for use inside a transaction.

    Rows in error and duplicates are left out and kept with their reason. `expected` are the verdicts
    that were foretold, by row.
    """
    records = {
        row.number: ImportRow(
            batch=batch,
            number=row.number,
            key=row.key,
            cells=row.cells,
            verdict=row.verdict,
            expected=_other_verdict(row, expected or {}),
            column=row.column,
            message=row.message,
            page_id=row.page.pk if row.page else None,
        )
        for row in chunk
    }
    made = [row for row in chunk if row.page is None and row.verdict == RowVerdict.NEW]
    pages = [
        writer.build(
            row.facts, publish.covers(row.facts.fields.get("verification", Verification.UNVERIFIED))
        )
        for row in made
    ]
    writer.write(pages)
    for row, page in zip(made, pages, strict=True):
        record = records[row.number]
        record.page_id, record.made_page, record.revision = page.pk, True, page.latest_revision
    changed: dict[int, tuple[LibraryEntryPage, list[ImportRow]]] = {}
    for row in chunk:
        if row.page and row.verdict in WRITTEN:
            _page, touched = changed.setdefault(row.page.pk, (row.page, []))
            touched.append(records[row.number])
    for page, touched in changed.values():
        before, after = save_changes(page, writer.user, publishes=publishes_changes)
        for record in touched:
            record.previous_revision, record.revision = before, after
    ImportRow.objects.bulk_create(records.values())


def _other_verdict(row: PlannedRow, expected: Mapping[int, str]) -> str:
    """Return the verdict that was foretold for a row, where it was another."""
    verdict = expected.get(row.number, row.verdict)
    return "" if verdict == row.verdict else verdict
