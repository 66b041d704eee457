"""What is prepared for searching and counting: one row for each audience that may read it.

A question is asked of the rows of the asker's audiences only, so that what she may not see can
neither be found nor counted. The day a disclosure ends stands on the row and is compared when it is
asked; nothing has to run at midnight.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.enums import Facet
from directory.models.entries import DirectoryEntry
from directory.querysets import PreparedQuerySet


class Prepared(models.Model):
    """Something of an entry that an audience may read, until a day or without end."""

    wagtail_reference_index_ignore = True

    entry = models.ForeignKey(DirectoryEntry, models.CASCADE, related_name="+")
    #: As `membership.audiences.Viewer.audiences` names it, or "own:<member>" for herself.
    audience = models.CharField(max_length=80)
    until = models.DateField(null=True)

    objects = PreparedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """Return a reference."""
        return f"{type(self).__name__} {self.pk}"


class DirectorySearchText(Prepared):
    """The normalised words of an entry that an audience may search."""

    text = models.TextField()

    class Meta:
        verbose_name = _("text to search")
        verbose_name_plural = _("texts to search")
        indexes = [models.Index(fields=["entry", "audience"], name="directory_text_entry")]


class DirectoryFacet(Prepared):
    """A value by which an audience may narrow the list."""

    facet = models.CharField(max_length=10, choices=Facet.choices)
    value = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("value to filter by")
        verbose_name_plural = _("values to filter by")
        indexes = [
            models.Index(fields=["facet", "value", "audience"], name="directory_facet_value"),
            models.Index(fields=["entry", "facet"], name="directory_facet_entry"),
        ]
