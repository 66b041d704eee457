"""The row of the table, and the small notation its patterns are written in.

A pattern is a regular expression in which a space stands for white space that must be there and
"~" for white space that may be; both are short, so that no text makes a pattern run long. Digits
and hyphens are plain ones (`writing.plain`). Words that running text may begin with a capital are
wrapped in `(?i:…)`; all else is matched by case in running text and in any case by `parse`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from library.citations.writing import normal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: "[2015]", "(2015)" or "2015".
YEAR = r"(?P<open>[\[(])?(?P<year>(?:1[89]|20)\d\d)(?(open)[\])])"
BRACKETED_YEAR = r"[\[(](?P<year>(?:1[89]|20)\d\d)[\])]"

#: "No.", "n°", "núm.", "Nr.", "№", "رقم", "n.º", and their plurals.
NO = (
    r"(?:(?:[Nn](?:[oO][sS]?|[rR][sS]?|[uúUÚ][mM][sS]?|ro[sS]?|[°ºᵒ][sS]?|\.~[°ºo][sS]?"
    r"|úmeros?|uméros?|umbers?|ummern?)?\.?|№№?|[Нн]омер|(?:ال)?(?:رقم|أرقام)[اي]?)~)"
)
AND = r"(?: (?:and|&|et|y|e|und|sowie|и|or|ou|o|oder|или) | أو | و~)"
#: Between the members of a list.
NEXT = rf"(?:~[,;]~(?:(?:and|et|y|e|und|и) |و~)?|{AND})"

#: A date inside a citation: "1.12.2020", "4 mars 2020", "4 marzo 2020", "24.01.2020".
DATE = r"(?:\d{1,2}(?:er)?[. ]~(?:de )?(?:\d{1,2}|[a-zäéû]{3,10})[. ]~(?:de )?\d{4})"

#: Arabic writes "and", "by" and "to" on to the next word, in whatever script that one is.
_BEFORE = r"(?<![^\W\u0621-\u064a])(?<![/-])"
_AFTER = r"(?!\w)(?![-/]\d)"

#: Courts and reports with a name in each of the country's languages: one of them is the key.
SAME = {
    "csc": "scc",
    "rcs": "scr",
    "cf": "fc",
    "rcf": "fcr",
    "caf": "fca",
    "cci": "tcc",
    "tcdp": "chrt",
    "ccri": "cirb",
    "crtefp": "fpslreb",
}


def dotted(letters: str) -> str:
    """Return the pattern of an abbreviation with or without its stops: "S.C.R.", "SCR"."""
    return "~".join(rf"{letter}\.?" for letter in letters)


def within(low: int, high: int) -> Callable[[Mapping[str, str]], bool]:
    """Return a test of the number in a citation."""
    return lambda groups: low <= int(groups["number"]) <= high


def _written(pattern: str) -> str:
    """Return the regular expression of a pattern in our notation."""
    return pattern.replace(" ", r"\s{1,3}").replace("~", r"\s{0,3}")


@dataclass(frozen=True)
class Row:
    """One way of writing a citation.

    `system`: a short stable name; `law`: whose law, by ISO code or name of the organisation;
    `pattern`: see the notation above; `key`: what the named groups make, before `normal`;
    `example`: a text that is one; `source`: where the rule stands, for the reader;
    `more`: how a list goes on, its next member in the group `item`; `cue`: words without which running text does
    not mean this; `alone`: recognised when it is the whole text only, because it is too common or
    names too little; `accept`: a last look at the groups; `before`: what may not stand before it.
    """

    system: str
    law: str
    pattern: str
    key: str
    example: str
    source: str
    more: str = ""
    cue: str = ""
    alone: bool = False
    accept: Callable[[Mapping[str, str]], bool] | None = None
    before: str = _BEFORE

    @cached_property
    def inside(self) -> re.Pattern[str]:
        """The pattern for running text."""
        return re.compile(f"{self.before}(?:{_written(self.pattern)}){_AFTER}")

    @cached_property
    def following(self) -> re.Pattern[str] | None:
        """The pattern of the next member of a list."""
        return re.compile(_written(self.more) + _AFTER) if self.more else None

    @cached_property
    def whole(self) -> re.Pattern[str]:
        """The pattern for a text that is one citation, in any case; a list goes by its first."""
        more = re.sub(r"\?P<\w+>", "?:", self.more)
        pattern = f"(?:{self.pattern})" + (f"(?:{more})*" if more else "")
        return re.compile(_written(pattern), re.IGNORECASE)

    @cached_property
    def cue_inside(self) -> re.Pattern[str] | None:
        """The pattern of the words without which running text does not mean this."""
        return re.compile(_written(self.cue)) if self.cue else None

    def groups(self, match: re.Match[str]) -> dict[str, str]:
        """Return what the pattern named, empty where it was not there."""
        return {name: value or "" for name, value in match.groupdict().items()}

    def key_of(self, groups: Mapping[str, str]) -> str | None:
        """Return the key of a match, or None where the number cannot be."""
        if self.accept and not self.accept(groups):
            return None
        same = dict(groups)
        if "court" in same:
            court = normal(same["court"])
            same["court"] = SAME.get(court, court)
        return normal(self.key.format_map(same))
