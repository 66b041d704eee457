"""What a column's text means: small functions from text to value that say what they expected."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from babel.core import Locale as CldrLocale
from babel.core import get_global
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from core.dates import DatePrecision, PartialDate
from core.languages import language_codes, language_name
from library.enums import Verification
from library.importing.errors import CellError
from library.models.entry import language_tag

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")

#: Spreadsheets run a cell that begins with one of these when an export is opened again.
FORMULA_STARTS = ("=", "+", "-", "@")
#: Marks that turn the direction of what follows can make a title read as another.
DIRECTION_OVERRIDES = frozenset("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")


def plain_text(text: str) -> str:
    """Return text as it may be stored. Raises CellError on formulas and control characters.

    Markup is text like any other here: templates escape it.
    """
    if text.startswith(FORMULA_STARTS):
        raise CellError(
            _("The text begins with “%(start)s”, as a formula does.") % {"start": text[0]}
        )
    for character in text:
        if unicodedata.category(character) == "Cc" and character not in "\n\t":
            raise CellError(
                _("The text has a control character (U+%(code)s).")
                % {"code": f"{ord(character):04X}"}
            )
        if character in DIRECTION_OVERRIDES:
            raise CellError(
                _("The text has a mark that turns its direction (U+%(code)s).")
                % {"code": f"{ord(character):04X}"}
            )
    return unicodedata.normalize("NFC", text)


def line(text: str) -> str:
    """Return text of one line, runs of spaces made one."""
    return " ".join(plain_text(text).split())


def whole_number(text: str) -> int:
    """Return a number that counts something."""
    if not re.fullmatch(r"\d{1,4}", text, re.ASCII):
        raise CellError(_("“%(text)s” is not a whole number below 10,000.") % {"text": text})
    return int(text)


def partial_date(text: str) -> PartialDate:
    """Return a date as exactly as it is written: a year, a month or a day."""
    try:
        return PartialDate.parse(text)
    except ValueError:
        raise CellError(
            _("“%(text)s” is not a date such as 2024, 2024-03 or 2024-03-09.") % {"text": text}
        ) from None


def full_date(text: str) -> date:
    """Return a day."""
    parsed = partial_date(text)
    if parsed.precision != DatePrecision.DAY:
        raise CellError(_("“%(text)s” is not a full date such as 2024-03-09.") % {"text": text})
    return parsed.value


def year(text: str) -> PartialDate:
    """Return a year."""
    parsed = partial_date(text)
    if parsed.precision != DatePrecision.YEAR:
        raise CellError(_("“%(text)s” is not a year.") % {"text": text})
    return parsed


def web_address(text: str) -> str:
    """Return an address on the web."""
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        raise CellError(_("“%(text)s” is not a web address.") % {"text": text}) from None
    return text


def language_code(text: str) -> str:
    """Return a BCP 47 code of a language that exists."""
    try:
        language_tag(text)
    except ValidationError:
        is_known = False
    else:
        is_known = language_name(text, "en") != text
    if not is_known:
        raise CellError(_("“%(text)s” is not a known language.") % {"text": text})
    return text


@cache
def _language_names() -> dict[str, str]:
    """Return codes by the names of languages in the languages of the site, from CLDR."""
    return {
        name.casefold(): code
        for in_language in reversed(language_codes())
        for code, name in CldrLocale.parse(in_language).languages.items()
        if "_" not in code
    }


def spoken_language(text: str) -> str:
    """Return the BCP 47 code of a language that a file names by any code or name."""
    text = text.strip().replace("_", "-")
    code = get_global("language_aliases").get(text.lower()) or _language_names().get(
        text.casefold(), text
    )
    return language_code(code)


def one_of(values: Mapping[str, T]) -> Callable[[str], T]:
    """Return a parser of a closed list of words, in any case."""

    def parse(text: str) -> T:
        try:
            return values[text.casefold()]
        except KeyError:
            raise CellError(
                _("“%(text)s” is none of: %(known)s.") % {"text": text, "known": ", ".join(values)}
            ) from None

    return parse


verification = one_of(
    {
        "yes": Verification.VERIFIED,
        "partly": Verification.PARTLY,
        "no": Verification.UNVERIFIED,
    }
)


def parts(text: str) -> list[str]:
    """Return the parts of a cell that holds several values, separated by semicolons."""
    return [part for part in (line(part) for part in text.split(";")) if part]
