"""What an import or its undoing did, or would do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from library.enums import RowVerdict

if TYPE_CHECKING:
    from library.models import ImportBatch

#: The verdicts that lead to something being written.
WRITTEN = (RowVerdict.NEW, RowVerdict.UPDATE)


@dataclass(frozen=True, slots=True)
class RowReport:
    """The verdict on one row."""

    number: int
    key: str
    verdict: RowVerdict
    column: str = ""
    message: str = ""


@dataclass(slots=True)
class ImportReport:
    """The verdicts on a file, and the batch where they were carried out."""

    rows: list[RowReport] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)
    batch: ImportBatch | None = None

    @property
    def errors(self) -> list[RowReport]:
        """Return the rows that cannot be imported."""
        return [row for row in self.rows if row.verdict == RowVerdict.ERROR]

    @property
    def counts(self) -> dict[RowVerdict, int]:
        """Return how many rows got each verdict."""
        found = Counter(row.verdict for row in self.rows)
        return {verdict: found[verdict] for verdict in RowVerdict}

    @property
    def has_news(self) -> bool:
        """Return whether there is anything to write."""
        return any(row.verdict in WRITTEN for row in self.rows)


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """An entry that undoing leaves as it is, and why."""

    title: str
    reason: str


@dataclass(slots=True)
class UndoReport:
    """What undoing an import takes back and what it leaves."""

    deleted: int = 0
    reverted: int = 0
    kept: list[KeptEntry] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        """Return it as JSON can keep it."""
        return {
            "deleted": self.deleted,
            "restored": self.reverted,
            "kept": [[entry.title, entry.reason] for entry in self.kept],
        }
