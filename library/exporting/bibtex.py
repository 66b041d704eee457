"""BibTeX in UTF-8, with the entry types of biblatex for law.

`date` (biblatex) has the precision that is known, `year` (BibTeX) what every style reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bibtexparser import Library, write_string
from bibtexparser.model import Entry, Field

from library.enums import IdentifierScheme, MaterialType, PersonRole
from library.exporting.records import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from library.exporting.records import Person, Record

TYPES = {
    MaterialType.LEGISLATION: "legislation",
    MaterialType.CASE: "jurisdiction",
    MaterialType.INSTRUMENT: "legislation",
    MaterialType.ARTICLE: "article",
    MaterialType.REPORT: "techreport",
    MaterialType.BRIEF: "misc",
    MaterialType.TOOLKIT: "manual",
}
#: Signs that LaTeX reads as commands.
_SIGNS = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "$": r"\$",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_ESCAPES = str.maketrans(_SIGNS | {"{": r"\{", "}": r"\}"})
#: BibTeX counts braces even behind a backslash; where they come in no pairs, none may be written.
_ESCAPES_UNPAIRED = str.maketrans(_SIGNS | {"{": r"$\lbrace$", "}": r"$\rbrace$"})
#: Addresses are read as they are written; only what would end the value is encoded.
_ADDRESS = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"})


def escaped(text: str) -> str:
    """Return text that LaTeX prints as it is."""
    return one_line(text).translate(_ESCAPES if _has_pairs(text) else _ESCAPES_UNPAIRED)


def _has_pairs(text: str) -> bool:
    """Return whether every brace of a text has its partner."""
    depth = 0
    for sign in text:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0


def _name(person: Person) -> str:
    """Return a name that BibTeX splits where it is written in two parts, and nowhere else."""
    if person.parts and " and " not in person.name:
        return ", ".join(escaped(part) for part in person.parts)
    return f"{{{escaped(person.name)}}}"


def entry(record: Record) -> Entry:
    """Return a record as an entry, empty fields left out."""
    first, last = record.page_range
    is_article = record.type == MaterialType.ARTICLE
    issuer = {
        MaterialType.ARTICLE: "journal",
        MaterialType.REPORT: "institution",
        MaterialType.CASE: "institution",
        MaterialType.BRIEF: "institution",
        MaterialType.TOOLKIT: "organization",
    }.get(MaterialType(record.type), "publisher")
    citations = [text for _system, text in record.citations]
    texts = {
        "title": record.title,
        "origtitle": record.original_title,
        "date": record.date.iso if record.date else "",
        "year": str(record.date.value.year) if record.date else "",
        issuer: record.publisher,
        "howpublished": record.published_in,
        "volume": record.volume,
        "number": record.issue if is_article else record.number,
        "pages": f"{first}--{last}" if last else first if is_article else "",
        "pagetotal": "" if is_article else first,
        "series": record.series,
        "version": record.edition,
        "type": record.kind_label,
        "abstract": record.abstract,
        "keywords": ", ".join(keyword.replace(",", ";") for keyword in record.keywords),
        "langid": record.language,
        "location": "; ".join(name for _code, name in record.countries),
        "note": "; ".join([*citations, *([record.filed_by] if record.filed_by else [])]),
        "isbn": record.identifier(IdentifierScheme.ISBN),
        "issn": record.identifier(IdentifierScheme.ISSN),
        "copyright": record.rights,
    }
    names = {
        "author": record.people_as(PersonRole.AUTHOR),
        "editor": record.people_as(PersonRole.EDITOR),
    }
    addresses = {"doi": record.identifier(IdentifierScheme.DOI), "url": record.url}
    fields = {
        **{name: " and ".join(_name(p) for p in people) for name, people in names.items()},
        **{name: escaped(text) for name, text in texts.items()},
        **{name: text.translate(_ADDRESS) for name, text in addresses.items()},
    }
    return Entry(
        TYPES[MaterialType(record.type)],
        record.key,
        [Field(name, value) for name, value in fields.items() if value],
    )


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """Write records one after the other."""
    for record in records:
        yield (write_string(Library([entry(record)])) + "\n").encode()
