"""Terms, and the languages of the site."""

from __future__ import annotations

from typing import Annotated, Generic, Literal

from pydantic import BaseModel, Field

from api.schemas.common import Item, Term

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
