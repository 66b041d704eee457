"""What is kept of a page, prepared once for every engine on a database."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from core.registry import TextPart
from search.analysis import ANALYSIS_VERSION, UNSTEMMED, analyse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.registry import SearchData
    from search.query import IndexedDocument

#: Longer texts are cut into several parts, so that finding a snippet never reads a whole book.
MAX_PART_LENGTH = 6000


def storable(text: str) -> str:
    """Return a text without what no database takes: NUL and half characters."""
    return text.replace("\x00", " ").encode("utf-8", "ignore").decode()


def facet_values(data: SearchData) -> dict[str, list[str]]:
    """Return the values of a page by facet, those that every kind of page has included."""
    return data.facets | {
        "type": [data.type],
        "year": [str(data.date.year)] if data.date else [],
        "verified": ["yes" if data.is_verified else "no"],
    }


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
    words: list[tuple[str, ...]]

    @property
    def stems(self) -> str:
        """Return the stems in order, then the second ones, each between two spaces."""
        main = " ".join(word[0] for word in self.words)
        others = " ".join(stem for word in self.words for stem in word[1:])
        return f" {main} | {others} " if others else f" {main} "


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

    @cached_property
    def parts(self) -> list[AnalysedPart]:
        """Return the parts of the text; the summary is one where no part repeats it."""
        parts = [
            TextPart(part.language, text, part.file_id, part.page_number)
            for part in self._texts()
            for text in split(storable(part.text))
        ]
        return [AnalysedPart(part, analyse(part.text, part.language)) for part in parts]

    def _texts(self) -> Iterator[TextPart]:
        data = self.data
        if data.summary and not any(part.text.startswith(data.summary) for part in data.parts):
            yield TextPart(data.language, data.summary)
        yield from data.parts


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
