"""CSL-JSON, what Zotero and citation processors exchange.

Follows the schema of the Citation Style Language 1.0.2. `title` is the reader's, `original-title`
the work's own. What the schema has no name for stands in `custom`, which it leaves to us.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from library.enums import IdentifierScheme, MaterialType, PersonRole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from library.exporting.records import Person, Record

TYPES = {
    MaterialType.LEGISLATION: "legislation",
    MaterialType.CASE: "legal_case",
    MaterialType.INSTRUMENT: "treaty",
    MaterialType.ARTICLE: "article-journal",
    MaterialType.REPORT: "report",
    MaterialType.BRIEF: "legal_case",
    MaterialType.TOOLKIT: "report",
}
#: The types whose publisher is a court or lawgiver.
_AUTHORITIES = (
    MaterialType.LEGISLATION,
    MaterialType.CASE,
    MaterialType.INSTRUMENT,
    MaterialType.BRIEF,
)


def _name(person: Person) -> dict[str, str]:
    if person.parts:
        family, given = person.parts
        return {"family": family, "given": given}
    return {"literal": person.name}


def item(record: Record) -> dict[str, Any]:
    """Return a record as an item, empty names left out."""
    is_article = record.type == MaterialType.ARTICLE
    first, last = record.page_range
    filed_by = [{"literal": record.filed_by}] if record.filed_by else []
    names = {
        "id": record.key,
        "type": TYPES[MaterialType(record.type)],
        "title": record.title,
        "original-title": record.original_title,
        "author": [_name(p) for p in record.people_as(PersonRole.AUTHOR)] or filed_by,
        "editor": [_name(p) for p in record.people_as(PersonRole.EDITOR)],
        "issued": {"date-parts": [[int(part) for part in record.date.iso.split("-")]]}
        if record.date
        else None,
        "container-title": record.publisher if is_article else record.published_in,
        "authority": record.publisher if record.type in _AUTHORITIES else "",
        "publisher": "" if is_article or record.type in _AUTHORITIES else record.publisher,
        "collection-title": record.series,
        "volume": record.volume,
        "issue": record.issue,
        "page": f"{first}-{last}" if last else first if is_article else "",
        "number-of-pages": "" if is_article else first,
        "number": record.number,
        "edition": record.edition,
        "genre": record.kind_label or record.type_label,
        "jurisdiction": "; ".join(name for _code, name in record.countries) or record.organisation,
        "abstract": record.abstract,
        "keyword": ", ".join(keyword.replace(",", ";") for keyword in record.keywords),
        "language": record.language,
        "URL": record.url,
        "DOI": record.identifier(IdentifierScheme.DOI),
        "ISBN": record.identifier(IdentifierScheme.ISBN),
        "ISSN": record.identifier(IdentifierScheme.ISSN),
        "note": "\n".join(text for _system, text in record.citations),
        "custom": _custom(record),
    }
    return {name: value for name, value in names.items() if value}


def _custom(record: Record) -> dict[str, Any]:
    names = {
        "work": str(record.work),
        "titleLanguage": record.title_language,
        "ECLI": record.ecli,
        "citations": [{"system": system, "text": text} for system, text in record.citations],
        "identifiers": [
            {"scheme": scheme, "value": value} for scheme, _label, value in record.identifiers
        ],
        "countries": [code for code, _name in record.countries],
        "instruments": list(record.instruments),
        "people": [
            {"role": p.role, "name": p.name, "latinName": p.latin_name, "ORCID": p.orcid}
            for p in record.people
        ],
        "verification": record.verification,
        "sourceURL": record.source_url,
        "archivedURL": record.archived_url,
        "rights": record.rights,
        "files": [
            {"url": f.url, "title": f.title, "language": f.language, "kind": f.kind}
            for f in record.files
        ],
    }
    return {name: value for name, value in names.items() if value}


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """Write records as one array, an item a line."""
    before = "[\n"
    for record in records:
        yield (before + json.dumps(item(record), ensure_ascii=False)).encode()
        before = ",\n"
    yield b"[]\n" if before == "[\n" else b"\n]\n"
