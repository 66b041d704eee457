# ruff: noqa: S608 - values are parameters; the text holds names and numbers of ours only.
"""The one SQL statement of a search, for SQLite and PostgreSQL alike.

It asks the database what only the database knows: which texts have the words, how well they have
them, which pages are hidden from the viewer at this moment, and whether what is kept in memory of
all texts (`search.engines.facts`) is still true.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: What a row tells.
MARK, HIDDEN, MATCHED = 0, 1, 2

#: A row: what it tells, then of the mark the number of texts and the sum of their stamps, of a
#: hidden page its id, of a matched text its id and its score.
AskedRow = tuple[int, int, int, float]


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL with its parameters."""

    text: str
    params: tuple[Any, ...] = ()


def statement(hidden: Sql | None, matched: Sql | None) -> Sql:
    """Return the statement; `hidden` gives (id), `matched` (id, score), each None for nothing."""
    selects = [
        Sql(
            f"SELECT {MARK} AS part, COUNT(*) AS id,"
            " CAST(COALESCE(SUM(d.stamp), 0) AS bigint) AS stamp,"
            " CAST(0 AS double precision) AS score FROM search_searchdocument d"
        )
    ]
    if hidden is not None:
        selects.append(Sql(f"SELECT {HIDDEN}, h.id, 0, 0 FROM ({hidden.text}) h", hidden.params))
    if matched is not None:
        selects.append(
            Sql(f"SELECT {MATCHED}, m.id, 0, m.score FROM ({matched.text}) m", matched.params)
        )
    return Sql(
        " UNION ALL ".join(select.text for select in selects),
        tuple(param for select in selects for param in select.params),
    )
