"""The text read from files: once per document, page by page."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from library.enums import TextStatus


class DocumentText(models.Model):
    """What reading a document's text gave, and of which content of the file."""

    document = models.OneToOneField(
        "core.SiteDocument", models.CASCADE, related_name="text", verbose_name=_("document")
    )
    status = models.CharField(
        _("state"), max_length=12, choices=TextStatus, default=TextStatus.PENDING
    )
    checksum = models.CharField(
        "SHA-256", max_length=64, blank=True, help_text=_("Of the file the text was read from.")
    )
    page_count = models.PositiveIntegerField(_("pages"), default=0)
    updated_at = models.DateTimeField(_("read at"), auto_now=True)

    class Meta:
        verbose_name = _("text of a document")
        verbose_name_plural = _("texts of documents")

    def __str__(self) -> str:
        """Return the state."""
        return self.get_status_display()


class DocumentPage(models.Model):
    """The text of one page of a document, numbered from 1."""

    text_of = models.ForeignKey(DocumentText, models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["text_of", "number"], name="one_text_per_page")
        ]

    def __str__(self) -> str:
        """Return where the page stands."""
        return f"{self.text_of_id}:{self.number}"
