"""The few words of a text around what was asked for."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from django.utils.html import escape, format_html, format_html_join

from search.analysis import raw_words, stems

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

LENGTH = 240
#: How much of it stands before the first word that was found.
LEAD = 60

_SPACE = re.compile(r"\s+")


def snippet(text: str, language: str, wanted: frozenset[str]) -> SafeString:
    """Return safe HTML of the stretch with most of the wanted stems, each word of them marked."""
    found = [
        (start, end, stem[0])
        for start, end in raw_words(text)
        if (stem := stems(text[start:end], language)) and not wanted.isdisjoint(stem)
    ]
    begin = _best_beginning(text, found)
    end = min(len(text), begin + LENGTH)
    if end < len(text):
        end = max(text.rfind(" ", begin, end), text.rfind("\n", begin, end), begin) or end
        end = end if end > begin else begin + LENGTH
    pieces: list[SafeString] = []
    position = begin
    for word_start, word_end, _stem in found:
        if word_start >= position and word_end <= end:
            pieces.append(escape(_shown(text[position:word_start])))
            pieces.append(format_html("<mark>{}</mark>", _shown(text[word_start:word_end])))
            position = word_end
    pieces.append(escape(_shown(text[position:end])))
    return format_html_join(
        "",
        "{}",
        ((piece,) for piece in ("… " if begin else "", *pieces, " …" if end < len(text) else "")),
    )


def _best_beginning(text: str, found: list[tuple[int, int, str]]) -> int:
    """Return where to begin: a little before the stretch that has most different stems."""
    best, most = 0, 0
    for index, (start, _end, _stem) in enumerate(found):
        inside = set()
        for other in found[index:]:
            if other[1] > start + LENGTH - LEAD:
                break
            inside.add(other[2])
        if len(inside) > most:
            best, most = start, len(inside)
    if best <= LEAD:
        return 0
    begin = best - LEAD
    space = text.find(" ", begin, best)
    return space + 1 if space >= 0 else begin


def _shown(text: str) -> str:
    """Return a text on one line and without signs that act on the text around them."""
    text = _SPACE.sub(" ", text)
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
