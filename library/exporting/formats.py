"""The formats in which the library gives works away, by the name they have in addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from library.exporting import bibtex, csl, dublin_core, jsonld, ris, tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from library.exporting.records import Record


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write records down."""

    name: str
    #: A name of its own in every language.
    label: str
    media_type: str
    extension: str
    #: Writes any number of records, piece by piece.
    write: Callable[[Iterable[Record]], Iterator[bytes]]
    #: Writes one record alone, where that looks otherwise than a list of one.
    write_one: Callable[[Record], bytes] | None = None

    def one(self, record: Record) -> bytes:
        """Return one record as a file of its own."""
        if self.write_one is not None:
            return self.write_one(record)
        return b"".join(self.write([record]))


FORMATS: dict[str, Format] = {
    known.name: known
    for known in (
        Format("ris", "RIS", "application/x-research-info-systems", "ris", ris.write),
        Format("bibtex", "BibTeX", "application/x-bibtex; charset=utf-8", "bib", bibtex.write),
        Format("csl", "CSL-JSON", "application/vnd.citationstyles.csl+json", "json", csl.write),
        Format("csv", "CSV", "text/csv; charset=utf-8", "csv", tables.write_csv),
        Format(
            "xlsx",
            "XLSX",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx",
            tables.write_xlsx,
        ),
        Format(
            "jsonld", "JSON-LD", "application/ld+json", "jsonld", jsonld.write, jsonld.write_one
        ),
        Format(
            "dc",
            "Dublin Core",
            "application/xml; charset=utf-8",
            "xml",
            dublin_core.write,
            dublin_core.write_one,
        ),
    )
}
