"""The index on the embedded database and on PostgreSQL, and what waits to be indexed.

The tables of words themselves belong to the engines: the migrations make an FTS5 table on SQLite
and two tsvector columns on PostgreSQL.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchDocument(models.Model):
    """A live page in one language. Titles and summaries are kept as results show them."""

    # Wagtail would otherwise list every page's index row as a use of the page.
    wagtail_reference_index_ignore = True

    #: No constraint and no cascade: only the engine adds and removes rows, here and in its tables.
    page = models.OneToOneField(
        "wagtailcore.Page", models.DO_NOTHING, related_name="+", db_constraint=False
    )
    work = models.UUIDField()
    kind = models.CharField(max_length=20)
    type = models.CharField(max_length=20)
    language = models.CharField(max_length=35)
    title = models.TextField()
    summary = models.TextField(blank=True)
    date = models.DateField(null=True)
    year = models.PositiveSmallIntegerField(null=True)
    is_verified = models.BooleanField(default=True)
    first_published_at = models.DateTimeField(null=True)
    fingerprint = models.CharField(
        max_length=64, help_text="Of all that was indexed, so that drift can be seen."
    )

    class Meta:
        indexes = [
            models.Index(fields=["work", "language"], name="search_document_work"),
            models.Index(fields=["year"], name="search_document_year"),
        ]
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")

    def __str__(self) -> str:
        """Return which page it stands for."""
        return f"{self.kind} {self.page_id} ({self.language})"


class SearchFacetValue(models.Model):
    """A value by which a page can be filtered and counted."""

    wagtail_reference_index_ignore = True

    document = models.ForeignKey(SearchDocument, models.CASCADE, related_name="facet_values")
    facet = models.CharField(max_length=20)
    value = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "facet", "value"], name="one_facet_value_per_document"
            )
        ]
        indexes = [
            models.Index(fields=["facet", "value", "document"], name="search_facet_value_documents")
        ]

    def __str__(self) -> str:
        """Return the facet and its value."""
        return f"{self.facet}: {self.value}"


class SearchTextPart(models.Model):
    """A stretch of a page's text in one language: where snippets come from."""

    wagtail_reference_index_ignore = True

    document = models.ForeignKey(SearchDocument, models.CASCADE, related_name="parts")
    position = models.PositiveIntegerField()
    language = models.CharField(max_length=35)
    file_id = models.BigIntegerField(null=True)
    page_number = models.PositiveIntegerField(null=True)
    text = models.TextField()
    stems = models.TextField(help_text="Tagged, in order, each between two spaces.")

    class Meta:
        ordering = ["document", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "position"], name="one_text_part_per_position"
            )
        ]

    def __str__(self) -> str:
        """Return where the part stands."""
        return f"{self.document_id}:{self.position}"


class RemoteWork(models.Model):
    """A work whose document on the search server is not yet what the tables say."""

    wagtail_reference_index_ignore = True

    work = models.UUIDField(unique=True)
    requested_at = models.DateTimeField(db_index=True)
    is_urgent = models.BooleanField(
        default=False, db_index=True, help_text="Something of it must not be found any more."
    )

    def __str__(self) -> str:
        """Return the work."""
        return str(self.work)


class PendingWork(models.Model):
    """A work that changed since it was last indexed. Many changes of it are one row."""

    wagtail_reference_index_ignore = True

    work = models.UUIDField(unique=True)
    requested_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["failures", "requested_at", "pk"]

    def __str__(self) -> str:
        """Return the work."""
        return str(self.work)
