"""News."""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import BaseModel

from api.schemas.bodies import Block, Page
from api.schemas.common import Listing, Term, Work


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
