"""Records of a BibTeX or biblatex file, read one at a time by bibtexparser.

One at a time, so that memory stays flat and a brace that is missing in one record does not swallow
the next ones.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO

import bibtexparser
from bibtexparser.middlewares import LatexDecodingMiddleware
from bibtexparser.middlewares.names import split_multiple_persons_names
from django.utils.translation import gettext as _

from library.enums import MaterialType
from library.importing.references import (
    Reference,
    cited,
    iso_date,
    listed,
    text_lines,
    told_kind,
    uncited,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bibtexparser.model import Entry

_BLOCK = re.compile(r"\s*@\s*(?P<kind>[A-Za-z]+)\s*[{(]")
_STRING = re.compile(r"\s*@\s*string\s*[{(]\s*(?P<name>[^\s=]+)", re.IGNORECASE)
MAX_RECORD = 1024 * 1024
MAX_STRINGS = 2000
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: Fields that are no prose: LaTeX would take the rest of an address for a comment.
_VERBATIM = frozenset(["doi", "url", "isbn", "issn", "date", "year", "pages"])

TYPES = {
    **dict.fromkeys(["legislation", "legal", "statute"], MaterialType.LEGISLATION),
    "jurisdiction": MaterialType.CASE,
    **dict.fromkeys(["article", "periodical", "suppperiodical", "review"], MaterialType.ARTICLE),
    **dict.fromkeys(
        [
            *("report", "techreport", "book", "mvbook", "inbook", "bookinbook", "booklet"),
            *("collection", "incollection", "proceedings", "inproceedings", "conference"),
            *("thesis", "phdthesis", "mastersthesis", "standard", "unpublished"),
        ],
        MaterialType.REPORT,
    ),
    "manual": MaterialType.TOOLKIT,
    # These say nothing of what the work is.
    **dict.fromkeys(["misc", "online", "electronic", "www"], ""),
}


def references(file: BinaryIO) -> Iterator[Reference]:
    """Yield the records; a broken one says what is wrong, and the next is read again."""
    strings: dict[str, str] = {}
    latex = LatexDecodingMiddleware(allow_inplace_modification=False)
    for number, kind, text in _blocks(file):
        if kind in ("comment", "preamble"):
            continue
        if kind == "string":
            if (named := _STRING.match(text)) and len(strings) < MAX_STRINGS:
                strings[named["name"]] = text
            continue
        if len(text) > MAX_RECORD:
            yield Reference(
                {}, _("The record that begins in line %(line)d is too long.") % {"line": number}
            )
            continue
        used = [string for name, string in strings.items() if name in text]
        library = bibtexparser.parse_string("".join([*used, text]))
        if len(library.entries) != 1 or library.failed_blocks:
            yield Reference(
                _title(text),
                _(
                    "The record that begins in line %(line)d cannot be read: a brace or a "
                    "quotation mark is not closed, a comma is missing, or a field is there twice."
                )
                % {"line": number},
            )
            continue
        raw = library.entries[0]
        decoded = latex.transform(library)
        if decoded.failed_blocks:
            yield Reference(
                _title(text),
                _("The record that begins in line %(line)d has LaTeX that cannot be read.")
                % {"line": number},
            )
            continue
        yield Reference(_cells(raw, decoded.entries[0], latex))


def _blocks(file: BinaryIO) -> Iterator[tuple[int, str, str]]:
    """Yield where each block begins, what it is, and its text; what stands between is comment."""
    start, kind = 0, ""
    lines: list[str] = []
    size = 0
    for number, line in enumerate(text_lines(file), 1):
        if found := _BLOCK.match(line):
            if kind:
                yield start, kind, "".join(lines)
            start, kind, lines, size = number, found["kind"].lower(), [], 0
        size += len(line)
        # Of what is too long no more than that is kept.
        if size <= MAX_RECORD or not lines or len(lines[-1]) + size <= 2 * MAX_RECORD:
            lines.append(line)
    if kind:
        yield start, kind, "".join(lines)


def _title(text: str) -> dict[str, str]:
    """Return the title of a record that cannot be read, so that a person finds it."""
    found = re.search(r"\btitle\s*=\s*[{\"]+([^{}\"\n]+)", text, re.IGNORECASE)
    return {"title": found[1].strip()} if found else {}


def _names(raw: str, latex: LatexDecodingMiddleware) -> list[str]:
    """Return people as "Family, Given"; a name in braces is that of an organisation."""
    names = []
    for name in split_multiple_persons_names(raw):
        is_whole = name.startswith("{") and name.endswith("}")
        text, _error = latex._transform_python_value_string(name)
        names.append(text.replace(",", " ") if is_whole and "," in text else text)
    return [name for name in names if name.casefold() != "others"]


def _date(fields: dict[str, str]) -> str:
    """Return the date, of a span its beginning; the month of BibTeX may be a word."""
    if date := fields.get("date", ""):
        return iso_date(date.partition("/")[0] if re.match(r"\d{4}-", date) else date)
    year, month = fields.get("year", ""), fields.get("month", "").strip("{} ").lower()
    if month[:3] in _MONTHS:
        month = str(_MONTHS.index(month[:3]) + 1)
    if month.isdecimal() and re.fullmatch(r"\d{4}", year):
        return iso_date(f"{year}-{month}")
    return iso_date(year)


def _cells(raw: Entry, entry: Entry, latex: LatexDecodingMiddleware) -> dict[str, str]:
    spelt = {field.key.lower(): str(field.value) for field in raw.fields}
    fields = {field.key.lower(): str(field.value) for field in entry.fields}
    fields |= {name: text for name, text in spelt.items() if name in _VERBATIM}
    code = raw.entry_type.lower()
    kind = told_kind(TYPES.get(code, code), fields.get("type", ""))
    first = fields.get

    def one(*names: str) -> str:
        return next((text for name in names if (text := first(name, "").strip())), "")

    notes = [text for text in (one("note"), one("annote", "annotation")) if text]
    is_article = kind == MaterialType.ARTICLE
    title = ": ".join(filter(None, [one("title"), one("subtitle")]))
    return {
        "id": raw.key,
        "type": kind,
        "title": title,
        "original_title": one("origtitle"),
        "date": _date(fields),
        "authors": listed(_names(spelt.get("author", ""), latex)),
        "editors": listed(_names(spelt.get("editor", ""), latex)),
        "abstract": one("abstract"),
        "publisher": one("journaltitle", "journal", "institution", "organization", "publisher")
        or one("school", "court"),
        "citation": cited(part for text in notes for part in text.split(";")),
        "case_number": one("number") if kind == MaterialType.CASE else "",
        "number": "" if is_article or kind == MaterialType.CASE else one("number"),
        "issue": one("issue", "number") if is_article else "",
        "volume": one("volume") if is_article else "",
        "pages": one("pages").replace("--", "-") if is_article else "",
        "page_count": one("pagetotal") if one("pagetotal").isdecimal() else "",
        "series": one("series"),
        "published_in": one("howpublished") if kind == MaterialType.LEGISLATION else "",
        "version": one("version", "edition"),
        "keywords": listed(re.split(r"[;,]", one("keywords", "keyword"))),
        "language": one("langid", "language").split(",")[0],
        "doi": one("doi"),
        "isbn": one("isbn"),
        "issn": one("issn"),
        "url": one("url"),
        "places": listed(re.split(r"[;]", one("location", "address"))),
        "rights": one("copyright", "rights"),
        "notes": uncited(part for text in notes for part in text.split(";")),
    }
