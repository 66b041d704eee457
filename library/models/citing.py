"""What texts cite: read once when they are published, so that no page is searched for it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CitedText(models.Model):
    """A citation in the own text of a live page, as written there."""

    # Wagtail would otherwise list every citation as a use of the page.
    wagtail_reference_index_ignore = True

    page = models.ForeignKey("wagtailcore.Page", models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    text = models.CharField(max_length=255)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "key", "text"], name="one_cited_text_per_page")
        ]
        indexes = [models.Index(fields=["key"], name="library_cited_text_key")]
        verbose_name = _("citation in a text")
        verbose_name_plural = _("citations in texts")

    def __str__(self) -> str:
        """Return the citation."""
        return self.text


class CitedInFile(models.Model):
    """A citation in the text of a document, once for all pages that offer the file."""

    wagtail_reference_index_ignore = True

    document = models.ForeignKey("core.SiteDocument", models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "key"], name="one_citation_per_file")
        ]
        indexes = [models.Index(fields=["key"], name="library_cited_in_file_key")]
        verbose_name = _("citation in a file")
        verbose_name_plural = _("citations in files")

    def __str__(self) -> str:
        """Return the key of the citation."""
        return self.key


class PendingCitations(models.Model):
    """A work whose pages changed since their citations were read. Many changes are one row."""

    wagtail_reference_index_ignore = True

    work = models.UUIDField(unique=True)
    requested_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        """Return the work."""
        return str(self.work)
