"""What else a concept is called: in other words, and in the other languages.

The concepts are those of `taxonomy`, which editors extend. A reader's words that name one are
looked for under all its names; names of several words are looked for as phrases.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from core import cache
from search.analysis import TAGS, normalise, raw_words, stems
from taxonomy.models import Concept

if TYPE_CHECKING:
    from collections.abc import Sequence

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

#: The stems of one name, in order.
Form = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """All names of all concepts, as stems."""

    #: Concepts by the stems of a name without its stop words, as a query has them.
    by_name: dict[Form, frozenset[int]]
    #: The names of a concept, as texts have them.
    forms: dict[int, frozenset[Form]]
    #: How many words the longest name has.
    longest: int

    def named(self, words: Sequence[str]) -> tuple[int, frozenset[Form]]:
        """Return how many of the first words name a concept, the most there are, and its names.

        (0, nothing) where they name none. Words may name several concepts, in one language or two:
        the names of all are returned.
        """
        for length in range(min(self.longest, len(words)), 0, -1):
            found: set[int] = set()
            for tag in TAGS:
                name = tuple(stem[0] for word in words[:length] if (stem := stems(word, tag)))
                found |= self.by_name.get(name, frozenset())
            if found:
                return length, frozenset().union(*(self.forms[concept] for concept in found))
        return 0, frozenset()


def is_stop_word(word: str) -> bool:
    """Return whether a word says nothing beside another word, in one of the languages."""
    return normalise(word).strip(".,;:!?()") in STOP_WORDS


#: With the generation of terms it was built from. Not in a cache: ten thousand stems are too many
#: to fetch for each query.
_kept: tuple[str, Thesaurus] | None = None


def thesaurus() -> Thesaurus:
    """Return the thesaurus as it is now; stemmed once in a process until a concept changes."""
    global _kept
    generation = cache.generation(cache.TAXONOMY)
    if _kept is None or _kept[0] != generation:
        _kept = generation, _build()
    return _kept[1]


def _build() -> Thesaurus:
    by_name: defaultdict[Form, set[int]] = defaultdict(set)
    forms: defaultdict[int, set[Form]] = defaultdict(set)
    for concept, by_language in Concept.objects.values_list("pk", "names"):
        for language, names in by_language.items():
            for name in names:
                key, form = _stemmed(name, language)
                if key:
                    by_name[key].add(concept)
                    forms[concept].add(form)
    return Thesaurus(
        by_name={name: frozenset(found) for name, found in by_name.items()},
        forms={concept: frozenset(found) for concept, found in forms.items()},
        longest=max(map(len, by_name), default=0),
    )


@lru_cache(maxsize=50_000)
def _stemmed(name: str, language: str) -> tuple[Form, Form]:
    """Return a name as a query has it and as texts have it; kept, since few names ever change."""
    words = [name[start:end] for start, end in raw_words(name)]
    telling = [word for word in words if not is_stop_word(word)]
    return _form(telling, language), _form(words, language)


def _form(words: list[str], language: str) -> Form:
    return tuple(found[0] for word in words if (found := stems(word, language)))
