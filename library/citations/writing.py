"""How citations are written: what a reader takes for the same, character by character."""

from __future__ import annotations

import unicodedata

#: Keys stand in a column of this length.
KEY_LENGTH = 255

TATWEEL = "ـ"
#: Marks of direction and of width: nothing to see, so a space to the patterns.
INVISIBLE = "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060"
INVISIBLE += "\u2066\u2067\u2068\u2069\ufeff"
#: Hyphens and the short dashes that stand for them; the long dash ends a clause.
HYPHENS = "‐‑‒–−﹣"
QUOTES = "’‘ʼ"


def _equals() -> dict[int, str]:
    """Return what stands for another character, each for exactly one."""
    equal = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}  # full width
    for code in range(0x80, 0x20000):  # no digit or space lies beyond
        char = chr(code)
        if char.isdecimal():
            equal[code] = str(unicodedata.decimal(char))
        elif char.isspace():
            equal[code] = " "
    equal |= dict.fromkeys(map(ord, INVISIBLE), " ")
    equal |= dict.fromkeys(map(ord, HYPHENS), "-")
    equal |= dict.fromkeys(map(ord, QUOTES), "'")
    return equal


EQUAL = _equals()


def plain(text: str) -> str:
    """Return a text of the same length with plain digits, spaces, hyphens and apostrophes.

    The patterns of the table see this form; its positions are those of the text itself.
    """
    return text if text.isascii() else text.translate(EQUAL)


def normal(text: str) -> str:
    """Return a text without what writers vary: case, spaces, stops and brackets.

    Letters, digits, "/" and "-" stay. Two numbers stay two: where nothing else is left between
    them, a hyphen parts them ("146, 71" is not "1, 4671"). Idempotent; cut at `KEY_LENGTH`.
    """
    # Folding can undo normal form and the reverse, for a handful of characters: settle it.
    for _attempt in range(4):
        settled = _folded(text)
        if settled == text:
            break
        text = settled
    return text[:KEY_LENGTH]


def _folded(text: str) -> str:
    folded = plain(unicodedata.normalize("NFKC", plain(text)).casefold())
    kept: list[str] = []
    is_parted = False
    for char in unicodedata.normalize("NFKC", folded):
        if (char.isalnum() and char != TATWEEL) or char in "/-":
            if is_parted and char.isdigit() and kept and kept[-1].isdigit():
                kept.append("-")
            kept.append(char)
            is_parted = False
        else:
            is_parted = True
    return "".join(kept)
