# ruff: noqa: S608 - values are parameters; the text holds names and numbers of ours only.
"""The one SQL statement of a search, for SQLite and PostgreSQL alike.

Hits, their number and all facets come from the same rows, so they agree, and asking once is what
keeps a search fast. Step by step:

- `visible`: pages the viewer may read, narrowed by kind, language of the text and year;
- `matched`: pages with the words, with their score: the engine's own part;
- `found`: the visible ones of them, one row per work;
- `shown`: each found work with its best page for the reader;
- `chosen`: with its facet values, and a mark for each facet on whether the work passes what was
  chosen in it. `count` adds them up.

A work passes or counts by its shown page, so a count is exactly what choosing it will list.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from core.languages import fallback_chain
from search.documents import FACET_SEPARATOR
from search.query import LANGUAGE_FACET, Sort

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from search.query import SearchQuery

#: A rank and an id in one number, so that MIN() finds the id of the best rank.
_SHIFT = 1 << 40
_MASK = _SHIFT - 1

#: What joins the values of many rows.
_AGGREGATES = {"sqlite": "group_concat", "postgresql": "string_agg"}
_ORDERS = {
    Sort.RELEVANCE: "c.score DESC, c.date DESC NULLS LAST, c.id DESC",
    Sort.NEWEST: "c.date DESC NULLS LAST, c.first_published_at DESC NULLS LAST, c.id DESC",
    Sort.ADDED: "c.first_published_at DESC NULLS LAST, c.id DESC",
    Sort.OLDEST: "c.date ASC NULLS LAST, c.first_published_at ASC NULLS LAST, c.id",
}


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL with its parameters."""

    text: str
    params: tuple[Any, ...] = ()


def statement(query: SearchQuery, visible: Sql, matched: Sql | None) -> Sql:
    """Return the statement for a query; `matched` is None where no words are asked for.

    Its rows are (part, values, languages, number, id, matched_id, score), where part is "hit" with
    the hit's place as number, "total", or "work" for one that `count` counts in the facets.
    """
    chosen_facets = {facet: values for facet, values in query.facets.items() if values}
    ctes = [
        *_works(query, visible, matched),
        _chosen(chosen_facets),
    ]
    selects = [_hits(query, chosen_facets, has_words=matched is not None), _total(chosen_facets)]
    if query.counted:
        selects.append(_counted(query, chosen_facets))
    return Sql(
        "WITH "
        + ",\n".join(cte.text for cte in ctes)
        + "\n"
        + "\nUNION ALL\n".join(select.text for select in selects),
        tuple(p for piece in (*ctes, *selects) for p in piece.params),
    )


def _moment(value: datetime) -> Any:
    """Return a moment as the database stores it."""
    return connection.ops.adapt_datetimefield_value(value)


def _rank(query: SearchQuery) -> Sql:
    """Return the rank of a page of `v` for the reader: asked languages, then her chain."""
    asked = {*query.languages, *query.facets.get(LANGUAGE_FACET, ())}
    languages = sorted(fallback_chain(query.reader_language), key=lambda code: code not in asked)
    whens = " ".join(f"WHEN %s THEN {rank}" for rank in range(len(languages)))
    return Sql(f"CASE v.language {whens} ELSE {len(languages)} END", tuple(languages))


def _works(query: SearchQuery, visible: Sql, matched: Sql | None) -> list[Sql]:
    rank = _rank(query)
    key = f"MIN(({rank.text}) * {_SHIFT} + v.id)"
    since = ""
    since_params: tuple[Any, ...] = ()
    if query.published_after:
        # A translation is not what brings a work to the site, whichever language has the words.
        since = (
            " WHERE v.first_published_at > %s AND NOT EXISTS (SELECT 1 FROM search_searchdocument o"
            " WHERE o.work = v.work AND o.first_published_at <= %s)"
        )
        since_params = (_moment(query.published_after),) * 2
    ctes = [Sql(f"visible AS NOT MATERIALIZED ({visible.text})", visible.params)]
    if matched is None:
        found = (
            f"SELECT v.work, CAST(0 AS double precision) AS score, {key} AS key"
            f" FROM visible v{since} GROUP BY v.work"
        )
        shown = (
            f"SELECT f.work, f.score, f.key & {_MASK} AS matched_id, f.key & {_MASK} AS id"
            " FROM found f"
        )
        shown_params: tuple[Any, ...] = ()
    else:
        ctes.append(Sql(f"matched AS MATERIALIZED ({matched.text})", matched.params))
        found = (
            f"SELECT v.work, CAST(MAX(m.score) AS double precision) AS score, {key} AS key"
            f" FROM matched m JOIN visible v ON v.id = m.id{since} GROUP BY v.work"
        )
        shown = (
            f"SELECT f.work, f.score, f.key & {_MASK} AS matched_id,"
            f" (SELECT {key} FROM visible v WHERE v.work = f.work) & {_MASK} AS id FROM found f"
        )
        shown_params = rank.params
    return [
        *ctes,
        Sql(f"found AS MATERIALIZED ({found})", (*rank.params, *since_params)),
        Sql(f"shown AS MATERIALIZED ({shown})", shown_params),
    ]


