"""Every page of the site by its address."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.bodies import Block, Page
from api.schemas.common import Term, Work
from api.schemas.library import AnyEntry
from api.schemas.news import NewsArticle


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
