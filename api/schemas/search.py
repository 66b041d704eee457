"""What search finds."""

from __future__ import annotations

import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from api.schemas.common import Listing, Term


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
