"""What the head of an entry's page tells programs: reference managers, crawlers, harvesters.

Highwire's meta tags are what Zotero's connector and Google Scholar read; COinS is what older
reference managers do. They are made for the public alone: a page that is not for everyone tells
programs nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from library.enums import IdentifierScheme, MaterialType, PersonRole
from library.exporting import jsonld
from library.exporting.formats import FORMATS
from library.exporting.records import entries_to_export, records_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from library.exporting.records import Record

#: Signs that could end a script element or begin another; JSON writes them otherwise.
_JSON_ESCAPES = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"})
#: Matrices of OpenURL for the types that have one; Dublin Core's serves all others.
_MATRICES = {MaterialType.ARTICLE: "journal", MaterialType.REPORT: "book"}


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What the page of a public work carries besides what people read."""

    #: Highwire's tags as (name, content).
    tags: tuple[tuple[str, str], ...]
    #: The title of the empty span that COinS is.
    coins: str
    #: A document that may stand in a script element as it is.
    json_ld: SafeString


def page_metadata(work: UUID, code: str) -> PageMetadata | None:
    """Return what the page of a work tells programs, None where the work is not public."""
    entries = entries_to_export(None, code).filter(translation_key=work)
    for record in records_of(entries, code, None):
        document = json.dumps(jsonld.document(record), ensure_ascii=False)
        return PageMetadata(
            tags=tuple((name, content) for name, content in highwire(record) if content),
            coins=coins(record),
            json_ld=mark_safe(document.translate(_JSON_ESCAPES)),  # noqa: S308  (no markup is left)
        )
    return None


def export_links(work: UUID) -> list[dict[str, str]]:
    """Return where a work is got in each format, as the citation component lists them."""
    return [
        {
            "title": known.label,
            "url": reverse("library:export", args=[work, known.name]),
            "media_type": known.media_type.partition(";")[0],
        }
        for known in FORMATS.values()
    ]


def highwire(record: Record) -> Iterator[tuple[str, str]]:
    """Yield the tags of a record; the empty ones are to be left out."""
    first, last = record.page_range
    is_article = record.type == MaterialType.ARTICLE
    yield "citation_title", record.own_title
    for person in record.people_as(PersonRole.AUTHOR):
        yield "citation_author", person.name
    if record.filed_by:
        yield "citation_author", record.filed_by
    for person in record.people_as(PersonRole.EDITOR):
        yield "citation_editor", person.name
    yield "citation_publication_date", record.date.iso.replace("-", "/") if record.date else ""
    yield "citation_language", record.language
    yield "citation_journal_title", record.publisher if is_article else ""
    if record.type == MaterialType.REPORT:
        yield "citation_technical_report_institution", record.publisher
        yield "citation_technical_report_number", record.number
    elif not is_article:
        yield "citation_publisher", record.publisher
    yield "citation_volume", record.volume
    yield "citation_issue", record.issue
    yield "citation_firstpage", first if is_article else ""
    yield "citation_lastpage", last if is_article else ""
    yield "citation_doi", record.identifier(IdentifierScheme.DOI)
    yield "citation_isbn", record.identifier(IdentifierScheme.ISBN)
    yield "citation_issn", record.identifier(IdentifierScheme.ISSN)
    yield "citation_keywords", "; ".join(record.keywords)
    yield "citation_abstract_html_url", record.url
    for file in record.files:
        if file.is_pdf:
            yield "citation_pdf_url", file.url


def coins(record: Record) -> str:
    """Return a record as an OpenURL context object (ANSI/NISO Z39.88), for COinS."""
    kind = MaterialType(record.type)
    matrix = _MATRICES.get(kind, "dc")
    first, last = record.page_range
    date = record.date.iso if record.date else ""
    authors = [person.name for person in record.people_as(PersonRole.AUTHOR)]
    pairs = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", f"info:ofi/fmt:kev:mtx:{matrix}"),
        ("rft_id", record.url),
    ]
    if doi := record.identifier(IdentifierScheme.DOI):
        pairs.append(("rft_id", f"info:doi/{doi}"))
    if matrix == "journal":
        pairs += [
            ("rft.genre", "article"),
            ("rft.atitle", record.own_title),
            ("rft.jtitle", record.publisher),
            ("rft.volume", record.volume),
            ("rft.issue", record.issue),
            ("rft.spage", first),
            ("rft.epage", last),
            ("rft.issn", record.identifier(IdentifierScheme.ISSN)),
        ]
    elif matrix == "book":
        pairs += [
            ("rft.genre", "report"),
            ("rft.btitle", record.own_title),
            ("rft.pub", record.publisher),
            ("rft.isbn", record.identifier(IdentifierScheme.ISBN)),
        ]
    else:
        pairs += [
            ("rft.type", record.type),
            ("rft.title", record.own_title),
            ("rft.publisher", record.publisher),
            ("rft.description", record.number),
            *(("rft.creator", name) for name in authors),
        ]
    if matrix != "dc":
        pairs += [("rft.au", name) for name in authors]
    pairs += [("rft.date", date), ("rft.language", record.language)]
    return urlencode([(name, value) for name, value in pairs if value])
