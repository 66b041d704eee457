"""Simple Dublin Core in XML, as OAI-PMH wants it (oai_dc)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

from library.enums import IdentifierScheme, PersonRole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from library.exporting.records import Record

OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
DC = "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
#: How identifiers are written as addresses, where the register has some.
_PREFIXES = {
    IdentifierScheme.DOI: "https://doi.org/",
    IdentifierScheme.ISBN: "urn:ISBN:",
    IdentifierScheme.ISSN: "urn:ISSN:",
    IdentifierScheme.HANDLE: "https://hdl.handle.net/",
}


def statements(record: Record) -> Iterator[tuple[str, str, str]]:
    """Yield a record as (element, text, language of the text or nothing); some texts are empty."""
    yield from _titles(record)
    for person in record.people:
        is_author = person.role == PersonRole.AUTHOR
        yield ("creator" if is_author else "contributor"), person.name, ""
    yield "creator", record.filed_by, ""
    yield "description", record.abstract, record.abstract_language
    yield "publisher", record.publisher, ""
    yield "date", record.date.iso if record.date else "", ""
    yield "language", record.language, ""
    yield "rights", record.rights, ""
    many = {
        "subject": record.keywords,
        "type": [record.type_label, record.kind_label],
        "format": [file.media_type for file in record.files],
        "identifier": [
            record.url,
            *(text for _system, text in record.citations),
            *(_identifier(*known) for known in record.identifiers),
            *(file.url for file in record.files),
        ],
        "source": [record.source_url, record.published_in],
        "relation": [*record.instruments, record.archived_url],
        "coverage": [*(name for _code, name in record.countries), record.organisation],
    }
    for name, texts in many.items():
        for text in dict.fromkeys(texts):
            yield name, text, ""


def _titles(record: Record) -> Iterator[tuple[str, str, str]]:
    """Yield every known title once, the one shown first, then the work's own."""
    titles = [(record.title_language, record.title), (record.language, record.original_title)]
    seen = set()
    for language, title in [*titles, *record.other_titles]:
        if title not in seen:
            yield "title", title, language
        seen.add(title)


def _identifier(scheme: str, label: str, value: str) -> str:
    """Return a number as an address or name that means the same everywhere."""
    prefix = _PREFIXES.get(IdentifierScheme(scheme), f"{label} ")
    return value if value.startswith(prefix) else f"{prefix}{value}"


def element(record: Record) -> ElementTree.Element:
    """Return a record as an `oai_dc:dc` element that declares its own namespaces."""
    root = ElementTree.Element(
        "oai_dc:dc",
        {
            "xmlns:oai_dc": OAI_DC,
            "xmlns:dc": DC,
            "xmlns:xsi": XSI,
            "xsi:schemaLocation": f"{OAI_DC} {SCHEMA}",
        },
    )
    for name, text, language in statements(record):
        if text:
            attributes = {"xml:lang": language} if language else {}
            ElementTree.SubElement(root, f"dc:{name}", attributes).text = text
    return root


def write_one(record: Record) -> bytes:
    """Write one record as a document of its own."""
    return _HEAD + ElementTree.tostring(element(record), encoding="utf-8") + b"\n"


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """Write records below one root, which Dublin Core leaves to us."""
    yield _HEAD + b"<records>"
    for record in records:
        yield b"\n" + ElementTree.tostring(element(record), encoding="utf-8")
    yield b"\n</records>\n"
