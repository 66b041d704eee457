"""One record of a list of references, before anybody judges it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from django.utils.translation import gettext as _

from library.citations import parse
from library.enums import MaterialType
from library.importing.cells import UnreadableError
from library.importing.kinds import kind_named
from library.importing.numbers import comparable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Of a date as reference managers write it: "2019", "2019/05/12/Spring", "2019-05".
_DATE = re.compile(r"\s*(\d{4})(?:\s*[/.-]\s*(\d{1,2})?(?:\s*[/.-]\s*(\d{1,2})?)?)?(?:/[^/]*)?\s*")


@dataclass(slots=True)
class Reference:
    """The cells a record fills, or why it cannot be read."""

    cells: dict[str, str] = field(default_factory=dict)
    problem: str = ""


def text_lines(file: BinaryIO) -> Iterator[str]:
    """Yield the lines of a text in UTF-8 without its byte order mark. Raises UnreadableError."""
    for number, line in enumerate(file, 1):
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise UnreadableError(
                _("Line %(line)d is not written in UTF-8.") % {"line": number}, number
            ) from error
        yield text.removeprefix("\ufeff") if number == 1 else text


def iso_date(text: str) -> str:
    """Return a date as ISO 8601 has it, as far as it is known; what is none, unchanged.

    A word after the date ("Spring") is dropped, a part that is missing stays missing.
    """
    match = _DATE.fullmatch(text)
    if match is None:
        return text.strip()
    year, month, day = match.groups()
    parts = [year]
    if month and int(month):
        parts.append(month.zfill(2))
        if day and int(day):
            parts.append(day.zfill(2))
    return "-".join(parts)


def listed(values: Iterable[str]) -> str:
    """Return values as one cell holds several; a semicolon inside one becomes a comma."""
    return "; ".join(value.strip().replace(";", ",") for value in values if value.strip())


def cited(texts: Iterable[str]) -> str:
    """Return those texts that are citations as a whole; notes hold them among other things."""
    return listed(text for text in texts if len(text) <= 255 and parse(text.strip()))


def uncited(texts: Iterable[str]) -> str:
    """Return the other texts, one a line: what nobody but an editor needs."""
    return "\n".join(text.strip() for text in texts if text.strip() and not cited([text]))


def told_kind(general: str, genre: str) -> str:
    """Return the type of a record whose general type may be narrowed by its genre."""
    kind = kind_named(genre) if genre else None
    if kind in (MaterialType.BRIEF, MaterialType.TOOLKIT):
        return kind
    return general or (kind or "")


def serial(text: str) -> dict[str, str]:
    """Return a number under "issn" or "isbn", by its length."""
    bare = comparable(text.split(";")[0].split(" (")[0])
    if not bare:
        return {}
    return {"issn": text} if len(bare) == 8 else {"isbn": text}
