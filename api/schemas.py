"""The shapes of everything the API answers; the OpenAPI document is made from them."""

from __future__ import annotations

import datetime
from typing import Annotated, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, Field

Item = TypeVar("Item")


class Term(BaseModel):
    """A value of a closed list: a focus area, a country, a status."""

    id: str = Field(description="The same in every language; what filters take.")
    label: str = Field(description="Its name in the asked language.")


class Work(BaseModel):
    """What every piece of content tells of itself and of the language it is served in."""

    id: UUID = Field(description="The same in every language, for as long as the work exists.")
    requested_locale: str
    served_locale: str = Field(description="The language the texts are in.")
    is_fallback: bool = Field(description="Whether the texts are in another language than asked.")
    available_locales: list[str] = Field(description="Languages the work is published in.")
    path: str = Field(description="Address below the language prefix, the same in all languages.")
    url: str = Field(description="Address for readers of the asked language.")
    canonical_url: str = Field(description="Address of the served text itself.")
    title: str
    published_at: datetime.datetime | None
    updated_at: datetime.datetime | None


class Listing(BaseModel, Generic[Item]):
    """A part of a list. The Link header leads to the next and the previous one."""

    total: int = Field(description="Number of works in the whole list.")
    limit: int
    offset: int
    items: list[Item]


# --- Bodies ---------------------------------------------------------------------------------


class Document(BaseModel):
    """A file to download."""

    title: str
    url: str
    language: str = Field(description="BCP 47 code; empty where unknown.")
    format: str = Field(description="File name extension in lower case.")
    size: int | None = Field(description="In bytes.")
    pages: int | None
    sha256: str


class Rendition(BaseModel):
    """A picture in one size and format."""

    url: str
    width: int
    height: int
    media_type: str


class HeadingBlock(BaseModel):
    """A heading of level two; level one is the title."""

    type: Literal["heading"] = "heading"
    id: str
    text: str


class ParagraphBlock(BaseModel):
    """Running text as HTML. Links between pages start with the asked language's prefix."""

    type: Literal["paragraph"] = "paragraph"
    id: str
    html: str


class QuoteBlock(BaseModel):
    """Someone's words."""

    type: Literal["quote"] = "quote"
    id: str
    text: str
    attribution: str


class NoticeBlock(BaseModel):
    """A remark of the editors, as plain text."""

    type: Literal["notice"] = "notice"
    id: str
    text: str


class ImageBlock(BaseModel):
    """A picture in the sizes the site itself uses."""

    type: Literal["image"] = "image"
    id: str
    alt_text: str
    is_decorative: bool
    caption: str
    credit: str
    renditions: list[Rendition]


class DocumentBlock(BaseModel):
    """A link to a file."""

    type: Literal["document"] = "document"
    id: str
    title: str
    document: Document


Block = Annotated[
    HeadingBlock | ParagraphBlock | QuoteBlock | NoticeBlock | ImageBlock | DocumentBlock,
    Field(discriminator="type"),
]


class Page(Work):
    """A work with all its texts."""

    seo_title: str
    description: str = Field(description="For search engines; the lead where none was written.")


# --- News -----------------------------------------------------------------------------------


class Source(BaseModel):
    """Where something was first told."""

    title: str
    url: str


class NewsFacts(BaseModel):
    """What news articles tell in lists and on their own."""

    type: Literal["news"] = "news"
    date: datetime.date
    summary: str
    focus_areas: list[Term]
    countries: list[Term]
    is_highlight: bool
    source: Source | None


class NewsItem(NewsFacts, Work):
    """A news article in a list."""


class NewsArticle(NewsFacts, Page):
    """A news article with its text."""

    body: list[Block]


class NewsList(Listing[NewsItem]):
    """A part of the news."""


# --- Library --------------------------------------------------------------------------------

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

# --- Pages ----------------------------------------------------------------------------------


class HomePage(Page):
    """The front page of a language."""

    type: Literal["home"] = "home"
    tagline: str
    introduction: str
    body: list[Block]


class StandardPage(Page):
    """A page of plain text."""

    type: Literal["page"] = "page"
    summary: str
    body: list[Block]


