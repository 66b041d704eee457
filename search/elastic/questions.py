"""A query in the server's language, and its answer in ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from core.languages import language_codes
from search.query import LANGUAGE_FACET, Sort

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from search.parsing import Clause, Group, ParsedQuery
    from search.query import SearchQuery

#: More values than any facet has: countries are 249, years a few hundred.
MAX_VALUES = 2_000
#: Titles and identifiers weigh eight times as much as texts, subject headings twice.
WEIGHTS = {"heading": 8, "labels": 2, "text": 1, "variants": 1}
#: What a text found by another name of a concept counts beside one with the reader's own words.
NAMES_WEIGHT = 0.25

_LAST = {"missing": "_last", "unmapped_type": "date"}
_ORDERS: dict[Sort, list[Any]] = {
    Sort.RELEVANCE: ["_score", {"date": {"order": "desc", **_LAST}}],
    Sort.NEWEST: [{"date": {"order": "desc", **_LAST}}, {"published": {"order": "desc", **_LAST}}],
    Sort.OLDEST: [{"date": {"order": "asc", **_LAST}}, {"published": {"order": "asc", **_LAST}}],
    Sort.ADDED: [{"published": {"order": "desc", **_LAST}}],
}


@dataclass(frozen=True, slots=True)
class FoundWork:
    """A work the server found, and on the pages of which languages the words stand."""

    work: UUID
    score: float
    languages: frozenset[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server found: a page of works, how many there are, and counts by facet."""

    works: list[FoundWork]
    total: int
    facets: dict[str, dict[str, int]]


def question(query: SearchQuery, parsed: ParsedQuery, hidden_paths: Iterable[str]) -> dict[str, Any]:
    """Return the body of the request. What restrictions hide is left out before anything counts."""
    chosen = {facet: values for facet, values in query.facets.items() if values}
    sort = query.sort or Sort.RELEVANCE
    if sort is Sort.RELEVANCE and not parsed.clauses:
        sort = Sort.NEWEST
    return {
        "from": (query.page - 1) * query.page_size,
        "size": query.page_size,
        "track_total_hits": True,
        "track_scores": True,
        "_source": False,
        "query": {
            "bool": {
                "filter": _narrowed(query),
                "must_not": [{"prefix": {"paths": path}} for path in hidden_paths],
                "must": [_words(query, parsed)] if parsed.clauses else [],
            }
        },
        "post_filter": {"bool": {"filter": _chosen(chosen)}},
        "aggs": {
            facet: {
                "filter": {"bool": {"filter": _chosen(chosen, but=facet)}},
                "aggs": {"values": {"terms": {"field": _field(facet), "size": MAX_VALUES}}},
            }
            for facet in query.counted
        },
        "sort": [*_ORDERS[sort], {"work": {"order": "desc"}}],
    }


def answer(response: Mapping[str, Any], query: SearchQuery) -> Answer:
    """Return what a response says."""
    hits = response["hits"]
    return Answer(
        works=[
            FoundWork(
                UUID(hit["_id"]),
                hit.get("_score") or 0.0,
                frozenset(name.partition(":")[0] for name in hit.get("matched_queries", ())),
            )
            for hit in hits["hits"]
        ],
        total=hits["total"]["value"],
        facets={
            facet: {
                bucket["key"]: bucket["doc_count"]
                for bucket in sorted(
                    response["aggregations"][facet]["values"]["buckets"],
                    key=lambda bucket: (-bucket["doc_count"], bucket["key"]),
                )
            }
            for facet in query.counted
        },
    )


def _field(facet: str) -> str:
    return "languages" if facet == LANGUAGE_FACET else f"facets.{facet}"


def _chosen(facets: Mapping[str, list[str]], but: str = "") -> list[dict[str, Any]]:
    """Return the filters of what was chosen in every facet but one."""
    return [
        {"terms": {_field(facet): values}} for facet, values in facets.items() if facet != but
    ]


def _narrowed(query: SearchQuery) -> list[dict[str, Any]]:
    filters: list[dict[str, Any]] = []
    if query.kind:
        filters.append({"term": {"kind": query.kind}})
    if query.languages:
        filters.append({"terms": {"languages": list(query.languages)}})
    if query.year_from is not None or query.year_to is not None:
        limits = {"gte": query.year_from, "lte": query.year_to}
        filters.append(
            {"range": {"year": {end: year for end, year in limits.items() if year is not None}}}
        )
    if query.published_after:
        filters.append({"range": {"published": {"gt": query.published_after.isoformat()}}})
    return filters


def _words(query: SearchQuery, parsed: ParsedQuery) -> dict[str, Any]:
    """Return that all words stand on the pages of one language, whichever fits best."""
    pages = []
    for code in query.languages or language_codes():
        own = [_clause(clause, code) for clause in parsed.clauses]
        pages.append({"bool": {"must": own, "_name": f"{code}:own"}})
        if parsed.names:
            groups = [_group(group, code) for group in parsed.groups]
            pages.append({"bool": {"must": groups, "boost": NAMES_WEIGHT, "_name": f"{code}:names"}})
    return {"dis_max": {"queries": pages}}


def _group(group: Group, code: str) -> dict[str, Any]:
    """Return a group's own words, or the other names of what they name."""
    own = {"bool": {"must": [_clause(clause, code) for clause in group.clauses]}}
    if group.names is None:
        return own
    return {"bool": {"should": [own, _clause(group.names, code)], "minimum_should_match": 1}}


def _clause(clause: Clause, code: str) -> dict[str, Any]:
    """Return any form of a clause in any field of a language."""
    fields = [f"words.{code}.{field}^{weight}" for field, weight in WEIGHTS.items()]
    words = sorted(form[0] for form in clause.forms if len(form) == 1)
    phrases = sorted(" ".join(form) for form in clause.forms if len(form) > 1)
    should: list[dict[str, Any]] = [
        {"multi_match": {"query": phrase, "fields": fields, "type": "phrase"}} for phrase in phrases
    ]
    if words:
        should.append({"multi_match": {"query": " ".join(words), "fields": fields}})
    return {"bool": {"should": should, "minimum_should_match": 1}}
