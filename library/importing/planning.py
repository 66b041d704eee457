"""The verdict on every row: what an import would do with it, or why it cannot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from library.enums import BatchStatus, RowVerdict
from library.importing.errors import CellError
from library.importing.merging import merge
from library.importing.profiles import Facts
from library.importing.reports import WRITTEN
from library.importing.terms import Terms
from library.models import ImportRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from library.importing.likeness import Likeness
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
        """Return by what a person knows the row; its title where it could not be read."""
        return self.facts.key or self.cells.get("title", "")[:300]

    def refuse(self, message: str, column: str = "") -> None:
        """Mark the row as one that cannot be imported."""
        self.verdict, self.message, self.column = RowVerdict.ERROR, message, column

    def leave_out(self, message: str) -> None:
        """Mark the row as one about something that is there already."""
        self.verdict, self.message = RowVerdict.DUPLICATE, message

    @property
    def is_settled(self) -> bool:
        """Return whether the row need not be compared with the library any more."""
        return self.verdict in (RowVerdict.ERROR, RowVerdict.DUPLICATE)


def _everybody_may(_page: LibraryEntryPage) -> bool:
    return True


@dataclass
class Planner:
    """Judges the rows of one file, chunk by chunk, against each other and the library."""

    profile: Profile
    parent: LibraryIndexPage
    terms: Terms = field(default_factory=Terms.load)
    #: Whether whoever imports may change an entry.
    may_change: Callable[[LibraryEntryPage], bool] = _everybody_may
    #: The row of the file that speaks of something first.
    _claimed: dict[str, int] = field(default_factory=dict)
    #: By title and year, what rows that were no duplicates look like.
    _seen: dict[str, list[tuple[int, Likeness]]] = field(default_factory=lambda: defaultdict(list))

    def again(self) -> Planner:
        """Return a planner that judges the file anew."""
        return Planner(self.profile, self.parent, self.terms, self.may_change)

    def chunks(self, rows: Iterable[Row]) -> Iterator[list[PlannedRow]]:
        """Yield the rows with their verdicts, some at a time."""
        rows = iter(rows)
        while chunk := list(islice(rows, CHUNK)):
            planned = [self._read(row) for row in chunk]
            self._judge([row for row in planned if not row.is_settled])
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
        if not planned.is_settled:
            self._remember(planned)
        return planned

    def _remember(self, row: PlannedRow) -> None:
        """Leave out a row that looks like another of the file, and keep what it looks like."""
        likeness = row.facts.likeness
        for name in sorted(likeness.names):
            for number, other in self._seen[name]:
                if likeness.resembles(other):
                    row.leave_out(
                        _("Row %(other)d of the file has the same title, year and country.")
                        % {"other": number}
                    )
                    return
            self._seen[name].append((row.number, likeness))

    def _claim(self, row: PlannedRow, names: Iterable[str]) -> None:
        """Refuse a row about something that another row of the file is about."""
        for name in names:
            other = self._claimed.setdefault(name, row.number)
            if other == row.number:
                continue
            message = _("Row %(other)d of the file is about the same.") % {"other": other}
            if self.profile.is_gathered:
                row.leave_out(message)
            else:
                row.refuse(message, self.profile.key_column)

    def _judge(self, rows: list[PlannedRow]) -> None:
        """Compare rows with what the library has."""
        entries = self.profile.model.objects.child_of(self.parent)
        known: dict[str, dict[int, LibraryEntryPage]] = defaultdict(dict)
        pages: dict[int, LibraryEntryPage] = {}
        alike: dict[str, list[tuple[LibraryEntryPage, Likeness]]] = defaultdict(list)
        for page in self.profile.find(entries, [row.facts for row in rows]):
            for identity in self.profile.identities(page):
                known[identity][page.pk] = page
            pages[page.pk] = page
            likeness = self.profile.likeness(page)
            for name in likeness.names:
                alike[name].append((page, likeness))
        imported = self._imported_before(pages)
        drafts: dict[int, LibraryEntryPage] = {}
        for row in rows:
            matches = self._works(
                {pk: p for name in row.facts.identities for pk, p in known[name].items()}
            )
            if len(matches) > 1:
                row.refuse(
                    _("More than one entry of the library answers to this row: %(titles)s.")
                    % {"titles": ", ".join(self._shown(page) for page in matches.values())},
                    self.profile.key_column,
                )
            elif matches:
                (page,) = matches.values()
                self._compare(row, page, imported, drafts)
            elif not self.profile.makes_pages:
                row.refuse(_("The library has no such entry."), self.profile.key_column)
            else:
                self._leave_out_lookalike(row, alike)

    def _works(self, pages: dict[int, LibraryEntryPage]) -> dict[Any, LibraryEntryPage]:
        """Return one page of each work: a work may have a page in every language."""
        works: dict[Any, LibraryEntryPage] = {}
        for page in pages.values():
            if page.locale_id == self.parent.locale_id:
                works[page.translation_key] = page
            else:
                works.setdefault(page.translation_key, page)
        return works

    def _leave_out_lookalike(
        self, row: PlannedRow, alike: dict[str, list[tuple[LibraryEntryPage, Likeness]]]
    ) -> None:
        likeness = row.facts.likeness
        for name in sorted(likeness.names):
            for page, other in alike.get(name, ()):
                if likeness.resembles(other):
                    row.leave_out(
                        _("An entry of the library has the same title, year and country: %(title)s")
                        % {"title": self._shown(page)}
                    )
                    return

    def _shown(self, page: LibraryEntryPage) -> str:
        """Return the title of an entry below the section that is imported into, else a number.

        Whoever may add there sees the titles of all its drafts; of others she may not.
        """
        if page.path.startswith(self.parent.path):
            return page.title
        return _("entry %(number)d") % {"number": page.pk}

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
            if row.is_settled:
                return
        before = self._facts_before(imported, page.pk, row.key)
        if before == row.facts:
            row.page, row.verdict = page, self.profile.nothing_new
            return
        facts = _about(page, row.facts) if self.profile.is_gathered else row.facts
        if page.pk not in drafts:
            drafts[page.pk] = (
                page.get_latest_revision_as_object() if page.has_unpublished_changes else page
            )
        row.page = drafts[page.pk]
        changes = merge(row.page, facts, before, only_adds=self.profile.is_gathered)
        if not changes:
            row.verdict = self.profile.nothing_new
        elif not self.may_change(page):
            row.refuse(_("You may not change the entry that the library has of this."))
        elif page.locked:
            row.refuse(_("An editor has locked the entry."))
        elif changes.has_added and not self.profile.makes_pages:
            row.verdict = RowVerdict.NEW
        else:
            row.verdict = RowVerdict.UPDATE

    def _imported_before(self, pages: Iterable[int]) -> dict[tuple[int, str], dict[str, str]]:
        """Return the cells from which entries were imported last."""
        rows = ImportRow.objects.filter(
            page_id__in=pages,
            batch__profile=self.profile.name,
            batch__status__in=(BatchStatus.WRITING, BatchStatus.STOPPED, BatchStatus.DONE),
            verdict__in=(*WRITTEN, RowVerdict.DUPLICATE, RowVerdict.UNCHANGED),
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


def _about(page: LibraryEntryPage, facts: Facts) -> Facts:
    """Return the facts that an entry of another type has room for, too."""
    if facts.model is None or isinstance(page, facts.model):
        return facts
    names = {field.name for field in page._meta.get_fields()}
    return replace(
        facts, fields={name: value for name, value in facts.fields.items() if name in names}
    )
