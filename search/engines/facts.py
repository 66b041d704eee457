"""What every search needs to know of each text, kept in memory by each process.

A common word is in most of a library, and joining tens of thousands of rows with what narrows,
sorts and counts them takes a database longer than finding them. So a process keeps these few facts
of every text, half a kilobyte each, and asks the database with every search whether they are still
true: each row has a random stamp, written anew with the row, and number and sum of the stamps tell
the set of rows. So nothing has to be told of a change, and one that is rolled back is seen as well.

No right to read lies in here: what a viewer may see is asked of the pages, each time.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from search.documents import FACET_SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Id, stamp, id of the page, work, language, kind, year, date and moment of first publication (as
#: text, which sorts alike, or None), values of facets, each after the name of its facet. A plain
#: tuple, since there may be a hundred thousand: the garbage collector leaves plain ones alone.
Fact = tuple[int, int, int, str, str, str, int | None, str | None, str | None, tuple[str, ...]]
ID: Final = 0
STAMP: Final = 1
PAGE: Final = 2
WORK: Final = 3
LANGUAGE: Final = 4
KIND: Final = 5
YEAR: Final = 6
DATE: Final = 7
ADDED: Final = 8
NAMES: Final = 9

#: How many texts and the sum of their stamps.
Mark = tuple[int, int]

#: Beyond this many changes everything is read again, in one go.
MANY_CHANGES = 2_000
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of all texts, by the text's id and by work."""

    mark: Mark = (0, 0)
    texts: dict[int, Fact] = field(default_factory=dict)
    works: dict[str, tuple[Fact, ...]] = field(default_factory=dict)


_kept: dict[str, Facts] = {}
_lock = Lock()


def facts_at(mark: Mark) -> Facts:
    """Return the facts of all texts, read again as far as the mark says they have changed."""
    database = str(connection.settings_dict["NAME"])
    kept = _kept.get(database)
    if kept is not None and kept.mark == mark:
        return kept
    with _lock:
        kept = _kept.get(database, Facts())
        if kept.mark != mark:
            # Not by the mark that was asked for: rows may have changed since.
            kept = _kept[database] = _updated(kept)
    return kept


def _updated(old: Facts) -> Facts:
    stamps = dict(_rows("SELECT id, stamp FROM search_searchdocument"))
    changed = [
        pk for pk, stamp in stamps.items() if pk not in old.texts or old.texts[pk][STAMP] != stamp
    ]
    texts = {pk: fact for pk, fact in old.texts.items() if pk in stamps}
    texts |= {fact[ID]: fact for fact in _read(changed)}
    works: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in texts.values():
        works[fact[WORK]].append(fact)
    return Facts(
        mark=(len(texts), sum(fact[STAMP] for fact in texts.values())),
        texts=texts,
        works={work: tuple(found) for work, found in works.items()},
    )


def _read(ids: list[int]) -> Iterator[Fact]:
    """Yield the facts of texts, or of all where these are many."""
    if len(ids) > MANY_CHANGES:
        yield from map(_fact, _rows(_FACTS))
        return
    remaining = iter(ids)
    while chunk := list(islice(remaining, CHUNK)):
        slots = ", ".join(["%s"] * len(chunk))
        yield from map(_fact, _rows(f"{_FACTS} WHERE id IN ({slots})", chunk))


_FACTS = (
    "SELECT id, stamp, page_id, CAST(work AS text), language, kind, year, CAST(date AS text),"
    " CAST(first_published_at AS text), facets FROM search_searchdocument"
)


def _fact(row: tuple[Any, ...]) -> Fact:
    """Return a row with strings that many rows share held once."""
    pk, stamp, page, work, language, kind, year, date, added, facets = row
    share = sys.intern
    return (
        pk,
        stamp,
        page,
        share(work),
        share(language),
        share(kind),
        year,
        date,
        added,
        tuple(map(share, facets.split(FACET_SEPARATOR))),
    )


def _rows(sql: str, params: Iterable[int] = ()) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        yield from cursor.fetchall()