def _chosen(facets: dict[str, list[str]]) -> Sql:
    marks, params = [], []
    for index, (facet, values) in enumerate(facets.items()):
        slots = ", ".join(["%s"] * len(values))
        if facet == LANGUAGE_FACET:
            test = f"SELECT 1 FROM visible v WHERE v.work = s.work AND v.language IN ({slots})"
            params += values
        else:
            test = (
                "SELECT 1 FROM search_searchfacetvalue t WHERE t.document_id = s.id"
                f" AND t.facet = %s AND t.value IN ({slots})"
            )
            params += [facet, *values]
        marks.append(f", EXISTS ({test}) AS passes_{index}")
    return Sql(
        "chosen AS MATERIALIZED (SELECT s.work, s.score, s.matched_id, s.id,"
        f" d.date, d.first_published_at, d.facets{''.join(marks)}"
        " FROM shown s JOIN search_searchdocument d ON d.id = s.id)",
        tuple(params),
    )


def _passes(facets: dict[str, list[str]], but: str = "") -> str:
    """Return the test that a work passes every facet but one."""
    tests = [f"c.passes_{index}" for index, facet in enumerate(facets) if facet != but]
    return " AND ".join(tests) or "1 = 1"


def _hits(query: SearchQuery, facets: dict[str, list[str]], *, has_words: bool) -> Sql:
    sort = query.sort or Sort.RELEVANCE
    if sort is Sort.RELEVANCE and not has_words:
        sort = Sort.NEWEST
    first = (query.page - 1) * query.page_size
    return Sql(
        "SELECT 'hit' AS part, '' AS facets, '' AS languages, h.number, h.id, h.matched_id, h.score"
        f" FROM (SELECT c.id, c.matched_id, c.score, ROW_NUMBER() OVER (ORDER BY {_ORDERS[sort]})"
        f" AS number FROM chosen c WHERE {_passes(facets)}) h"
        " WHERE h.number > %s AND h.number <= %s",
        (first, first + query.page_size),
    )


def _total(facets: dict[str, list[str]]) -> Sql:
    return Sql(f"SELECT 'total', '', '', COUNT(*), 0, 0, 0 FROM chosen c WHERE {_passes(facets)}")


def _counted(query: SearchQuery, facets: dict[str, list[str]]) -> Sql:
    """Return the works that count in some facet: their values, their languages, what they miss."""
    misses = [
        f"CASE WHEN c.passes_{index} THEN 0 ELSE {1 << index} END" for index in range(len(facets))
    ]
    missed = " + ".join(misses) or "0"
    # In a facet count those who pass all the others.
    counting = [0, *(1 << index for index, facet in enumerate(facets) if facet in query.counted)]
    languages = "''"
    if LANGUAGE_FACET in query.counted:
        aggregate = _AGGREGATES[connection.vendor]
        languages = f"(SELECT {aggregate}(v.language, ',') FROM visible v WHERE v.work = c.work)"
    return Sql(
        f"SELECT 'work', c.facets, {languages}, {missed}, 0, 0, 0 FROM chosen c"
        f" WHERE {missed} IN ({', '.join(map(str, counting))})"
    )


def count(query: SearchQuery, works: Iterable[tuple[str, str, int]]) -> dict[str, dict[str, int]]:
    """Return the number of works by value by facet, the most frequent first.

    Takes the works of the statement: (values, languages, missed). Counted here and not by the
    database, which would sort a dozen values of each work: this takes a fifth of the time.
    """
    chosen = [facet for facet, values in query.facets.items() if values]
    tallies: dict[int, Counter[str]] = defaultdict(Counter)
    for values, languages, missed in works:
        tally = tallies[missed]
        tally.update(values.split(FACET_SEPARATOR))
        if languages:
            tally.update({f"{LANGUAGE_FACET}:{code}" for code in languages.split(",")})
    found: dict[str, Counter[str]] = {facet: Counter() for facet in query.counted}
    for missed, tally in tallies.items():
        only = chosen[missed.bit_length() - 1] if missed else ""
        for name, number in tally.items():
            facet, _colon, value = name.partition(":")
            if facet in found and only in ("", facet):
                found[facet][value] += number
    return {
        facet: dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
        for facet, counts in found.items()
    }
