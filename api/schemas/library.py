"""The library: what all entries tell, and what each type of material adds."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from api.schemas.bodies import Block, Document, Page
from api.schemas.common import Listing, Term, Work

MaterialTypeName = Literal[
    "legislation", "case", "instrument", "article", "report", "brief", "toolkit"
]


class LibraryFacts(BaseModel):
    """What library entries tell in lists and on their own."""

    type_label: str
    title_language: str = Field(
        description="The title may be known in the asked language where the texts are not."
    )
    abstract: str
    date: str | None = Field(description="As exactly as it is known: 2024, 2024-03 or 2024-03-09.")
    publisher: str
    countries: list[Term]
    focus_areas: list[Term]
    subjects: list[Term]
    supranational_body: Term | None
    is_verified: bool = Field(description="Whether someone held the facts against a source.")


class LibraryItem(LibraryFacts, Work):
    """A library entry in a list."""

    type: MaterialTypeName


class LibraryList(Listing[LibraryItem]):
    """A part of the library."""


class Citation(BaseModel):
    """A citation as written."""

    system: Term
    text: str


class Identifier(BaseModel):
    """A number under which a register knows the work."""

    scheme: Term
    value: str


class ConcernedInstrument(BaseModel):
    """An ILO instrument the work applies or interprets."""

    code: str
    article: str


class Person(BaseModel):
    """Someone whom the work itself names."""

    role: Term
    name: str
    latin_name: str
    orcid: str


class KnownTitle(BaseModel):
    """The work's title in a language."""

    language: str
    title: str
    is_verified: bool


class EntryFile(Document):
    """A file of the work."""

    kind: Term


class Verification(BaseModel):
    """Who may rely on the facts: what they were compared with, and when."""

    status: Term
    verified_on: datetime.date | None
    verified_against: str


class Entry(LibraryFacts, Page):
    """What every library entry tells on its own."""

    body: list[Block]
    original_title: str
    original_language: str
    citations: list[Citation]
    identifiers: list[Identifier]
    instruments: list[ConcernedInstrument]
    people: list[Person]
    other_titles: list[KnownTitle]
    files: list[EntryFile]
    source_url: str
    archived_url: str
    rights: str
    verification: Verification


class LegislationEntry(Entry):
    """A law, decree, regulation or extended collective agreement."""

    type: Literal["legislation"] = "legislation"
    number: str
    kind: Term | None
    status: Term | None
    published_in: str
    in_force_from: datetime.date | None
    in_force_to: datetime.date | None
    consolidated_as_of: datetime.date | None


class CaseEntry(Entry):
    """A judgment or decision; its publisher is the court."""

    type: Literal["case"] = "case"
    court_level: Term | None
    outcome: Term | None
    holding: str
    remedy: str
    procedural_history: str


class InstrumentEntry(Entry):
    """A convention, protocol or recommendation of the ILO; its date is that of adoption."""

    type: Literal["instrument"] = "instrument"
    code: str
    instrument_type: Term | None
    category: Term | None
    status: Term | None
    status_as_of: str
    session: int | None
    entry_into_force: datetime.date | None
    ratification_count: int | None
    ratifications_as_of: str


class ArticleEntry(Entry):
    """An article; its publisher is the journal."""

    type: Literal["article"] = "article"
    volume: str
    issue: str
    pages: str
    is_peer_reviewed: bool


class ReportEntry(Entry):
    """A report; its publisher is the organisation."""

    type: Literal["report"] = "report"
    report_number: str
    series: str
    page_count: int | None


class CaseLink(BaseModel):
    """The case a brief was filed in."""

    id: UUID
    title: str
    url: str


class BriefEntry(Entry):
    """A brief or amicus curiae; its date is that of filing, its publisher the court."""

    type: Literal["brief"] = "brief"
    filed_by: str
    on_behalf_of: str
    side: Term | None
    outcome: Term | None
    case: CaseLink | None


class ToolkitEntry(Entry):
    """A toolkit, guide, checklist or training material."""

    type: Literal["toolkit"] = "toolkit"
    kind: Term | None
    audience: str
    version: str


AnyEntry = (
    LegislationEntry
    | CaseEntry
    | InstrumentEntry
    | ArticleEntry
    | ReportEntry
    | BriefEntry
    | ToolkitEntry
)
LibraryEntry = Annotated[AnyEntry, Field(discriminator="type")]
