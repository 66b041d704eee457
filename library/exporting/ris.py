"""RIS, the tagged lines that every reference manager reads.

Follows the specification of Research Information Systems as Zotero and EndNote read it; rispy
writes the lines. `T1` is the title in the work's own language, `TT` the reader's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from rispy.writer import RisWriter

from library.enums import IdentifierScheme, MaterialType, PersonRole
from library.exporting.records import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from core.dates import PartialDate
    from library.exporting.records import Record

TYPES = {
    MaterialType.LEGISLATION: "STAT",
    MaterialType.CASE: "CASE",
    MaterialType.INSTRUMENT: "STAT",
    MaterialType.ARTICLE: "JOUR",
    MaterialType.REPORT: "RPRT",
    MaterialType.BRIEF: "CASE",
    MaterialType.TOOLKIT: "RPRT",
}


class Writer(RisWriter):
    """Lines of records without the numbers that rispy puts between them."""

    NEWLINE = "\r\n"
    SEPARATOR = None

    def set_header(self, count: int) -> str:
        """Return nothing: a number before a record is no RIS."""
        return ""


def ris_date(date: PartialDate) -> str:
    """Return a date as RIS has it, what is unknown left empty: "2024/03//"."""
    return "/".join([*date.iso.split("-"), "", "", ""][:3]) + "/"


def reference(record: Record) -> dict[str, Any]:
    """Return a record under rispy's names for the tags, the empty ones left out."""
    first, last = record.page_range
    is_article = record.type == MaterialType.ARTICLE
    doi = record.identifier(IdentifierScheme.DOI)
    pdf = next((file.url for file in record.files if file.is_pdf), "")
    reference: dict[str, Any] = {
        "type_of_reference": TYPES[MaterialType(record.type)],
        "id": record.key,
        "primary_title": record.own_title,
        "translated_title": record.translated_title,
        "authors": [p.name for p in record.people_as(PersonRole.AUTHOR)]
        or ([record.filed_by] if record.filed_by else []),
        "secondary_authors": [p.name for p in record.people_as(PersonRole.EDITOR)],
        "secondary_title": record.publisher if is_article else record.published_in,
        "tertiary_title": record.series,
        "year": str(record.date.value.year) if record.date else "",
        "date": ris_date(record.date) if record.date else "",
        "publisher": "" if is_article else record.publisher,
        "volume": record.volume,
        "number": record.issue,
        "start_page": first,
        "end_page": last,
        "edition": record.edition,
        "type_of_work": record.kind_label or record.type_label,
        "note": record.number,
        "issn": record.identifier(IdentifierScheme.ISBN)
        or record.identifier(IdentifierScheme.ISSN),
        "doi": doi,
        "place_published": "; ".join(name for _code, name in record.countries),
        "abstract": record.abstract,
        "keywords": record.keywords,
        "language": record.language,
        "notes": list(_notes(record)),
        "urls": [url for url in (record.url, record.source_url, record.archived_url) if url],
        "file_attachments1": pdf,
        "name_of_database": settings.WAGTAIL_SITE_NAME,
        "accession_number": str(record.work),
    }
    # A value on a second line could pass for a tag.
    return {
        name: [one_line(item) for item in value] if isinstance(value, list) else one_line(value)
        for name, value in reference.items()
        if value
    }


def _notes(record: Record) -> Iterator[str]:
    """Yield what RIS has no tag for."""
    for _system, text in record.citations:
        yield text
    for scheme, label, value in record.identifiers:
        if scheme not in (IdentifierScheme.DOI, IdentifierScheme.ISBN, IdentifierScheme.ISSN):
            yield f"{label} {value}"
    for person in record.people:
        if person.role in (PersonRole.JUDGE, PersonRole.PARTY):
            yield f"{person.role_label}: {person.name}"
        if person.latin_name:
            yield f"{person.name} = {person.latin_name}"
    for text in (record.organisation, record.on_behalf_of, record.audience, record.rights):
        if text:
            yield text
    for file in record.files:
        yield " – ".join(part for part in (file.kind_label, file.language, file.url) if part)
    yield record.verification_label


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """Write records one after the other."""
    writer = Writer()
    for record in records:
        yield (writer.formats([reference(record)]) + Writer.NEWLINE).encode()
