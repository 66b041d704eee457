"""The body of a page, block by block, and its files."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.schemas.common import Work


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
