"""A query in the server's language, and its answer in ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from core.languages import language_codes
from search.engines.database import NAMES_WEIGHT
from search.query import LANGUAGE_FACET, Sort

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from search.parsing import Clause, Group, ParsedQuery
    from search.query import SearchQuery

#: More values than any facet has: countries are 249, years a few hundred.
MAX_VALUES = 2_000
#: Titles and identifiers weigh eight times as much as texts, subject headings twice.
RANKED = ["ranked.heading^8", "ranked.labels^2", "ranked.text"]
RANKED_BY_NAMES = ["ranked.heading^8", "ranked.text"]
#: A server refuses a query with more words and phrases in it (indices.query.bool.max_clause_count).
MAX_TESTS = 1_000
TESTS = frozenset({"exists", "match_none", "match_phrase", "range", "term", "terms"})

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


def question(query: SearchQuery, parsed: ParsedQuery, hidden: Sequence[int]) -> dict[str, Any]:
    """Return the body of the request. `hidden` are the pages below which she may read nothing.

    A work is found by its readable pages only, so nothing hidden is counted.
    """
    asking = _Asking(query, [str(page_id) for page_id in hidden])
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
                "filter": [*_narrowed(query), _any(_pages(asking, parsed)), *_since(asking)],
                "should": _ranking(parsed),
            }
        },
        "post_filter": {"bool": {"filter": _chosen(asking, chosen)}},
        "aggs": {
            facet: {
                "filter": {"bool": {"filter": _chosen(asking, chosen, but=facet)}},
                "aggs": {"values": _counted(asking, facet)},
            }
            for facet in query.counted
        },
        "sort": [*_ORDERS[sort], {"work": {"order": "desc"}}],
    }


def tests_in(query: Any) -> int:
    """Return how many words, phrases and other tests there are in a query of the server's."""
    if isinstance(query, list):
        return sum(map(tests_in, query))
    if not isinstance(query, dict):
        return 0
    if "multi_match" in query:
        return len(query["multi_match"]["fields"]) * len(query["multi_match"]["query"].split())
    if not TESTS.isdisjoint(query):
        return 1
    return sum(map(tests_in, query.values()))


@dataclass(frozen=True, slots=True)
class _Asking:
    """Which pages of a work a query may find."""

    query: SearchQuery
    hidden: list[str]

    @property
    def languages(self) -> list[str]:
        asked = self.query.languages
        return [code for code in language_codes() if not asked or code in asked]

    def page(self, code: str) -> dict[str, Any]:
        """Return that a work has a page in a language, of the years asked for, and readable."""
        places, year = f"pages.{code}.places", f"pages.{code}.year"
        must: list[dict[str, Any]] = [{"exists": {"field": places}}]
        if self.query.year_from is not None:
            must.append({"range": {year: {"gte": self.query.year_from}}})
        if self.query.year_to is not None:
            must.append({"range": {year: {"lte": self.query.year_to}}})
        must_not = [{"terms": {places: self.hidden}}] if self.hidden else []
        return {"bool": {"filter": must, "must_not": must_not}}


def answer(response: Mapping[str, Any], query: SearchQuery) -> Answer:
    """Return what a response says.

    Raises ValueError where it speaks of a part of the index only, KeyError, TypeError or
    AttributeError where it cannot be understood.
    """
    if response["timed_out"] or response["_shards"]["failed"]:
        raise ValueError("Not all of the index was searched.")
    hits = response["hits"]
    return Answer(
        works=[
            FoundWork(
                UUID(hit["_id"]),
                hit.get("_score") or 0.0,
                frozenset(hit.get("matched_queries", ())),
            )
            for hit in hits["hits"]
        ],
        total=hits["total"]["value"],
        facets={
            facet: _counts(response["aggregations"][facet]["values"]["buckets"])
            for facet in query.counted
        },
    )


