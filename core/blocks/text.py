"""Blocks of running text. Each maps data to a component; the template draws it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from core.restrictions import open_documents


class HeadingBlock(blocks.CharBlock):
    """A section heading of level two; level one is the page's title."""

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "blocks/heading.html"
        max_length = 200


class ParagraphBlock(blocks.RichTextBlock):
    """Paragraphs and lists; headings have a block of their own so that levels stay in order."""

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "blocks/paragraph.html"


class QuoteBlock(blocks.StructBlock):
    """A quotation with its source."""

    text = blocks.TextBlock(label=_("Quotation"))
    attribution = blocks.CharBlock(required=False, label=_("Source"))

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "blocks/quote.html"


class NoticeBlock(blocks.TextBlock):
    """A remark set apart from the text."""

    class Meta:
        icon = "info-circle"
        label = _("Remark")
        template = "blocks/notice.html"


class ImageBlock(blocks.StructBlock):
    """A picture with the text that stands for it, in this page's language."""

    image = ImageChooserBlock(label=_("Image"))
    alt_text = blocks.CharBlock(
        required=False,
        label=_("Text alternative"),
        help_text=_("What the picture tells someone who cannot see it."),
    )
    is_decorative = blocks.BooleanBlock(
        required=False, label=_("Decorative: tells nothing that the text does not")
    )
    caption = blocks.CharBlock(required=False, label=_("Caption"))

    class Meta:
        icon = "image"
        label = _("Image")
        template = "blocks/image.html"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Require a text alternative, or the word that none is needed."""
        cleaned = super().clean(value)
        if not cleaned["alt_text"] and not cleaned["is_decorative"]:
            raise blocks.StructBlockValidationError(
                block_errors={
                    "alt_text": ValidationError(
                        _("Describe the picture, or mark it as decorative.")
                    )
                }
            )
        return cleaned


class DocumentBlock(blocks.StructBlock):
    """A link to a file, with its language and size shown beside it."""

    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(required=False, label=_("Title, if not the document's own"))

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "blocks/document.html"

    def get_searchable_content(self, value: blocks.StructValue) -> list[str]:
        """Return nothing of a file that not everyone may open: its title may tell too much."""
        document = value.get("document")
        if document is None:
            return []
        mine = type(document)._default_manager.filter(pk=document.pk)
        return super().get_searchable_content(value) if open_documents(None, mine).exists() else []


class BodyBlock(blocks.StreamBlock):
    """The body of a page."""

    heading = HeadingBlock()
    paragraph = ParagraphBlock()
    quote = QuoteBlock()
    notice = NoticeBlock()
    image = ImageBlock()
    document = DocumentBlock()

    class Meta:
        block_counts: dict = {}


def searchable_text(body: blocks.StreamValue) -> str:
    """Return the words of a body, one block a line, for a search index."""
    return "\n".join(" ".join(block.block.get_searchable_content(block.value)) for block in body)


def running_text(body: blocks.StreamValue) -> str:
    """Return the words of a body that are its own: without the names of the files in it."""
    return searchable_text([block for block in body if block.block_type != "document"])
