"""Records of a RIS file, read one at a time by rispy.

The tags are those of the specification by Research Information Systems, as Zotero and EndNote
write them: a tag means one thing for a case and another for a report.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, BinaryIO

import rispy
from django.utils.translation import gettext as _
from rispy.parser import ParseError

from library.enums import MaterialType
from library.importing.references import (
    Reference,
    cited,
    iso_date,
    listed,
    serial,
    text_lines,
    told_kind,
    uncited,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_START = re.compile(r"\s*TY\s{0,3}-(?:\s|$)")
_END = re.compile(r"\s*ER\s{0,3}-(?:\s|$)")
#: Some programs number the records.
_NUMBER = re.compile(r"\s*\d+\.\s*")
#: No catalogue record is longer.
MAX_RECORD = 1024 * 1024

TYPES = {
    **dict.fromkeys(["STAT", "BILL", "LEGAL"], MaterialType.LEGISLATION),
    "CASE": MaterialType.CASE,
    **dict.fromkeys(
        ["JOUR", "JFULL", "EJOUR", "MGZN", "NEWS", "INPR", "ABST"], MaterialType.ARTICLE
    ),
    **dict.fromkeys(
        [
            *("RPRT", "GOVDOC", "STAND", "BOOK", "EBOOK", "EDBOOK", "CHAP", "ECHAP", "THES"),
            *("CONF", "CPAPER", "PAMP", "SER", "HEAR", "UNPB", "MANSCPT"),
        ],
        MaterialType.REPORT,
    ),
    # These say nothing of what the work is.
    **dict.fromkeys(["GEN", "ELEC", "BLOG", "ICOMM", ""], ""),
}


def references(file: BinaryIO) -> Iterator[Reference]:
    """Yield the records; a broken one says what is wrong, and the next is read again."""
    for line_number, lines, problem in _blocks(file):
        text = "".join(lines)
        if problem:
            yield Reference(_title(text), problem % {"line": line_number})
            continue
        try:
            found = rispy.loads(text)
        except (ParseError, ValueError, LookupError, TypeError, AttributeError):
            # What rispy raises about one record must not cost the others.
            found = []
        if len(found) == 1:
            yield Reference(_cells(found[0]))
        else:
            yield Reference(
                _title(text),
                _("The record that begins in line %(line)d cannot be read.")
                % {"line": line_number},
            )


def _blocks(file: BinaryIO) -> Iterator[tuple[int, list[str], str]]:
    """Yield the lines of each record, where it begins, and what is wrong with its frame."""
    lines: list[str] = []
    start = size = 0
    is_open = False
    not_closed = _("The record that begins in line %(line)d has no end (ER).")
    for number, line in enumerate(text_lines(file), 1):
        if _START.match(line):
            if lines:
                yield start, lines, not_closed if is_open else _no_type()
            lines, start, size, is_open = [], number, 0, True
        elif not lines and (not line.strip() or _NUMBER.fullmatch(line) or _END.match(line)):
            continue
        elif not lines:
            start, is_open = number, False
        size += len(line)
        lines.append(line)
        if size > MAX_RECORD:
            yield start, lines[:1], _("The record that begins in line %(line)d is too long.")
            lines, size = [], 0
        elif _END.match(line):
            yield start, lines, "" if is_open else _no_type()
            lines = []
    if any(line.strip() for line in lines):
        yield start, lines, not_closed if is_open else _no_type()


def _no_type() -> str:
    return _("The lines from line %(line)d on belong to no record: it does not begin with TY.")


def _title(text: str) -> dict[str, str]:
    """Return the title of a record that cannot be read, so that a person finds it."""
    found = re.search(r"^\s*T[I1]\s*-\s*(.+)$", text, re.MULTILINE)
    return {"title": found[1].strip()} if found else {}


def _one(record: dict[str, Any], *names: str) -> str:
    """Return the first of some tags that says anything."""
    for name in names:
        value = record.get(name) or ""
        if isinstance(value, list):
            value = next((text for text in value if text.strip()), "")
        if value.strip():
            return value.strip()
    return ""


def _many(record: dict[str, Any], *names: str) -> list[str]:
    found: list[str] = []
    for name in names:
        value = record.get(name) or []
        found += [value] if isinstance(value, str) else value
    return found


def _cells(record: dict[str, Any]) -> dict[str, str]:
    code = _one(record, "type_of_reference").upper()
    kind = told_kind(TYPES.get(code, code), _one(record, "type_of_work"))
    own, shown = _one(record, "primary_title", "title"), _one(record, "translated_title")
    notes = _many(record, "notes")
    date = iso_date(_one(record, "date", "publication_year", "year"))
    year = iso_date(_one(record, "year"))
    urls = _many(record, "urls")
    cells = {
        "id": _one(record, "accession_number", "id"),
        "type": kind,
        # The library's page is in a reader's language where the record has that.
        "title": shown or own,
        "original_title": own if shown else "",
        # Zotero writes the year twice; "2019-05" says more.
        "date": date if len(date) >= len(year) else year,
        "authors": listed(_many(record, "first_authors", "authors")),
        "abstract": _one(record, "abstract", "notes_abstract"),
        "publisher": _one(record, "publisher"),
        "citation": cited([*notes, _one(record, "short_title")]),
        "keywords": listed(part for text in _many(record, "keywords") for part in text.split(";")),
        "language": _one(record, "language"),
        "doi": _one(record, "doi"),
        "url": urls[0] if urls else "",
        "source_url": urls[1] if len(urls) > 1 else "",
        "places": _one(record, "place_published"),
        "notes": uncited(notes),
        **serial(_one(record, "issn")),
    }
    return cells | _own(record, kind)


def _own(record: dict[str, Any], kind: str) -> dict[str, str]:
    """Return what the tags mean for one type of material."""
    number = _one(record, "note")
    match kind:
        case MaterialType.CASE | MaterialType.BRIEF:
            return {
                # EndNote and Zotero write a case's number under SV, which rispy does not know.
                "case_number": _one(record.get("unknown_tag") or {}, "SV") or number,
                **_law_report(record),
            }
        case MaterialType.LEGISLATION:
            return {
                "number": number or _one(record, "volume"),
                "published_in": _one(record, "secondary_title"),
            }
        case MaterialType.ARTICLE:
            first, last = _one(record, "start_page"), _one(record, "end_page")
            return {
                "publisher": _one(
                    record, "secondary_title", "journal_name", "alternate_title3", "publisher"
                ),
                "volume": _one(record, "volume"),
                "issue": _one(record, "number"),
                "pages": f"{first}-{last}" if last and "-" not in first else first,
                "editors": listed(_many(record, "secondary_authors")),
            }
        case MaterialType.TOOLKIT:
            return {
                "version": _one(record, "edition"),
                "editors": listed(_many(record, "secondary_authors")),
            }
    pages = _one(record, "start_page")
    return {
        "number": number if kind == MaterialType.REPORT else "",
        "series": _one(record, "tertiary_title", "secondary_title"),
        "page_count": pages if pages.isdecimal() and not _one(record, "end_page") else "",
        "editors": listed(_many(record, "secondary_authors")),
    }


def _law_report(record: dict[str, Any]) -> dict[str, str]:
    """Return the citation that volume, reporter and first page make, as Zotero writes cases."""
    volume, page = _one(record, "volume"), _one(record, "start_page")
    reporter = _one(record, "secondary_title", "secondary_authors")
    texts = [*_many(record, "notes"), _one(record, "short_title")]
    made = f"{volume} {reporter} {page}" if volume and reporter and page else ""
    return {"citation": "; ".join(filter(None, [cited(texts), cited([made])]))}
