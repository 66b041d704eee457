"""JSON-LD in the vocabulary of schema.org, for crawlers and for those who link data.

schema.org has no type for judgments and briefs: they are creative works with the type that the
Bibliographic Ontology has for them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from library.enums import IdentifierScheme, MaterialType, PersonRole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from library.exporting.records import Person, Record

CONTEXT = "https://schema.org"
TYPES = {
    MaterialType.LEGISLATION: "Legislation",
    MaterialType.CASE: "CreativeWork",
    MaterialType.INSTRUMENT: "Legislation",
    MaterialType.ARTICLE: "ScholarlyArticle",
    MaterialType.REPORT: "Report",
    MaterialType.BRIEF: "CreativeWork",
    MaterialType.TOOLKIT: "LearningResource",
}
ADDITIONAL_TYPES = {
    MaterialType.CASE: "http://purl.org/ontology/bibo/LegalDecision",
    MaterialType.BRIEF: "http://purl.org/ontology/bibo/Brief",
}


def _text(text: str, language: str) -> dict[str, str] | str:
    if not text:
        return ""
    return {"@value": text, "@language": language} if language else text


def _person(person: Person) -> dict[str, str]:
    names = {
        "@type": "Person",
        "name": person.name,
        "alternateName": person.latin_name,
        "sameAs": f"https://orcid.org/{person.orcid}" if person.orcid else "",
    }
    return {name: value for name, value in names.items() if value}


def thing(record: Record) -> dict[str, Any]:
    """Return a record as a node, without the context; empty names left out."""
    kind = MaterialType(record.type)
    is_legislation = TYPES[kind] == "Legislation"
    is_article = kind == MaterialType.ARTICLE
    first, last = record.page_range
    date = record.date.iso if record.date else ""
    publisher = {"@type": "Organization", "name": record.publisher} if record.publisher else None
    countries = [
        {"@type": "Country", "name": name, "identifier": code} for code, name in record.countries
    ]
    alternates = {
        **({record.language: record.original_title} if record.original_title else {}),
        **{language: title for language, title in record.other_titles if title != record.title},
    }
    node = {
        "@type": TYPES[kind],
        "additionalType": ADDITIONAL_TYPES.get(kind, ""),
        "@id": record.url,
        "url": record.url,
        "name": _text(record.title, record.title_language),
        "alternateName": [_text(title, language) for language, title in alternates.items()],
        "abstract": _text(record.abstract, record.abstract_language),
        "genre": record.kind_label or record.type_label,
        "inLanguage": record.language,
        ("legislationDate" if is_legislation else "datePublished"): date,
        "author": [_person(p) for p in record.people_as(PersonRole.AUTHOR)]
        or ([{"@type": "Organization", "name": record.filed_by}] if record.filed_by else []),
        "editor": [_person(p) for p in record.people_as(PersonRole.EDITOR)],
        "contributor": [_person(p) for p in record.people_as(PersonRole.JUDGE)],
        "mentions": [_person(p) for p in record.people_as(PersonRole.PARTY)],
        "publisher": None if is_article else publisher,
        "isPartOf": _journal(record) if is_article and record.publisher else None,
        "pageStart": first if is_article else "",
        "pageEnd": last if is_article else "",
        "numberOfPages": int(first) if not is_article and first.isdecimal() else None,
        "legislationIdentifier": record.number if is_legislation else "",
        "legislationJurisdiction": countries if is_legislation else None,
        "spatialCoverage": None if is_legislation else countries,
        "reportNumber": record.number if kind == MaterialType.REPORT else "",
        "version": record.edition,
        "keywords": record.keywords,
        "about": [{"@type": "DefinedTerm", "name": name} for name in record.subjects],
        "identifier": _identifiers(record),
        "citation": list(record.instruments),
        "sameAs": record.source_url,
        "archivedAt": record.archived_url,
        "copyrightNotice": record.rights,
        "encoding": [
            {
                "@type": "MediaObject",
                "contentUrl": file.url,
                "name": file.title,
                "encodingFormat": file.media_type,
                "description": file.kind_label,
                **({"inLanguage": file.language} if file.language else {}),
            }
            for file in record.files
        ],
    }
    return {name: value for name, value in node.items() if value}


def _journal(record: Record) -> dict[str, Any]:
    """Return the journal of an article, within its volume and issue where they are known."""
    journal: dict[str, Any] = {"@type": "Periodical", "name": record.publisher}
    if issn := record.identifier(IdentifierScheme.ISSN):
        journal["issn"] = issn
    if record.volume:
        journal = {
            "@type": "PublicationVolume",
            "volumeNumber": record.volume,
            "isPartOf": journal,
        }
    if record.issue:
        journal = {"@type": "PublicationIssue", "issueNumber": record.issue, "isPartOf": journal}
    return journal


def _identifiers(record: Record) -> list[dict[str, str]]:
    pairs = [("work", str(record.work))]
    pairs += list(record.citations)
    pairs += [(scheme, value) for scheme, _label, value in record.identifiers]
    return [
        {"@type": "PropertyValue", "propertyID": scheme, "value": value} for scheme, value in pairs
    ]


def document(record: Record) -> dict[str, Any]:
    """Return a record as a document of its own."""
    return {"@context": CONTEXT, **thing(record)}


def write_one(record: Record) -> bytes:
    """Write one record as a document of its own."""
    return json.dumps(document(record), ensure_ascii=False, indent=2).encode() + b"\n"


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """Write records as one graph, a node a line."""
    yield f'{{"@context": {json.dumps(CONTEXT)}, "@graph": ['.encode()
    separator = "\n"
    for record in records:
        yield (separator + json.dumps(thing(record), ensure_ascii=False)).encode()
        separator = ",\n"
    yield b"\n]}\n"
