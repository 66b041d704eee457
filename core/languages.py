"""The site's seven languages: their own names, their direction, and where to look next.

Nothing here asks the database, so templates, the API and commands may call it freely.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from babel import Locale as CldrLocale
from babel.core import UnknownLocaleError
from django.conf import settings
from django.utils.translation import get_language, get_language_bidi

RTL_SCRIPTS = frozenset({"ar", "fa", "he", "ur", "ps", "ckb", "dv", "sd", "ug", "yi"})


@dataclass(frozen=True, slots=True)
class Language:
    """A language as templates need it: BCP 47 code, direction, name in its own script."""

    code: str
    dir: str
    name: str


def direction(code: str) -> str:
    """Return "rtl" or "ltr", the writing direction of any BCP 47 language."""
    return "rtl" if code.split("-")[0].lower() in RTL_SCRIPTS else "ltr"


@cache
def site_languages() -> tuple[Language, ...]:
    """Return the languages of the interface in their fixed order."""
    return tuple(Language(code, direction(code), str(name)) for code, name in settings.LANGUAGES)


@cache
def language_codes() -> tuple[str, ...]:
    """Return the codes of the interface languages in their fixed order."""
    return tuple(language.code for language in site_languages())


@cache
def language(code: str) -> Language:
    """Return one language; a code outside the seven keeps its code and gets its CLDR name."""
    for known in site_languages():
        if known.code == code:
            return known
    return Language(code, direction(code), language_name(code, code))


def current_language() -> Language:
    """Return the language of the interface for this thread, English where none is active."""
    code = get_language() or settings.LANGUAGE_CODE
    return language(code if code in language_codes() else code.split("-")[0])


def language_name(code: str, in_language: str | None = None) -> str:
    """Return the name of any BCP 47 language in the asked language, from CLDR.

    Falls back to the code itself when CLDR knows no such language.
    """
    return _cldr_name(code, in_language or current_language().code)


@cache
def _cldr_name(code: str, in_language: str) -> str:
    # A language may have a name without having data of its own, as Aymara does.
    if name := CldrLocale.parse(in_language, sep="-").languages.get(code):
        return str(name)
    try:
        name = CldrLocale.parse(code, sep="-").get_display_name(in_language)
    except (UnknownLocaleError, ValueError):
        return code
    return name or code


@cache
def fallback_chain(code: str) -> tuple[str, ...]:
    """Return the languages in which to look for a text, the asked one first."""
    return (code, *settings.LANGUAGE_FALLBACKS.get(code, ()))


def is_bidi() -> bool:
    """Return whether the interface of this thread runs right to left."""
    return get_language_bidi()
