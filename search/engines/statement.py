# ruff: noqa: S608 - values are parameters; the text holds names and numbers of ours only.
"""The one SQL statement of a search, for SQLite and PostgreSQL alike.

It returns every work that is found, one row each, with what is needed to sort, narrow and count
it; `search.engines.answers` does that. So hits, their number and all facets come from the same
rows and agree, and the rows are read once. Step by step:

- `visible`: pages the viewer may read, narrowed by kind, language of the text and year;
- `matched`: pages with the words, with their score: the engine's own part;
- `found`: the visible ones of them, one row per work.

Each work is then joined with its best page for the reader. A work passes or counts by that page,
so a count is exactly what choosing it will list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from core.languages import fallback_chain
from search.query import LANGUAGE_FACET

if TYPE_CHECKING:
    from datetime import datetime

    from search.query import SearchQuery

#: A rank and an id in one number, so that MIN() finds the id of the best rank.
_SHIFT = 1 << 40
_MASK = _SHIFT - 1

_NOTHING = "''"

#: What joins the values of many rows.
_AGGREGATES = {"sqlite": "group_concat", "postgresql": "string_agg"}


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL with its parameters."""

    text: str
    params: tuple[Any, ...] = ()


def statement(query: SearchQuery, visible: Sql, matched: Sql | None) -> Sql:
    """Return the statement for a query; `matched` is None where no words are asked for.

    Its rows are those of `search.engines.answers.Found`.
    """
    rank = _rank(query)
    key = Sql(f"MIN(({rank.text}) * {_SHIFT} + v.id)", rank.params)
    since = _since(query)
    asked = {*query.counted, *(facet for facet, values in query.facets.items() if values)}
    languages = _NOTHING
    if LANGUAGE_FACET in asked:
        languages = f"{_AGGREGATES[connection.vendor]}(v.language, ',')"
    ctes = [Sql(f"visible AS NOT MATERIALIZED ({visible.text})", visible.params)]
    if matched is None:
        ctes.append(
            Sql(
                f"shown AS (SELECT {key.text} AS best, 0 AS matched, 0 AS score,"
                f" {languages} AS languages FROM visible v{since.text} GROUP BY v.work)",
                (*key.params, *since.params),
            )
        )
    else:
        # Materialised, since SQLite lets nothing be ranked and grouped in one go.
        ctes += [
            Sql(f"matched AS MATERIALIZED ({matched.text})", matched.params),
            Sql(
                f"found AS (SELECT v.work, MAX(m.score) AS score, {key.text} AS matched"
                f" FROM matched m JOIN visible v ON v.id = m.id{since.text} GROUP BY v.work)",
                (*key.params, *since.params),
            ),
            Sql(
                f"shown AS (SELECT {key.text} AS best, f.matched, f.score,"
                f" {languages} AS languages FROM found f JOIN visible v ON v.work = f.work"
                " GROUP BY f.work, f.matched, f.score)",
                key.params,
            ),
        ]
    return Sql(
        "WITH "
        + ",\n".join(cte.text for cte in ctes)
        + f"\nSELECT d.id, s.matched & {_MASK}, s.score,"
        # As text, which sorts alike: making twenty thousand dates would take as long as the search.
        " CAST(d.date AS text), CAST(d.first_published_at AS text),"
        f" {'d.facets' if asked else _NOTHING}, s.languages"
        f" FROM shown s JOIN search_searchdocument d ON d.id = s.best & {_MASK}",
        tuple(param for cte in ctes for param in cte.params),
    )


def _rank(query: SearchQuery) -> Sql:
    """Return the rank of a page of `v` for the reader: asked languages, then her chain."""
    asked = {*query.languages, *query.facets.get(LANGUAGE_FACET, ())}
    languages = sorted(fallback_chain(query.reader_language), key=lambda code: code not in asked)
    whens = " ".join(f"WHEN %s THEN {rank}" for rank in range(len(languages)))
    return Sql(f"CASE v.language {whens} ELSE {len(languages)} END", tuple(languages))


def _since(query: SearchQuery) -> Sql:
    """Return the test that a work came to the site after the moment asked for, if any.

    A translation is not what brings a work to the site, whichever language has the words.
    """
    if not query.published_after:
        return Sql("")
    moment = _moment(query.published_after)
    return Sql(
        " WHERE v.first_published_at > %s AND NOT EXISTS (SELECT 1 FROM search_searchdocument o"
        " WHERE o.work = v.work AND o.first_published_at <= %s)",
        (moment, moment),
    )


def _moment(value: datetime) -> Any:
    """Return a moment as the database stores it."""
    return connection.ops.adapt_datetimefield_value(value)
