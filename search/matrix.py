# ruff: noqa: S608 - values are parameters; the text holds names of ours only.
"""How much the library has, and where it has nothing: works by country and focus area, by region and type.

Counted from the index, as search counts, so a cell is exactly what its link lists. What the public
may read is kept in `MatrixCell`, which a task fills by one statement; who may read more, or reads
while the table is behind, has it counted by the same statement on the spot. So a number is never
older than the restriction that forbids it.

A work may have several countries and several focus areas. It counts in each of their cells, and
once in each total: a row's total is a number of works, not the sum of its cells.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from wagtail.models import Page

from core import cache, periodic
from core.querysets import hidden_from, hidden_paths
from search.models import MatrixCell, MatrixChange, SearchDocument

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

#: What is counted: the kind of content, and the facets of the rows and columns of each table.
KIND = "library"
TABLES = {"countries": ("country", "focus"), "regions": ("region", "type")}
#: The row or column of what has no value in its facet, and that of everything.
NONE, ALL = "", "*"


@dataclass(frozen=True, slots=True)
class Matrix:
    """A counting table: works by row and column, totals among them."""

    cells: dict[tuple[str, str], int] = field(default_factory=dict)

    def works(self, row: str, column: str = ALL) -> int:
        """Return the works of a cell; without a column those of the row."""
        return self.cells.get((row, column), 0)


# --- Asking -----------------------------------------------------------------------------------


def matrix_for(table: str, viewer: User | AnonymousUser | None) -> Matrix:
    """Return a counting table as a viewer may see it.

    From the kept one where she may read what the public may, and nothing has changed since it was
    filled.
    """
    # Asked before the cells are read: what changes meanwhile came after the question.
    if set(hidden_paths(viewer)) == set(hidden_paths(None)) and not MatrixChange.objects.exists():
        cells = {
            (row, column): works
            for row, column, works in MatrixCell.objects.filter(table=table).values_list(
                "row", "column", "works"
            )
        }
        if cells:
            return Matrix(cells)
    return Matrix(_counted(table, viewer))


def _counted(table: str, viewer: User | AnonymousUser | None) -> dict[tuple[str, str], int]:
    text, params = _statement(table, viewer)
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        return {(row, column): works for row, column, works in cursor.fetchall()}


def _statement(table: str, viewer: User | AnonymousUser | None) -> tuple[str, tuple[Any, ...]]:
    """Return the statement that counts a table, its totals included.

    One page stands for each work: its languages share their facts, and are counted once.
    """
    rows, columns = TABLES[table]
    documents = SearchDocument.objects.filter(kind=KIND)
    if (hidden := hidden_from(viewer)) is not None:
        documents = documents.exclude(page_id__in=Page.objects.filter(hidden).values("pk"))
    text, params = documents.values("id", "work").query.sql_with_params()
    return (
        f"WITH documents AS MATERIALIZED"
        f" (SELECT MIN(d.id) AS id FROM ({text}) d GROUP BY d.work),"
        f" table_rows AS MATERIALIZED ({_VALUES}), table_columns AS MATERIALIZED ({_VALUES})"
        " SELECT r.value, c.value, COUNT(*) FROM table_rows r"
        " JOIN table_columns c ON c.id = r.id GROUP BY r.value, c.value"
        f" UNION ALL SELECT r.value, '{ALL}', COUNT(*) FROM table_rows r GROUP BY r.value"
        f" UNION ALL SELECT '{ALL}', c.value, COUNT(*) FROM table_columns c GROUP BY c.value"
        f" UNION ALL SELECT '{ALL}', '{ALL}', COUNT(*) FROM documents",
        (*params, rows, columns),
    )


_VALUES = (
    f"SELECT d.id, COALESCE(f.value, '{NONE}') AS value FROM documents d"
    " LEFT JOIN search_searchfacetvalue f ON f.document_id = d.id AND f.facet = %s"
)


# --- Keeping ----------------------------------------------------------------------------------


def note_change() -> None:
    """Say that the tables are behind, from this moment on; a task fills them after the commit."""
    MatrixChange.objects.create()
    transaction.on_commit(_start_refresh, robust=True)


def _start_refresh() -> None:
    from search.tasks import is_matrix_refresh_waiting, refresh_matrix

    if MatrixChange.objects.exists() and not is_matrix_refresh_waiting():
        refresh_matrix.enqueue()


@transaction.atomic
def refresh() -> None:
    """Fill the tables anew, in the place of what they held, and forget the changes they show."""
    # These are committed, so the counting below sees what they stand for. One that comes later
    # keeps its row, and with it the next refresh.
    shown = list(MatrixChange.objects.order_by("pk").values_list("pk", flat=True))
    _lock()
    MatrixCell.objects.all()._raw_delete(MatrixCell.objects.db)
    with connection.cursor() as cursor:
        for table in TABLES:
            text, params = _statement(table, None)
            cursor.execute(
                'INSERT INTO search_matrixcell ("table", "row", "column", works)'
                f" SELECT %s, counted.* FROM ({text}) counted",
                (table, *params),
            )
    for start in range(0, len(shown), 500):
        MatrixChange.objects.filter(pk__in=shown[start : start + 500]).delete()
    # Pages that showed the old numbers were kept until now.
    cache.bump(cache.PAGES)


def _lock() -> None:
    """Let two refreshes wait for each other; SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE search_matrixcell IN SHARE ROW EXCLUSIVE MODE")


def refresh_overdue(now: datetime) -> None:
    """Fill the tables where they are behind: a task may have been lost with its worker."""
    if MatrixChange.objects.exists():
        refresh()


def register() -> None:
    """Have every tick see that the tables do not stay behind."""
    periodic.register(periodic.Job("search.matrix", timedelta(minutes=10), refresh_overdue))


def holes(matrix: Matrix, rows: Iterable[str]) -> int:
    """Return how many of some rows have no work at all."""
    return sum(1 for row in rows if not matrix.works(row))
