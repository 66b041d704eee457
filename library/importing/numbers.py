"""Numbers under which registers know works, in the one form in which they are compared."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from library.enums import IdentifierScheme
from library.importing.errors import CellError

_RESOLVER = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_SERIAL = re.compile(r"\d{4}-?\d{3}[\dXx]", re.ASCII)

#: Registers that give a number to one work only; an ISSN is that of a journal.
OF_ONE_WORK = frozenset(set(IdentifierScheme) - {IdentifierScheme.ISSN, IdentifierScheme.OTHER})


def doi(text: str) -> str:
    """Return a DOI without the address that resolves it. Raises CellError."""
    value = _RESOLVER.sub("", text.strip(), count=1)
    if not _DOI.fullmatch(value):
        raise CellError(_("“%(text)s” is not a DOI.") % {"text": text})
    return value


def isbn(text: str) -> str:
    """Return the first ISBN of a cell, digits only. Raises CellError, also on a wrong check digit.

    The two check sums are those of ISO 2108.
    """
    first = re.split(r"[;,]|\s{2,}| (?=97[89])", text.strip())[0]
    digits = re.sub(r"\(.*?\)|[\s-]", "", first).upper().removeprefix("ISBN")
    if re.fullmatch(r"\d{13}", digits, re.ASCII):
        total = sum(int(d) * (3 if place % 2 else 1) for place, d in enumerate(digits))
        is_right = total % 10 == 0
    elif re.fullmatch(r"\d{9}[\dX]", digits, re.ASCII):
        values = [10 if d == "X" else int(d) for d in digits]
        total = sum(value * (10 - place) for place, value in enumerate(values))
        is_right = total % 11 == 0
    else:
        is_right = False
    if not is_right:
        raise CellError(_("“%(text)s” is not an ISBN.") % {"text": text})
    return digits


def issn(text: str) -> str:
    """Return the first ISSN of a cell. Raises CellError."""
    first = re.split(r"[;,\s]", text.strip())[0].upper()
    if not _SERIAL.fullmatch(first):
        raise CellError(_("“%(text)s” is not an ISSN.") % {"text": text})
    return f"{first[:4]}-{first[-4:]}"


def comparable(value: str) -> str:
    """Return a number without what writers vary: case, hyphens, spaces."""
    return re.sub(r"[\s-]", "", _RESOLVER.sub("", value.strip(), count=1)).lower()
