"""Models of the library."""

from library.models.details import (
    EntryCitation,
    EntryFile,
    EntryIdentifier,
    EntryInstrument,
    EntryPerson,
    EntryTitle,
)
from library.models.documents import DocumentPage, DocumentText
from library.models.entries import (
    ENTRY_MODELS,
    ArticlePage,
    BriefPage,
    CaseLawPage,
    InstrumentPage,
    LegislationPage,
    ReportPage,
    ToolkitPage,
)
from library.models.entry import LibraryEntryPage
from library.models.imports import ImportBatch, ImportRow
from library.models.index import LibraryIndexPage

__all__ = [
    "ENTRY_MODELS",
    "ArticlePage",
    "BriefPage",
    "CaseLawPage",
    "DocumentPage",
    "DocumentText",
    "EntryCitation",
    "EntryFile",
    "EntryIdentifier",
    "EntryInstrument",
    "EntryPerson",
    "EntryTitle",
    "ImportBatch",
    "ImportRow",
    "InstrumentPage",
    "LegislationPage",
    "LibraryEntryPage",
    "LibraryIndexPage",
    "ReportPage",
    "ToolkitPage",
]
