"""From the works a database found to an answer: narrowed by facets, sorted, counted.

Done here and not by the database, which would sort a dozen values of each work for the counts:
this takes a fifth of the time.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from search.documents import FACET_SEPARATOR
from search.query import LANGUAGE_FACET, Sort

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from search.query import SearchQuery


#: A work with the words, as the statement returns it: the id of the page that is shown and that of
#: the page with the words; the score; of the page shown its date, when it was first published, both
#: as text or None, and its facets in one line (see `search.documents.facet_line`); the languages
#: the work can be read in, between commas. A plain tuple, since there may be ten thousand.
Row = tuple[int, int, float, str | None, str | None, str, str]
_ID, _SCORE, _DATE, _ADDED, _FACETS, _LANGUAGES = 0, 2, 3, 4, 5, 6


class Answer(NamedTuple):
    """The works that pass all facets, in order, and the number of works by value by facet."""

    works: list[Row]
    facets: dict[str, dict[str, int]]


def answer(query: SearchQuery, works: list[Row], *, has_words: bool) -> Answer:
    """Return what the rows of a statement answer to its query."""
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
            facet
            for facet, wanted in chosen.items()
            if wanted.isdisjoint(
                _language_names(work[_LANGUAGES])
                if facet == LANGUAGE_FACET
                else _names(work[_FACETS])
            )
        ]
        if not missed:
            passing.append(work)
        elif len(missed) == 1:
            missing_one[missed[0]].append(work)
    return passing, missing_one


def _sorted(works: list[Row], order: Sort, *, has_words: bool) -> list[Row]:
    """Return works in an order; where there are no words, the newest are the most relevant."""
    if order is Sort.RELEVANCE and not has_words:
        order = Sort.NEWEST
    return sorted(works, key=_KEYS[order], reverse=order is not Sort.OLDEST)


# A date that is not known comes last. None is never compared with a date: the flag decides before.
_KEYS: dict[Sort, Callable[[Row], tuple[Any, ...]]] = {
    Sort.RELEVANCE: lambda work: (work[_SCORE], work[_DATE] is not None, work[_DATE], work[_ID]),
    Sort.NEWEST: lambda work: (
        work[_DATE] is not None,
        work[_DATE],
        work[_ADDED] is not None,
        work[_ADDED],
        work[_ID],
    ),
    Sort.ADDED: lambda work: (
        work[_ADDED] is not None,
        work[_ADDED],
        work[_ID],
    ),
    Sort.OLDEST: lambda work: (
        work[_DATE] is None,
        work[_DATE],
        work[_ADDED] is None,
        work[_ADDED],
        work[_ID],
    ),
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
        tally.update(_names(work[_FACETS]))
    for languages, number in Counter(work[_LANGUAGES] for work in works).items():
        for name in _language_names(languages):
            tally[name] += number
    return tally


@lru_cache(maxsize=30_000)
def _names(line: str) -> tuple[str, ...]:
    """Return the values of a line, each after the name of its facet.

    Kept, and each string once: splitting and hashing them again takes most of the time of a count.
    """
    return tuple(map(sys.intern, line.split(FACET_SEPARATOR)))


@lru_cache(maxsize=1_000)
def _language_names(languages: str) -> tuple[str, ...]:
    return tuple(f"{LANGUAGE_FACET}:{code}" for code in languages.split(",") if code)
