"""From the texts a database matched to an answer: one row per work, narrowed, sorted, counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from core.languages import fallback_chain
from search.engines.facts import ADDED, DATE, ID, KIND, LANGUAGE, NAMES, PAGE, WORK, YEAR, facts_at
from search.engines.statement import HIDDEN, MARK, MATCHED
from search.query import LANGUAGE_FACET, Sort

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping

    from search.engines.facts import Fact, Facts
    from search.engines.statement import AskedRow
    from search.query import SearchQuery

#: A work: the text of it that is shown, the id of the one with the words, its score, and the
#: languages it can be read in. A plain tuple, since there may be ten thousand.
Row = tuple["Fact", int, float, tuple[str, ...]]
_SHOWN: Final = 0
_SCORE: Final = 2
_LANGUAGES: Final = 3


class Answer(NamedTuple):
    """The works that pass all facets, in order, and the number of works by value by facet."""

    works: list[Row]
    facets: dict[str, dict[str, int]]


def answer(
    query: SearchQuery,
    rows: list[AskedRow],
    *,
    has_words: bool,
    among: Container[str] | None = None,
) -> Answer:
    """Return what the rows of a statement answer to its query, `among` some works or all.

    A work passes or counts by the text of it that is shown, so a count is exactly what choosing
    it will list.
    """
    facts = facts_at(next((row[1], row[2]) for row in rows if row[0] == MARK))
    readable = _reader(query, {row[1] for row in rows if row[0] == HIDDEN})
    rank = _ranks(query)
    matches: Mapping[str, Match | None] = (
        _matches(facts, rows, readable, rank) if has_words else dict.fromkeys(facts.works)
    )
    works = [
        row
        for work, match in matches.items()
        if (among is None or work in among)
        and (row := _row(facts.works[work], match, readable, rank)) is not None
    ]
    chosen = {
        facet: frozenset(f"{facet}:{value}" for value in values)
        for facet, values in query.facets.items()
        if values
    }
    works, missing_one = _narrowed(works, chosen)
    return Answer(
        _sorted(works, query.sort or Sort.RELEVANCE, has_words=has_words),
        _counted(query.counted, works, missing_one),
    )


# --- Finding ----------------------------------------------------------------------------------


def _reader(query: SearchQuery, hidden: set[int]) -> Callable[[Fact], bool]:
    """Return the test whether a text may be found: not hidden, and as the query narrows it."""
    first, last = query.year_from, query.year_to
    if not (query.kind or query.languages or first is not None or last is not None):
        return lambda fact: fact[PAGE] not in hidden

    def readable(fact: Fact) -> bool:
        year = fact[YEAR]
        return (
            fact[PAGE] not in hidden
            and (not query.kind or fact[KIND] == query.kind)
            and (not query.languages or fact[LANGUAGE] in query.languages)
            and (first is None or (year is not None and year >= first))
            and (last is None or (year is not None and year <= last))
        )

    return readable


def _ranks(query: SearchQuery) -> dict[str, int]:
    """Return the rank of each language for the reader: asked ones, then her chain."""
    asked = {*query.languages, *query.facets.get(LANGUAGE_FACET, ())}
    languages = sorted(fallback_chain(query.reader_language), key=lambda code: code not in asked)
    return {code: rank for rank, code in enumerate(languages)}


#: The best text of a work with the words, and the best score of any of them.
Match = tuple["Fact", float]


def _matches(
    facts: Facts, rows: list[AskedRow], readable: Callable[[Fact], bool], rank: dict[str, int]
) -> dict[str, Match]:
    """Return the match of each work that has the words in a text the viewer may find."""
    texts, last = facts.texts, len(rank)
    found: dict[str, Match] = {}
    for part, text_id, _stamp, score in rows:
        if part != MATCHED or (fact := texts.get(text_id)) is None or not readable(fact):
            continue
        match = found.get(fact[WORK])
        if match is None:
            found[fact[WORK]] = (fact, score)
            continue
        other, best = match
        if _comes_before(fact, other, rank, last):
            found[fact[WORK]] = (fact, max(score, best))
        elif score > best:
            found[fact[WORK]] = (other, score)
    return found


def _row(
    texts: tuple[Fact, ...],
    match: Match | None,
    readable: Callable[[Fact], bool],
    rank: dict[str, int],
) -> Row | None:
    """Return what is shown of a work; None where the viewer may find nothing of it."""
    shown: Fact | None = None
    languages = []
    last = len(rank)
    for fact in texts:
        if readable(fact):
            languages.append(fact[LANGUAGE])
            if shown is None or _comes_before(fact, shown, rank, last):
                shown = fact
    if shown is None:
        return None
    matched, score = match or (shown, 0.0)
    return (shown, matched[ID], score, tuple(languages))


def _comes_before(one: Fact, other: Fact, rank: dict[str, int], last: int) -> bool:
    """Return whether a text of a work comes before another of it for the reader."""
    mine, others = rank.get(one[LANGUAGE], last), rank.get(other[LANGUAGE], last)
    return mine < others or (mine == others and one[ID] < other[ID])


# --- Narrowing, sorting, counting -------------------------------------------------------------


def _narrowed(
    works: list[Row], chosen: dict[str, frozenset[str]]
) -> tuple[list[Row], dict[str, list[Row]]]:
    """Return the works that pass all facets, and by facet those that pass all but that one."""
    if not chosen:
        return works, {}
    passing: list[Row] = []
    missing_one: defaultdict[str, list[Row]] = defaultdict(list)
    for work in works:
        missed = [
            facet for facet, wanted in chosen.items() if wanted.isdisjoint(_names(work, facet))
        ]
        if not missed:
            passing.append(work)
        elif len(missed) == 1:
            missing_one[missed[0]].append(work)
    return passing, missing_one


def _names(work: Row, facet: str) -> Iterable[str]:
    """Return what a work has in a facet, each value after the name of its facet, maybe with more."""
    if facet == LANGUAGE_FACET:
        return [f"{LANGUAGE_FACET}:{code}" for code in work[_LANGUAGES]]
    return work[_SHOWN][NAMES]


def _sorted(works: list[Row], order: Sort, *, has_words: bool) -> list[Row]:
    """Return works in an order; where there are no words, the newest are the most relevant."""
    if order is Sort.RELEVANCE and not has_words:
        order = Sort.NEWEST
    return sorted(works, key=_KEYS[order], reverse=order is not Sort.OLDEST)


def _by_relevance(work: Row) -> tuple[Any, ...]:
    fact = work[_SHOWN]
    return work[_SCORE], fact[DATE] or "", fact[ID]


def _by_date(work: Row) -> tuple[Any, ...]:
    fact = work[_SHOWN]
    return fact[DATE] or "", fact[ADDED] or "", fact[ID]


def _by_moment(work: Row) -> tuple[Any, ...]:
    fact = work[_SHOWN]
    return fact[ADDED] or "", fact[ID]


def _by_date_known_first(work: Row) -> tuple[Any, ...]:
    fact = work[_SHOWN]
    return fact[DATE] is None, fact[DATE] or "", fact[ADDED] is None, fact[ADDED] or "", fact[ID]


#: What is not known comes last, in every order: "" sorts before every date.
_KEYS: dict[Sort, Callable[[Row], tuple[Any, ...]]] = {
    Sort.RELEVANCE: _by_relevance,
    Sort.NEWEST: _by_date,
    Sort.ADDED: _by_moment,
    Sort.OLDEST: _by_date_known_first,
}


def _counted(
    counted: Iterable[str], works: list[Row], missing_one: dict[str, list[Row]]
) -> dict[str, dict[str, int]]:
    """Return the number of works by value by facet, the most frequent first.

    In a facet count the works that pass all the others, as if nothing were chosen in it.
    """
    counted = tuple(counted)
    if not counted:
        return {}
    everywhere = _tally(works)
    found: dict[str, dict[str, int]] = {}
    for facet in counted:
        tally = everywhere
        if others := missing_one.get(facet):
            tally = everywhere + _tally(others)
        prefix = f"{facet}:"
        counts = [
            (name.removeprefix(prefix), number)
            for name, number in tally.items()
            if name.startswith(prefix)
        ]
        found[facet] = dict(sorted(counts, key=lambda item: (-item[1], item[0])))
    return found


def _tally(works: list[Row]) -> Counter[str]:
    tally: Counter[str] = Counter()
    for work in works:
        tally.update(work[_SHOWN][NAMES])
    # There are few sets of languages: each is looked into once.
    for languages, number in Counter(work[_LANGUAGES] for work in works).items():
        for code in languages:
            tally[f"{LANGUAGE_FACET}:{code}"] += number
    return tally
