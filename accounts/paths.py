"""Which addresses are a person's own, or show people to each other."""

from __future__ import annotations

from core.languages import language_codes

#: First part of the path below the language.
PERSONAL_SECTIONS = frozenset({"account", "directory"})


def is_personal(path: str) -> bool:
    """Return whether what stands at a path is nobody's business but the reader's."""
    parts = path.split("/", maxsplit=3)
    return len(parts) > 2 and parts[1] in language_codes() and parts[2] in PERSONAL_SECTIONS


def decides_language(path: str) -> bool:
    """Return whether an address itself says the language of what it answers."""
    first = path.lstrip("/").partition("/")[0]
    return first in language_codes() or first in {"api", "feeds"}