def _counts(buckets: Any) -> dict[str, int]:
    """Return works by value, the most frequent first."""
    if isinstance(buckets, dict):  # By language, each of which was asked for by name.
        counts = {value: bucket["doc_count"] for value, bucket in buckets.items()}
    else:
        counts = {bucket["key"]: bucket["doc_count"] for bucket in buckets}
    return {
        value: count
        for value, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        if count
    }


def _counted(asking: _Asking, facet: str) -> dict[str, Any]:
    if facet != LANGUAGE_FACET:
        return {"terms": {"field": f"facets.{facet}", "size": MAX_VALUES}}
    languages = {code: asking.page(code) for code in asking.languages}
    # Servers refuse to count nothing.
    return {"filters": {"filters": languages or {"none": {"match_none": {}}}}}


def _chosen(
    asking: _Asking, facets: Mapping[str, list[str]], but: str = ""
) -> list[dict[str, Any]]:
    """Return the filters of what was chosen in every facet but one."""
    return [
        _any([asking.page(code) for code in asking.languages if code in values])
        if facet == LANGUAGE_FACET
        else {"terms": {f"facets.{facet}": values}}
        for facet, values in facets.items()
        if facet != but
    ]


def _any(queries: list[dict[str, Any]]) -> dict[str, Any]:
    """Return that one of the queries holds; of none, none does."""
    if not queries:
        return {"match_none": {}}
    return {"bool": {"should": queries, "minimum_should_match": 1}}


def _narrowed(query: SearchQuery) -> list[dict[str, Any]]:
    return [{"term": {"kind": query.kind}}] if query.kind else []


def _since(asking: _Asking) -> list[dict[str, Any]]:
    """Return that the first of a work's pages was published after a moment."""
    if not asking.query.published_after:
        return []
    moment = asking.query.published_after.isoformat()

    def published(code: str, end: str) -> dict[str, Any]:
        test = {"range": {f"pages.{code}.published": {end: moment}}}
        return {"bool": {"filter": [asking.page(code), test]}}

    return [
        _any([published(code, "gt") for code in asking.languages]),
        {"bool": {"must_not": [published(code, "lte") for code in asking.languages]}},
    ]


def _pages(asking: _Asking, parsed: ParsedQuery) -> list[dict[str, Any]]:
    """Return the pages that may be found, by language: all words of a query stand on one of them.

    The names tell from the answer in which languages the words were found.
    """
    if not parsed.clauses:
        return [asking.page(code) for code in asking.languages]
    return [
        {
            "bool": {
                "filter": [asking.page(code), *(_group(group, code) for group in parsed.groups)],
                "_name": code,
            }
        }
        for code in asking.languages
    ]


def _group(group: Group, code: str) -> dict[str, Any]:
    """Return a group's own words, or the other names of what they name."""
    own = {"bool": {"filter": [_clause(clause, code) for clause in group.clauses]}}
    return _any([own, _clause(group.names, code)]) if group.names else own


def _clause(clause: Clause, code: str) -> dict[str, Any]:
    """Return any form of a clause on the page of a language."""
    field = f"pages.{code}.words"
    words = sorted(form[0] for form in clause.forms if len(form) == 1)
    phrases = sorted(" ".join(form) for form in clause.forms if len(form) > 1)
    # `terms` is one clause however many words there are: servers limit how many a query has.
    queries: list[dict[str, Any]] = [{"terms": {field: words}}] if words else []
    queries += [{"match_phrase": {field: phrase}} for phrase in phrases]
    return _any(queries)


def _ranking(parsed: ParsedQuery) -> list[dict[str, Any]]:
    """Return what the works that are found are ranked by: how often, where, and in whose words."""
    return [
        {
            "multi_match": {
                "query": " ".join(sorted({s for c in clauses for form in c.forms for s in form})),
                "fields": fields,
                "type": "most_fields",
                "boost": boost,
            }
        }
        for clauses, boost, fields in (
            (parsed.clauses, 1.0, RANKED),
            (parsed.names, NAMES_WEIGHT, RANKED_BY_NAMES),
        )
        if clauses
    ]
