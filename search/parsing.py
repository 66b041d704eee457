"""From what a reader types to what an engine looks for.

Words are joined by AND; words in quotation marks, and words that belong together without a space
between them ("C-22/21", an expression in Chinese), are phrases. There are no operators: AND, NEAR,
`*` and the like are words or nothing, so that no text can break a query or open the whole index.

Words that name a concept of the thesaurus may be missing where one of its other names stands.
Quoted words are taken at their word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from search.analysis import TAGS, raw_words, stems
from search.thesaurus import Form, is_stop_word, thesaurus

MAX_LENGTH = 400
MAX_CLAUSES = 12
MAX_PHRASE_WORDS = 12

_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]*)[\"“”„«»]")
_QUOTES = re.compile(r"[\"“”„«»]")


@dataclass(frozen=True, slots=True)
class Clause:
    """A word or a phrase: it is found where any of its forms is found.

    A form is one stem, or the stems of a phrase that must follow one another.
    """

    forms: frozenset[Form]

    @property
    def is_phrase(self) -> bool:
        """Return whether order matters."""
        return any(len(form) > 1 for form in self.forms)


@dataclass(frozen=True, slots=True)
class Group:
    """Clauses that must all be found, or else one of the other names of what they name."""

    clauses: tuple[Clause, ...]
    #: The other names; none where the words name no concept.
    names: Clause | None = None


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What all must be found."""

    groups: tuple[Group, ...]
    #: Nothing was typed: everything is asked for. Signs without a word ask for nothing.
    is_empty: bool

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Return what the reader's own words ask for."""
        return tuple(clause for group in self.groups for clause in group.clauses)

    @property
    def names(self) -> tuple[Clause, ...]:
        """Return what the thesaurus adds."""
        return tuple(group.names for group in self.groups if group.names)

    @property
    def forms(self) -> frozenset[Form]:
        """Return every form of every clause: what snippets mark."""
        return frozenset().union(*(clause.forms for clause in (*self.clauses, *self.names)))


def parse(text: str) -> ParsedQuery:
    """Read a query of any content and length."""
    text = text[:MAX_LENGTH].strip()
    words: list[str] = []
    quoted: list[Clause] = []
    position = 0
    for match in _QUOTED.finditer(text):
        words += _QUOTES.sub(" ", text[position : match.start()]).split()
        quoted.append(_clause(match.group(1)))
        position = match.end()
    words += _QUOTES.sub(" ", text[position:]).split()
    groups = [Group((clause,)) for clause in quoted if clause.forms]
    groups += _groups([word for word in words if not is_stop_word(word)])
    if not groups:
        groups = [Group((clause,)) for clause in map(_clause, words) if clause.forms]
    return ParsedQuery(_bounded(groups), is_empty=not text)


def _groups(words: list[str]) -> list[Group]:
    """Return words as groups, those together that name a concept."""
    known, groups = thesaurus(), []
    while words:
        length, names = known.named(words)
        clauses = tuple(clause for clause in map(_clause, words[: length or 1]) if clause.forms)
        own = frozenset().union(*(clause.forms for clause in clauses)) if len(clauses) == 1 else ()
        if clauses:
            others = Clause(names.difference(own))
            groups.append(Group(clauses, others if others.forms else None))
        words = words[length or 1 :]
    return groups


def _bounded(groups: list[Group]) -> tuple[Group, ...]:
    """Return each group once, and no more clauses than are looked for at once."""
    kept, room = [], MAX_CLAUSES
    for group in dict.fromkeys(groups):
        if len(group.clauses) > room:
            break
        kept.append(group)
        room -= len(group.clauses)
    return tuple(kept)


def _clause(text: str) -> Clause:
    """Return the forms of a word or phrase in every language it may be in."""
    words = [text[start:end] for start, end in raw_words(text)][:MAX_PHRASE_WORDS]
    if len(words) == 1:
        return Clause(frozenset((stem,) for tag in TAGS for stem in stems(words[0], tag)))
    forms = (tuple(found[0] for word in words if (found := stems(word, tag))) for tag in TAGS)
    return Clause(frozenset(form for form in forms if form))
