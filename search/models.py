"""The index on the embedded database and on PostgreSQL, what waits to be indexed, saved searches.

The tables of words themselves belong to the engines: the migrations make an FTS5 table on SQLite
and two tsvector columns on PostgreSQL.
"""

from __future__ import annotations

from secrets import randbits

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.tokens import public_token
from privacy.fields import SealedTextField
from search.enums import Frequency


def random_stamp() -> int:
    """Return a number for a row that is written: no other row is likely to have it.

    Of forty bits, so that the sum of eight million of them is a number databases hold.
    """
    return randbits(40)


class SearchDocument(models.Model):
    """A live page in one language: what every search reads, and nothing wide beside it."""

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
    date = models.DateField(null=True)
    year = models.PositiveSmallIntegerField(null=True)
    is_verified = models.BooleanField(default=True)
    first_published_at = models.DateTimeField(null=True)
    facets = models.TextField(
        default="",
        help_text="All its facet values in one line, so that counting works reads no other table.",
    )
    #: Written anew with the row: number and sum of the stamps tell the set of rows.
    stamp = models.BigIntegerField(default=random_stamp, db_index=True, editable=False)

    class Meta:
        indexes = [
            # With the page, so that asking for the languages of a work reads nothing else.
            models.Index(fields=["work", "language", "page"], name="search_document_work"),
            models.Index(fields=["year"], name="search_document_year"),
        ]
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")

    def __str__(self) -> str:
        """Return which page it stands for."""
        return f"{self.kind} {self.page_id} ({self.language})"


class SearchDetail(models.Model):
    """What only the results on a page show of a document, and what copies are made from.

    Apart from the document, so that a search which finds ten thousand reads narrow rows.
    """

    wagtail_reference_index_ignore = True

    document = models.OneToOneField(
        SearchDocument, models.CASCADE, primary_key=True, related_name="detail"
    )
    title = models.TextField()
    summary = models.TextField(blank=True)
    words = models.JSONField(
        default=dict, help_text="Stems of titles, identifiers and headings, for a search server."
    )
    fingerprint = models.CharField(
        max_length=64, help_text="Of all that was indexed, so that drift can be seen."
    )

    def __str__(self) -> str:
        """Return the title."""
        return self.title


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


class ServerLease(models.Model):
    """Who writes to the search server: one process at a time, for as long as its row says."""

    wagtail_reference_index_ignore = True

    index = models.CharField(max_length=200, unique=True)
    holder = models.UUIDField()
    held_until = models.DateTimeField()

    def __str__(self) -> str:
        """Return the index that is written."""
        return self.index


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


class SavedSearch(models.Model):
    """What somebody looks for again and again, and how often she is told of what is new.

    What a lawyer looks for tells of her cases, so name and search lie sealed; a keyed fingerprint
    is what the same search is known by.
    """

    wagtail_reference_index_ignore = True

    token = models.CharField(max_length=12, unique=True, default=public_token, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches"
    )
    name = SealedTextField(_("name"))
    #: The query string of the search, as `search.parameters` writes it.
    address = SealedTextField()
    fingerprint = models.CharField(max_length=64, editable=False)
    #: Of the interface in which it was saved: works are shown in it where they exist in it.
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    frequency = models.CharField(
        _("tell me of new works"), max_length=6, choices=Frequency, default=Frequency.WEEKLY
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    #: Works that came to the site before this moment are never reported.
    begins_at = models.DateTimeField(editable=False)
    #: The row that two workers race for: see `search.alerts`.
    last_run_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "fingerprint"], name="one_saved_search_per_person"
            )
        ]
        indexes = [models.Index(fields=["frequency", "last_run_at"], name="saved_search_due")]

    def __str__(self) -> str:
        """Return a reference that tells nothing of the person or of what she looks for."""
        return f"Saved search {self.token}"


class SentWork(models.Model):
    """A work that a saved search has reported, in whatever language: never again.

    Kept as long as the search. What came long ago may come up once more (its first language goes
    offline, a translation stays), so no age makes a row useless.
    """

    wagtail_reference_index_ignore = True

    saved_search = models.ForeignKey(
        SavedSearch, on_delete=models.CASCADE, related_name="sent_works"
    )
    work = models.UUIDField()
    #: When it was reported, or, for what she could see when she saved the search, when that was.
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("reported work")
        verbose_name_plural = _("reported works")
        constraints = [
            models.UniqueConstraint(fields=["saved_search", "work"], name="one_report_per_work")
        ]

    def __str__(self) -> str:
        """Return a reference."""
        return f"Reported work {self.pk}"


class MatrixCell(models.Model):
    """How many works of the public library meet in a row and a column of a counting table.

    Kept by `search.matrix`. A row or column named "" holds what has no value there, one named "*"
    everything.
    """

    wagtail_reference_index_ignore = True

    table = models.CharField(max_length=10)
    row = models.CharField(max_length=100, blank=True)
    column = models.CharField(max_length=100, blank=True)
    works = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["table", "row", "column"], name="one_matrix_cell")
        ]

    def __str__(self) -> str:
        """Return where the cell stands."""
        return f"{self.table}: {self.row} × {self.column}"


class MatrixChange(models.Model):
    """Something that the counting tables do not show yet.

    Written in the transaction that makes the change, and only ever added: nobody waits for
    another. While there is any, the tables are counted anew for each reader.
    """

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        """Return its number."""
        return str(self.pk)
