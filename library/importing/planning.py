"""The verdict on every row: what an import would do with it, or why it cannot."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from library.enums import BatchStatus, RowVerdict
from library.importing.errors import CellError
from library.importing.merging import merge
from library.importing.profiles import Facts
from library.importing.terms import Terms
from library.models import ImportRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from library.importing.profiles import Profile
    from library.importing.sheets import Row
    from library.models import LibraryEntryPage, LibraryIndexPage

#: Rows looked at together: enough to share queries, few enough to keep memory flat.
CHUNK = 100


@dataclass(slots=True)
class PlannedRow:
    """A row, what it says and what is to be done about it."""

    number: int
    cells: dict[str, str]
    facts: Facts = field(default_factory=lambda: Facts(key="", identities=frozenset()))
    verdict: RowVerdict = RowVerdict.NEW
    column: str = ""
    message: str = ""
    #: The entry the row is about, changed in memory only; rows about the same share it.
    page: LibraryEntryPage | None = None

    @property
    def key(self) -> str:
        """Return by what a person knows the row."""
        return self.facts.key

    def refuse(self, message: str, column: str = "") -> None:
        """Mark the row as one that cannot be imported."""
        self.verdict, self.message, self.column = RowVerdict.ERROR, message, column


@dataclass
class Planner:
    """Judges the rows of one file, chunk by chunk, against each other and the library."""

    profile: Profile
    parent: LibraryIndexPage
    terms: Terms = field(default_factory=Terms.load)
    #: The row of the file that speaks of something first.
    _claimed: dict[str, int] = field(default_factory=dict)

    def again(self) -> Planner:
        """Return a planner that judges the file anew."""
        return Planner(self.profile, self.parent, self.terms)

    def chunks(self, rows: Iterable[Row]) -> Iterator[list[PlannedRow]]:
        """Yield the rows with their verdicts, some at a time."""
        rows = iter(rows)
        while chunk := list(islice(rows, CHUNK)):
            planned = [self._read(row) for row in chunk]
            self._judge([row for row in planned if row.verdict != RowVerdict.ERROR])
            yield planned

    def _read(self, row: Row) -> PlannedRow:
        """Read one row by itself."""
        cells = {name: text for name, text in row.cells.items() if name in self.profile.names}
        planned = PlannedRow(row.number, cells)
        if row.problem and (not row.column or row.column in self.profile.names):
            planned.refuse(row.problem, row.column)
            return planned
        try:
            planned.facts = facts = self.profile.read(cells, self.terms)
        except CellError as error:
            planned.refuse(error.message, error.column)
            return planned
        self._claim(planned, facts.identities if self.profile.makes_pages else {facts.key})
        return planned

    def _claim(self, row: PlannedRow, names: Iterable[str]) -> None:
        """Refuse a row about something that another row of the file is about."""
        for name in names:
            other = self._claimed.setdefault(name, row.number)
            if other != row.number:
                row.refuse(
                    _("Row %(other)d of the file is about the same.") % {"other": other},
                    self.profile.key_column,
                )

    def _judge(self, rows: list[PlannedRow]) -> None:
        """Compare rows with what the library has."""
        entries = self.profile.model.objects.child_of(self.parent)
        known: dict[str, dict[int, LibraryEntryPage]] = defaultdict(dict)
        pages: dict[int, LibraryEntryPage] = {}
        for page in self.profile.find(entries, [row.facts for row in rows]):
            for identity in self.profile.identities(page):
                known[identity][page.pk] = pages.setdefault(page.pk, page)
        imported = self._imported_before(pages)
        drafts: dict[int, LibraryEntryPage] = {}
        for row in rows:
            matches = {pk: p for name in row.facts.identities for pk, p in known[name].items()}
            if len(matches) > 1:
                row.refuse(
                    _("More than one entry of the library answers to this row: %(titles)s.")
                    % {"titles": ", ".join(page.title for page in matches.values())},
                    self.profile.key_column,
                )
            elif matches:
                (page,) = matches.values()
                self._compare(row, page, imported, drafts)
            elif not self.profile.makes_pages:
                row.refuse(_("The library has no such entry."), self.profile.key_column)

    def _compare(
        self,
        row: PlannedRow,
        page: LibraryEntryPage,
        imported: dict[tuple[int, str], dict[str, str]],
        drafts: dict[int, LibraryEntryPage],
    ) -> None:
        """Find what a row changes in its entry."""
        if self.profile.makes_pages:
            self._claim(row, {f"page {page.pk}"})
            if row.verdict == RowVerdict.ERROR:
                return
        before = self._facts_before(imported, page.pk, row.key)
        if before == row.facts:
            row.page, row.verdict = page, RowVerdict.DUPLICATE
            return
        if page.pk not in drafts:
            drafts[page.pk] = (
                page.get_latest_revision_as_object() if page.has_unpublished_changes else page
            )
        row.page = drafts[page.pk]
        changes = merge(row.page, row.facts, before)
        if not changes:
            row.verdict = RowVerdict.DUPLICATE
        elif page.locked:
            row.refuse(_("An editor has locked the entry."))
        elif changes.has_added and not self.profile.makes_pages:
            row.verdict = RowVerdict.NEW
        else:
            row.verdict = RowVerdict.UPDATE

    def _imported_before(self, pages: Iterable[int]) -> dict[tuple[int, str], dict[str, str]]:
        """Return the cells from which entries were imported last."""
        rows = ImportRow.objects.filter(
            page_id__in=pages, batch__profile=self.profile.name, batch__status=BatchStatus.DONE
        )
        return {
            self._history_key(page, key): cells
            for page, key, cells in rows.order_by("pk").values_list("page_id", "key", "cells")
        }

    def _facts_before(
        self, imported: dict[tuple[int, str], dict[str, str]], page_id: int, key: str
    ) -> Facts | None:
        cells = imported.get(self._history_key(page_id, key))
        if cells is None:
            return None
        try:
            return self.profile.read(cells, self.terms)
        except CellError:
            # Written when the profile read it otherwise.
            return None

    def _history_key(self, page_id: int, key: str) -> tuple[int, str]:
        """Return what an earlier row is found by: one row makes an entry, many may add to it."""
        return (page_id, "" if self.profile.makes_pages else key)
