"""From text to what is compared: words, normalised and stemmed by the rules of their language.

The same few steps for every engine on a database, for what is indexed and for what is asked:

1. *Words* are found by the idea of Unicode's word boundaries (UAX #29): runs of letters, marks and
   digits; scripts written without spaces give one word per character, so that a query in them is
   a phrase.
2. *Normalising* is Unicode's compatibility form without case (NFKC and case folding, as UAX #15
   and the Unicode Standard's NFKC_Casefold), then what legal texts vary in: marks of direction,
   Arabic vowel signs, tatweel and forms of alef, Russian ё, digits of every script.
3. *Stemming* is Snowball's algorithm of the word's language; accents are taken off after it,
   because it needs them.
4. *Tagging* puts the language before the stem ("de_gewerkschaft"), so that stems of two languages
   never meet. Languages without an algorithm, and all words with a digit in them (numbers of cases,
   conventions, paragraphs), are tagged "xx" and left unstemmed.

Everything here is pure and answers any text.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

import snowballstemmer

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Raise it when a change below gives other stems: `search_index check` then asks for a new index.
ANALYSIS_VERSION = 3

#: The languages that have an algorithm, by the tag of their words.
ALGORITHMS = {
    "en": "english",
    "fr": "french",
    "es": "spanish",
    "de": "german",
    "ru": "russian",
    "ar": "arabic",
    "pt": "portuguese",
}
#: The tag of words that are not stemmed.
UNSTEMMED = "xx"
TAGS = (*ALGORITHMS, UNSTEMMED)

#: Longer words are cut: nobody types them, and broken files are full of them.
MAX_WORD_LENGTH = 64

#: Characters that show nothing and may stand inside a word: soft hyphen, joiners, direction marks.
_INVISIBLE = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_ARABIC_MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    f"{_ARABIC_MARKS}\u0711\u0730-\u074a\u07a6-\u07b0\u0900-\u0963\u0971-\u0df3"
    "\u135d-\u135f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe00-\ufe0f\ufe20-\ufe2f"
)
#: Thai, Lao, Myanmar, Khmer, kana and ideographs: written without spaces between words.
_UNSPACED = (
    "\u0e01-\u0e33\u0e40-\u0e4e\u0e81-\u0ec6\u1000-\u103f\u1780-\u17d3"
    "\u3005-\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORD = re.compile(
    f"[{_UNSPACED}][{_MARKS}\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*"
    f"|(?:(?![{_UNSPACED}])[^\\W_])(?:(?![{_UNSPACED}])[^\\W_]|[{_MARKS}{_INVISIBLE}\u0640])*"
)
#: French, Italian, Portuguese… articles before an apostrophe, and the English ending after it.
_ELISION = re.compile(
    r"(?<!\w)(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|dell|nell|sull|all)['’](?=\w)"
    r"|(?<=\w)['’]s(?!\w)",
    re.IGNORECASE,
)
#: Marks of direction, joiners, Arabic vowel signs and tatweel, Russian stress.
_DELETED = re.compile(f"[{_INVISIBLE}{_ARABIC_MARKS}\u0640]|(?<=[\u0400-\u04ff])[\u0300\u0301]")
#: What compatibility forms may leave inside a word, such as the spaces of Arabic ligatures.
_NOT_OF_A_WORD = re.compile(f"[^\\w{_MARKS}]|_")
_LETTERS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ё": "е"})

_stemmers = threading.local()


def normalise(text: str) -> str:
    """Return a text as it is compared: without case, compatibility forms and invisible marks.

    Normalising twice changes nothing.
    """
    text = _casefold(_DELETED.sub("", _casefold(text)))
    return _plain_digits(text.translate(_LETTERS))


def _casefold(text: str) -> str:
    """Return NFKC without case; folding can undo NFKC and the reverse, so until neither does."""
    for _round in range(4):
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
        if folded == text:
            break
        text = folded
    return text


def _plain_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(c)) if unicodedata.category(c) == "Nd" else c for c in text
    )


def without_accents(word: str) -> str:
    """Return a word without its accents, where its script lets writers leave them out.

    Latin and Greek letters lose theirs; й is a letter of its own, and the signs of other scripts
    are vowels.
    """
    if word.isascii():
        return word
    kept: list[str] = []
    base = ""
    for character in unicodedata.normalize("NFD", word):
        if not unicodedata.combining(character):
            base = unicodedata.name(character, "").partition(" ")[0]
        elif base in ("LATIN", "GREEK"):
            continue
        kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


def tag(language: str) -> str:
    """Return the tag of a BCP 47 language: its own where it is stemmed, else the common one."""
    primary = language.partition("-")[0].lower()
    return primary if primary in ALGORITHMS else UNSTEMMED


def raw_words(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each word of a text begins and ends."""
    elided = [match.span() for match in _ELISION.finditer(text)]
    for match in _WORD.finditer(text):
        while elided and elided[0][1] <= match.start():
            elided.pop(0)
        if elided and elided[0][0] <= match.start() < elided[0][1]:
            continue
        yield match.span()


@lru_cache(maxsize=100_000)
def stems(word: str, language: str) -> tuple[str, ...]:
    """Return the tagged stems of a word as written, the main one first; none for no word.

    A second one where writing the word without its accents gives another stem, so that both
    spellings find each other.
    """
    plain = _NOT_OF_A_WORD.sub("", normalise(word))[:MAX_WORD_LENGTH]
    if not plain:
        return ()
    language = tag(language)
    if language == UNSTEMMED or any(c.isdigit() for c in plain):
        return (f"{UNSTEMMED}_{without_accents(plain)}",)
    stem = _stemmer(language).stemWord
    main = without_accents(stem(plain))
    other = main if plain.isascii() else without_accents(stem(without_accents(plain)))
    return tuple(f"{language}_{s}" for s in dict.fromkeys((main, other)))


def _stemmer(language: str) -> snowballstemmer.basestemmer.BaseStemmer:
    """Return this thread's stemmer of a language: Snowball's keep the word they work on."""
    stemmer = getattr(_stemmers, language, None)
    if stemmer is None:
        stemmer = snowballstemmer.stemmer(ALGORITHMS[language])
        setattr(_stemmers, language, stemmer)
    return stemmer


def analyse(text: str, language: str) -> list[tuple[str, ...]]:
    """Return the tagged stems of every word of a text, in order."""
    language = tag(language)
    return [found for start, end in raw_words(text) if (found := stems(text[start:end], language))]
