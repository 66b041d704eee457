"""Reading citations: a text that is one, those inside a text, and the form they compare by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from library.citations.rows import Row
from library.citations.systems import COURTS, FALSE_FRIENDS, KINDS, TABLE
from library.citations.writing import normal, plain
from library.enums import CitationSystem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Longer texts are no citation; a list of many joined cases still is one.
LONGEST = 255

#: Every citation has a number: how far from one its words can stand, a title included.
REACH = 300
NUMBERS = re.compile(r"\d+")

#: What may stand around a query that is a citation.
AROUND = " \t\r\n\"'“”„«»‹›;,"


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation in a text: how it is written, what it compares by, and where it stands.

    `text` is `source[start:end]` of the text that was read.
    """

    system: str
    key: str
    text: str
    start: int
    end: int


def kind_of(system: str) -> CitationSystem:
    """Return how an entry names a system; numbers that courts give are docket numbers."""
    if system in KINDS:
        return KINDS[system]
    return CitationSystem.REPORTER if system.endswith("-report") else CitationSystem.DOCKET


def parse(text: str) -> Citation | None:
    """Return the citation that the whole text is, or None.

    Case, spaces, quotation marks around it and a stop behind it do not count. Of joined cases and
    lists, the first stands for all.
    """
    seen = plain(text)
    start = len(seen) - len(seen.lstrip(AROUND))
    end = len(seen.rstrip(AROUND + "."))
    if not 0 < end - start <= LONGEST:
        return None
    # A stop may belong to the citation ("[2015] 1 S.C.R."): the longer reading first.
    for stop in (end + 1, end) if seen[end : end + 1] == "." else (end,):
        for row in TABLE:
            match = row.whole.fullmatch(seen, start, stop)
            found = match and row.key_of(row.groups(match))
            if found:
                return Citation(row.system, found, text[start:stop], start, stop)
    return None


def find(text: str) -> list[Citation]:
    """Return the citations inside a text, in order and without overlaps; the longer one wins."""
    seen = plain(text)
    windows = _windows(seen)
    spans = [span for row in TABLE if not row.alone for span in _spans(row, seen, windows)]
    # What is no citation takes its place too, and is dropped in the end.
    spans += [
        (match.start(), match.end(), "", "")
        for pattern in FALSE_FRIENDS
        for match in pattern.finditer(seen)
    ]
    return [
        Citation(system, found, text[start:end], start, end)
        for start, end, system, found in _apart(spans)
        if system
    ]


def key(text: str, court: str = "") -> str:
    """Return the form by which citations are compared: equal for one citation written differently.

    A text that is no citation we know is compared by its letters and numbers. `court` is the name
    of the court that decided, which tells what a bare number such as "85/2012" means. Idempotent.
    """
    meant = _of_court(text, court) if court else None
    citation = meant or parse(text)
    if citation:
        return citation.key
    form = normal(text)
    citation = parse(form)
    return citation.key if citation else form


def instrument_codes(text: str) -> list[str]:
    """Return the codes of the ILO instruments that a text names, each once, in order: "C087"."""
    citations = [*filter(None, [parse(text)]), *find(text)]
    return list(dict.fromkeys(c.key.upper() for c in citations if c.system == "ilo"))


def _of_court(text: str, court: str) -> Citation | None:
    """Return the citation that a bare number is among those of a court."""
    number = plain(text).strip(AROUND)
    for name, bare, word in COURTS:
        if name.search(court) and bare.fullmatch(number):
            return parse(word + number)
    return None


def _windows(seen: str) -> list[tuple[int, int]]:
    """Return the parts of a text where a citation can stand; prose without numbers is left out."""
    windows: list[tuple[int, int]] = []
    for number in NUMBERS.finditer(seen):
        start, end = max(number.start() - REACH, 0), number.end() + REACH
        if windows and start <= windows[-1][1]:
            windows[-1] = windows[-1][0], end
        else:
            windows.append((start, end))
    return windows


def _spans(
    row: Row, seen: str, windows: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, int, str, str]]:
    """Yield where a row is met in a text, with the other members of a list."""
    if row.cue_inside and not row.cue_inside.search(seen):
        return
    for position, end in windows:
        while match := row.inside.search(seen, position, end):
            position = match.end()
            groups = row.groups(match)
            found = row.key_of(groups)
            if found is None:
                continue
            yield match.start(), position, row.system, found
            # The members of a list have each their number; the word before them stands once.
            while row.following and (member := row.following.match(seen, position)):
                groups |= row.groups(member)
                found = row.key_of(groups)
                if found is None:
                    break
                position = member.end()
                yield member.start("item"), member.end("item"), row.system, found


def _apart(spans: Iterable[tuple[int, int, str, str]]) -> list[tuple[int, int, str, str]]:
    """Return spans without overlaps: of two that meet, the longer; of two as long, the first."""
    kept: list[tuple[int, int, str, str]] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
        elif span[1] - span[0] > kept[-1][1] - kept[-1][0]:
            kept[-1] = span
    return kept
