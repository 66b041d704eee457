"""The few words of a text around what was asked for."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING

from django.utils.html import escape, format_html, format_html_join

from search.analysis import raw_words, stems

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from search.thesaurus import Form

LENGTH = 240
#: How much of it stands before the first word that was found.
LEAD = 60

_SPACE = re.compile(r"\s+")


def snippet(text: str, language: str, wanted: frozenset[Form]) -> SafeString:
    """Return safe HTML of the stretch with most of what is wanted, each word of it marked.

    A form of several stems is a phrase: its words are marked where they follow one another.
    """
    words = [
        (start, end, stem)
        for start, end in raw_words(text)
        if (stem := stems(text[start:end], language))
    ]
    found = [
        (start, end, stem[0])
        for (start, end, stem), is_wanted in zip(words, _wanted(words, wanted), strict=True)
        if is_wanted
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


def _wanted(words: list[tuple[int, int, tuple[str, ...]]], forms: frozenset[Form]) -> list[bool]:
    """Return for each word whether it is one of the forms or part of one."""
    singles = {form[0] for form in forms if len(form) == 1}
    phrases: defaultdict[str, list[Form]] = defaultdict(list)
    for form in forms:
        if len(form) > 1:
            phrases[form[0]].append(form)
    marks = [False] * len(words)
    for index, (_start, _end, found) in enumerate(words):
        marks[index] |= not singles.isdisjoint(found)
        for form in (form for stem in found for form in phrases.get(stem, ())):
            following = [stem for _start, _end, stem in words[index : index + len(form)]]
            # The text may end, or go on in the next part, within a phrase; two words of it tell.
            if len(following) > 1 and all(
                own in stem for own, stem in zip(form, following, strict=False)
            ):
                marks[index : index + len(following)] = [True] * len(following)
    return marks


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
