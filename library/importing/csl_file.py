"""Records of a CSL-JSON file, which Zotero and citation processors exchange.

The names are those of the schema of the Citation Style Language 1.0.2.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils.translation import gettext as _

from library.enums import IdentifierScheme, MaterialType
from library.importing.cells import UnreadableError
from library.importing.references import Reference, cited, iso_date, listed, told_kind, uncited

if TYPE_CHECKING:
    from collections.abc import Iterator

TYPES = {
    **dict.fromkeys(["legislation", "bill", "regulation", "treaty"], MaterialType.LEGISLATION),
    "legal_case": MaterialType.CASE,
    **dict.fromkeys(
        [
            *("article", "article-journal", "article-magazine", "article-newspaper"),
            *("periodical", "review"),
        ],
        MaterialType.ARTICLE,
    ),
    **dict.fromkeys(
        [
            *("report", "book", "chapter", "collection", "thesis", "paper-conference"),
            *("pamphlet", "manuscript", "standard", "hearing", "classic"),
        ],
        MaterialType.REPORT,
    ),
    # These say nothing of what the work is.
    **dict.fromkeys(["document", "webpage", "post", "post-weblog", ""], ""),
}
_SPACE = re.compile(r"[\s,]*")


def references(file: BinaryIO) -> Iterator[Reference]:
    """Yield the items of an array, of an object's "items", or the one that the object is.

    Raises UnreadableError where it is no JSON.
    """
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(_("The file is not written in UTF-8.")) from error
    for item in _items(text):
        if isinstance(item, dict) and ("title" in item or "type" in item):
            yield Reference(_cells(item))
        else:
            yield Reference({}, _("This is no item of CSL-JSON: it has no type and no title."))


def _items(text: str) -> Iterator[Any]:
    """Yield the items one after the other: parsed all at once they take many times the memory."""
    decoder = json.JSONDecoder()
    start = _SPACE.match(text).end()  # type: ignore[union-attr]  # matches nothing, too
    if text[start : start + 1] != "[":
        whole, end = _decoded(decoder, text, start)
        if text[end:].strip():
            raise _broken(text, end)
        items = whole.get("items") if isinstance(whole, dict) else None
        yield from items if isinstance(items, list) else [whole]
        return
    place = start + 1
    while True:
        place = _SPACE.match(text, place).end()  # type: ignore[union-attr]  # likewise
        if text[place : place + 1] == "]":
            if text[place + 1 :].strip():
                raise _broken(text, place + 1)
            return
        item, place = _decoded(decoder, text, place)
        yield item


def _decoded(decoder: json.JSONDecoder, text: str, place: int) -> tuple[Any, int]:
    try:
        return decoder.raw_decode(text, place)
    except json.JSONDecodeError as error:
        raise _broken(text, error.pos) from None
    except (ValueError, RecursionError):
        # Numbers of thousands of digits, and brackets nested by the thousand.
        raise _broken(text, place) from None


def _broken(text: str, place: int) -> UnreadableError:
    line = text.count("\n", 0, place) + 1
    return UnreadableError(_("The JSON is broken in line %(line)d.") % {"line": line}, line)


def _text(value: Any) -> str:
    """Return a value as text; what is neither text nor number says nothing."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**12:
        return str(value)
    return ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _name(value: Any) -> str:
    name = _dict(value)
    if literal := _text(name.get("literal")):
        return literal
    family = " ".join(
        filter(None, [_text(name.get("non-dropping-particle")), _text(name.get("family"))])
    )
    given = " ".join(filter(None, [_text(name.get("given")), _text(name.get("dropping-particle"))]))
    return ", ".join(filter(None, [family, given]))


def _names(value: Any) -> str:
    return listed(map(_name, _list(value)))


def _date(value: Any) -> str:
    """Return the date, of a span its beginning."""
    date = _dict(value)
    parts = _list(date.get("date-parts"))
    numbers = [_text(part) for part in _list(parts[0])] if parts else []
    if numbers:
        return iso_date("-".join(part for part in numbers if part))
    return iso_date(_text(date.get("raw")) or _text(date.get("literal")))


def _cells(item: dict[str, Any]) -> dict[str, str]:
    def one(*names: str) -> str:
        return next((text for name in names if (text := _text(item.get(name)))), "")

    custom = _dict(item.get("custom"))
    code = one("type").lower()
    kind = told_kind(TYPES.get(code, code), one("genre"))
    is_article = kind == MaterialType.ARTICLE
    is_case = kind in (MaterialType.CASE, MaterialType.BRIEF)
    note = one("note")
    lines = [part for line in note.splitlines() for part in line.split(";")]
    made = f"{one('volume')} {one('container-title')} {one('page')}" if is_case else ""
    return {
        "id": _text(custom.get("work")) or one("id"),
        "type": kind,
        "title": one("title"),
        "original_title": one("original-title"),
        "date": _date(item.get("issued")),
        "authors": _names(item.get("author")),
        "editors": _names(item.get("editor")),
        "abstract": one("abstract"),
        "publisher": one("container-title", "publisher")
        if is_article
        else one("authority", "publisher"),
        "citation": "; ".join(filter(None, [cited(lines), cited([made])])),
        "ecli": _text(custom.get("ECLI")),
        "case_number": one("number") if is_case else "",
        "number": "" if is_article or is_case else one("number"),
        "issue": one("issue") if is_article else "",
        "volume": one("volume") if is_article else "",
        "pages": one("page") if is_article else "",
        "page_count": one("number-of-pages") if one("number-of-pages").isdecimal() else "",
        "series": one("collection-title"),
        "published_in": one("container-title") if kind == MaterialType.LEGISLATION else "",
        "version": one("version", "edition"),
        "keywords": listed(re.split(r"[;,]", one("keyword"))),
        "countries": listed(map(_text, _list(custom.get("countries")))),
        "places": listed(re.split(r";", one("jurisdiction"))),
        "instruments": listed(map(_text, _list(custom.get("instruments")))),
        "identifiers": _registered(custom),
        "language": one("language"),
        "doi": one("DOI"),
        "isbn": one("ISBN"),
        "issn": one("ISSN"),
        "url": one("URL"),
        "source_url": _text(custom.get("sourceURL")),
        "rights": _text(custom.get("rights")),
        "notes": uncited(lines),
    }


def _registered(custom: dict[str, Any]) -> str:
    """Return the numbers that our own exports keep beside those CSL has names for."""
    rows = [_dict(row) for row in _list(custom.get("identifiers"))]
    return listed(
        f"{_text(row.get('scheme'))}:{_text(row.get('value'))}"
        for row in rows
        if _text(row.get("scheme")) in IdentifierScheme.values and _text(row.get("value"))
    )
