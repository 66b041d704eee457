"""Models of the library."""

from library.models.citing import CitedInFile, CitedText, PendingCitations
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
from library.models.imports import (
    ImportBatch,
    ImportMapping,
    ImportRow,
    ImportUpload,
    ImportVerdict,
)
from library.models.index import LibraryIndexPage
from library.models.oai import OaiRecord, OaiSetMember
from library.models.ratifications import Ratification, RatificationCount
from library.models.relations import EntryRelation

__all__ = [
    "ENTRY_MODELS",
    "ArticlePage",
    "BriefPage",
    "CaseLawPage",
    "CitedInFile",
    "CitedText",
    "DocumentPage",
    "DocumentText",
    "EntryCitation",
    "EntryFile",
    "EntryIdentifier",
    "EntryInstrument",
    "EntryPerson",
    "EntryRelation",
    "EntryTitle",
    "ImportBatch",
    "ImportMapping",
    "ImportRow",
    "ImportUpload",
    "ImportVerdict",
    "InstrumentPage",
    "LegislationPage",
    "LibraryEntryPage",
    "LibraryIndexPage",
    "OaiRecord",
    "OaiSetMember",
    "PendingCitations",
    "Ratification",
    "RatificationCount",
    "ReportPage",
    "ToolkitPage",
]
