"""From text to the words that are compared when the directory is searched.

Names are spelled in many ways, so words are compared without case, accents and Arabic vowel signs,
and by their beginnings. The same steps for what is prepared and for what is asked.
"""

from __future__ import annotations

import re
import unicodedata

#: More words than these narrow nothing; a question is cut after them.
MAX_WORDS = 8
MAX_WORD_LENGTH = 40
#: Digits that make a question look like a telephone number.
MIN_PHONE_DIGITS = 6

_WORD = re.compile(r"\w+")
_NO_WORD = re.compile(r"[\s().+/-]+")
#: Forms of alef, ya and ta marbuta that are written for each other; tatweel only stretches.
_ARABIC = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "\u0640": None}
)


def normalise(text: str) -> str:
    """Return a text without case, accents, vowel signs and other variants of spelling."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_ARABIC)
    bare = "".join(
        character
        for character in unicodedata.normalize("NFKD", folded)
        if unicodedata.category(character) not in ("Mn", "Cf")
    )
    return unicodedata.normalize("NFC", bare).translate(_ARABIC)


def words(text: str) -> list[str]:
    """Return the words of a text, normalised, in their order."""
    return [word[:MAX_WORD_LENGTH] for word in _WORD.findall(normalise(text))]


def padded(texts: list[str]) -> str:
    """Return the words of texts, each with a space before it, so that beginnings can be found."""
    return "".join(f" {word}" for text in texts for word in words(text))


def contact_key(value: str) -> str:
    """Return what two spellings of the same address or number have in common."""
    value = unicodedata.normalize("NFKC", value).strip().casefold()
    if "@" in value or any(character.isalpha() for character in value):
        return value
    return "".join(str(unicodedata.digit(c)) for c in _NO_WORD.sub("", value) if c.isdigit())


def looks_like_contact(text: str) -> bool:
    """Return whether a question may be for somebody's address or number."""
    key = contact_key(text)
    return "@" in key or (key.isdigit() and len(key) >= MIN_PHONE_DIGITS) or " " not in text.strip()
