"""The StreamField blocks that every body of text may use."""

from core.blocks.text import (
    BodyBlock,
    DocumentBlock,
    HeadingBlock,
    ImageBlock,
    NoticeBlock,
    ParagraphBlock,
    QuoteBlock,
)

__all__ = [
    "BodyBlock",
    "DocumentBlock",
    "HeadingBlock",
    "ImageBlock",
    "NoticeBlock",
    "ParagraphBlock",
    "QuoteBlock",
]