class TopicItem(Work):
    """A topic hub in a list."""

    type: Literal["topic"] = "topic"
    summary: str


class TopicsPage(Page):
    """The list of topic hubs."""

    type: Literal["topics"] = "topics"
    introduction: str
    topics: list[TopicItem]


class TopicPage(Page):
    """A hub: what belongs to its focus area is found by that filter of news and library."""

    type: Literal["topic"] = "topic"
    summary: str
    focus_area: Term
    body: list[Block]


class AdvisoryBoardPage(Page):
    """The advisory board; who stands on it is shown on the site alone, as long as they agree."""

    type: Literal["advisory-board"] = "advisory-board"
    introduction: str


class NewsSection(Page):
    """The front of the news; what it lists is under /news."""

    type: Literal["news-section"] = "news-section"
    introduction: str


class LibrarySection(Page):
    """The front of the library; what it lists is under /library."""

    type: Literal["library-section"] = "library-section"
    introduction: str


AnyPage = (
    HomePage
    | StandardPage
    | TopicsPage
    | TopicPage
    | AdvisoryBoardPage
    | NewsSection
    | LibrarySection
    | NewsArticle
    | AnyEntry
)
PageByPath = Annotated[AnyPage, Field(discriminator="type")]

# --- Taxonomies and locales -----------------------------------------------------------------

Labels = Annotated[
    dict[str, str] | None, Field(description="Names by language, where labels=all asks for them.")
]


class FocusAreaTerm(Term):
    """One of the network's fields of work; its id is what the filter `focus` takes."""

    labels: Labels
    scope_note: str
    is_archived: bool


class SubjectTerm(Term):
    """A topic within a focus area; its id is what the filter `subject` takes."""

    labels: Labels
    focus_area: str


class CountryTerm(Term):
    """A country or territory; its id is its ISO 3166-1 code of two letters."""

    labels: Labels
    iso3: str
    m49: str
    region: str
    subregion: str


class RegionTerm(Term):
    """A region; its id is its UN M49 code."""

    labels: Labels
    parent: str | None


class TermListing(BaseModel, Generic[Item]):
    """A whole taxonomy."""

    total: int
    items: list[Item]


class FocusAreaList(TermListing[FocusAreaTerm]):
    """All focus areas in their fixed order."""


class SubjectList(TermListing[SubjectTerm]):
    """All subjects, sorted by label."""


class CountryList(TermListing[CountryTerm]):
    """All countries, sorted by label."""


class RegionList(TermListing[RegionTerm]):
    """All regions, sorted by label."""


class LocaleInfo(BaseModel):
    """One of the languages of the site."""

    code: str
    name: str = Field(description="Its own name for itself.")
    label: str = Field(description="Its name in the asked language.")
    dir: Literal["ltr", "rtl"]
    fallback: list[str] = Field(description="Where a text is looked for next, best first.")


class LocaleList(TermListing[LocaleInfo]):
    """The languages of the site in their fixed order."""


# --- Search ---------------------------------------------------------------------------------


class SearchSnippet(BaseModel):
    """Where the words stand."""

    html: str = Field(description="Escaped text with <mark> around the words.")
    language: str
    document_url: str | None = Field(description="The file the words stand in.")
    page_number: int | None = Field(description="The page of that file, from 1.")


class SearchHit(BaseModel):
    """A work that was found."""

    id: UUID
    kind: str = Field(description="Where to read on: /news/{id} or /library/{id}.")
    type: str
    type_label: str
    requested_locale: str
    served_locale: str
    is_fallback: bool
    available_locales: list[str]
    path: str
    url: str
    title: str
    title_language: str
    summary: str
    date: datetime.date | None
    is_verified: bool
    snippet: SearchSnippet | None


class FacetValue(Term):
    """A value of a facet with the number of works that have it."""

    count: int


class SearchFacets(BaseModel):
    """Works by value, the most frequent first, each facet as if nothing were chosen in it."""

    type: list[FacetValue]
    focus: list[FacetValue]
    country: list[FacetValue]
    language: list[FacetValue]


class SearchList(Listing[SearchHit]):
    """A part of the works that were found, and their number by facet."""

    facets: SearchFacets
