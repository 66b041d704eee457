"""From what a reader types to what an engine looks for.

Words are joined by AND; words in quotation marks, and words that belong together without a space
between them ("C-22/21", an expression in Chinese), are phrases. There are no operators: AND, NEAR,
`*` and the like are words or nothing, so that no text can break a query or open the whole index.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from search.analysis import TAGS, normalise, raw_words, stems

MAX_LENGTH = 400
MAX_CLAUSES = 12
MAX_PHRASE_WORDS = 12

_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]*)[\"“”„«»]")
_QUOTES = re.compile(r"[\"“”„«»]")

#: Words so frequent that they say nothing beside another word. In phrases they count.
STOP_WORDS = frozenset(
    normalise(word)
    for words in (
        "a an and are as at by for from in is it of on or that the to with",
        "à au aux ce ces dans de des du en est et il la le les ou par pour que qui sur un une",
        "al con del el en la las lo los no o para por que se su sus un una unos y",
        "als am auf aus bei das dem den der des die ein eine einen einer für im in ist mit nicht",
        "oder und vom von zu zum zur",
        "в во и из или к на не о об от по при с со у что это",
        "في من على إلى عن أن إن أو ما لا مع هذا هذه التي الذي",
        "ao aos as com da das de do dos e em na nas não no nos os ou para pela pelo por que um uma",
    )
    for word in words.split()
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A word or a phrase: it is found where any of its forms is found.

    A form is one stem, or the stems of a phrase that must follow one another.
    """

    forms: frozenset[tuple[str, ...]]

    @property
    def is_phrase(self) -> bool:
        """Return whether order matters."""
        return any(len(form) > 1 for form in self.forms)


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What all must be found."""

    clauses: tuple[Clause, ...]
    #: Nothing was typed: everything is asked for. Signs without a word ask for nothing.
    is_empty: bool

    @property
    def stems(self) -> frozenset[str]:
        """Return every stem that occurs in some form: what snippets mark."""
        return frozenset(s for clause in self.clauses for form in clause.forms for s in form)


def parse(text: str) -> ParsedQuery:
    """Read a query of any content and length."""
    text = text[:MAX_LENGTH].strip()
    words: list[str] = []
    clauses: list[Clause] = []
    position = 0
    for quoted in _QUOTED.finditer(text):
        words += _QUOTES.sub(" ", text[position : quoted.start()]).split()
        clauses.append(_clause(quoted.group(1)))
        position = quoted.end()
    words += _QUOTES.sub(" ", text[position:]).split()
    telling = [word for word in words if normalise(word).strip(".,;:!?()") not in STOP_WORDS]
    found = [c for c in (*clauses, *map(_clause, telling)) if c.forms]
    if not found:
        found = [clause for clause in map(_clause, words) if clause.forms]
    return ParsedQuery(tuple(dict.fromkeys(found))[:MAX_CLAUSES], is_empty=not text)


def _clause(text: str) -> Clause:
    """Return the forms of a word or phrase in every language it may be in."""
    words = [text[start:end] for start, end in raw_words(text)][:MAX_PHRASE_WORDS]
    if len(words) == 1:
        return Clause(frozenset((stem,) for tag in TAGS for stem in stems(words[0], tag)))
    forms = (tuple(found[0] for word in words if (found := stems(word, tag))) for tag in TAGS)
    return Clause(frozenset(form for form in forms if form))
