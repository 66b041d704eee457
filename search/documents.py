"""What is kept of a page, prepared once for every engine on a database."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from core.registry import TextPart
from search.analysis import ANALYSIS_VERSION, UNSTEMMED, analyse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from core.registry import SearchData
    from search.query import IndexedDocument

#: Longer texts are cut into several parts, so that finding a snippet never reads a whole book.
MAX_PART_LENGTH = 6000
#: How many words of the next part a phrase may need: one less than the longest phrase has.
RUN_ON = 11
#: Stands between stems where no phrase may reach over. No stem is like it.
BETWEEN = "xx_"
#: Stands before the second stems of a part, and before each stem of the next part.
SECOND, NEXT = "|", "~"
#: Between two facet values of a document; no slug and no code has it.
FACET_SEPARATOR = "\x1f"


def storable(text: str) -> str:
    """Return a text without what no database takes: NUL and half characters."""
    return text.replace("\x00", " ").encode("utf-8", "ignore").decode()


def facet_values(data: SearchData) -> dict[str, list[str]]:
    """Return the values of a page by facet, those that every kind of page has included."""
    return data.facets | {
        "type": [data.type],
        "year": [str(data.date.year)] if data.date else [],
    }


def facet_line(data: SearchData) -> str:
    """Return the values of a page in one line, each after the name of its facet."""
    return FACET_SEPARATOR.join(
        f"{facet}:{value}"
        for facet, values in facet_values(data).items()
        for value in dict.fromkeys(values)
    )


def fingerprint(document: IndexedDocument) -> str:
    """Return what changes when anything that is indexed of a page changes."""
    data = document.data
    facets = sorted((facet, sorted(values)) for facet, values in data.facets.items())
    content = (
        ANALYSIS_VERSION,
        document.work,
        replace(data, facets={}),
        facets,
        document.first_published_at,
    )
    return hashlib.sha256(repr(content).encode("utf-8", "backslashreplace")).hexdigest()


@dataclass(frozen=True)
class AnalysedPart:
    """A part of a text with its words."""

    part: TextPart
    #: Its own.
    words: list[tuple[str, ...]]
    #: The first words of the part it runs on into: a phrase may begin here and end there.
    following: list[tuple[str, ...]]

    @property
    def stems(self) -> str:
        """Return the stems in order, then the second ones, each between two spaces.

        The following words stand at the end without spaces: they are not of this part.
        """
        sections = [" ".join(word[0] for word in self.words)]
        if others := second_stems(self.words):
            sections += [SECOND, " ".join(others)]
        if self.following:
            sections += ["".join(f"{NEXT}{word[0]}" for word in self.following)]
        return f" {' '.join(sections)} "


def stored_stems(stems: str) -> tuple[str, list[str]]:
    """Return what was stored of a part: its stems with the following ones, and the second ones."""
    own, *following = stems.split(NEXT)
    main, _mark, seconds = own.partition(f" {SECOND} ")
    return " ".join([main.strip(), *map(str.strip, following)]), seconds.split()


def second_stems(words: Iterable[tuple[str, ...]]) -> list[str]:
    """Return each second stem of these words once."""
    return list(dict.fromkeys(stem for word in words for stem in word[1:]))


class AnalysedDocument:
    """The words of a page: of its heading (titles, identifiers) and of its text."""

    def __init__(self, document: IndexedDocument) -> None:
        """Take a document; it is analysed when it is asked."""
        self.data = document.data

    @cached_property
    def heading(self) -> list[tuple[str, ...]]:
        """Return the words of all titles, each in its language, and of the identifiers."""
        data = self.data
        titles = ((data.language, data.title), *data.other_titles)
        words = [word for language, title in titles for word in analyse(title, language)]
        for identifier in data.identifiers:
            words += analyse(identifier, UNSTEMMED)
        return words

    @cached_property
    def labels(self) -> list[list[tuple[str, ...]]]:
        """Return the words of each subject heading, by itself: no phrase reaches over two."""
        found = (analyse(label, language) for language, label in self.data.headings)
        return [words for words in found if words]

    @property
    def words(self) -> dict[str, str | list[str]]:
        """Return the heading's words and the labels' as they are kept for a search server."""
        return {
            "heading": " ".join(word[0] for word in self.heading),
            "labels": [" ".join(word[0] for word in label) for label in self.labels],
            "seconds": " ".join(second_stems(self.heading)),
        }

    @cached_property
    def parts(self) -> list[AnalysedPart]:
        """Return the parts of the text; the summary is one where no part repeats it."""
        parts = [
            (whole, TextPart(whole.language, text, whole.file_id, whole.page_number))
            for whole in self._texts()
            for text in split(storable(whole.text))
        ]
        words = [analyse(part.text, part.language) for _whole, part in parts]
        following = [
            after[:RUN_ON] if _runs_on(this, other) else []
            for ((this, _), (other, _)), after in zip(pairwise(parts), words[1:], strict=True)
        ]
        # Nothing follows the last one.
        return [
            AnalysedPart(part, own, after)
            for (_whole, part), own, after in zip(parts, words, [*following, []], strict=False)
        ]

    def _texts(self) -> Iterator[TextPart]:
        data = self.data
        if data.summary and not any(part.text.startswith(data.summary) for part in data.parts):
            yield TextPart(data.language, data.summary)
        yield from data.parts


def _runs_on(this: TextPart, following: TextPart) -> bool:
    """Return whether a text goes on in the next one: it was cut, or both are pages of a file."""
    return this is following or (
        this.file_id is not None
        and (this.file_id, this.language) == (following.file_id, following.language)
    )


def split(text: str) -> Iterator[str]:
    """Yield a text in stretches of bounded length, cut between words where there is a space."""
    start = 0
    while start < len(text):
        end = start + MAX_PART_LENGTH
        if end < len(text):
            end = max(text.rfind(" ", start + 1, end), text.rfind("\n", start + 1, end)) + 1 or end
        if stretch := text[start:end].strip():
            yield stretch
        start = end
