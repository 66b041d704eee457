"""What every answer has: terms, works, lists."""

from __future__ import annotations

import datetime
from typing import Generic, TypeVar
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
