"""What harvesters were told of, so that they are told when it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from datetime import datetime


class OaiRecord(models.Model):
    """A work that is or once was public, with the moment of its last change.

    Stays when the work goes: harvesters learn that it is deleted, and no more. Holds no word of it.
    A row without a datestamp is only a note that a work changed which was never public.
    """

    work = models.UUIDField(unique=True)
    #: In whole seconds, as the protocol compares them.
    datestamp = models.DateTimeField(null=True)
    is_deleted = models.BooleanField(default=False)
    #: The work changed since this row was written.
    is_stale = models.BooleanField(default=True, db_index=True)
    #: Of what harvesters get, by which a change is told from a mere saving.
    checksum = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["datestamp", "pk"]
        indexes = [models.Index(fields=["datestamp", "id"], name="oai_datestamp")]

    def __str__(self) -> str:
        """Return the work."""
        return str(self.work)

    @property
    def changed_at(self) -> datetime:
        """Return the datestamp of a record that was told of. Raises ValueError for a mere note."""
        if self.datestamp is None:
            raise ValueError("Nobody was told of this record.")
        return self.datestamp


class OaiSetMember(models.Model):
    """A set that a record belongs to, or did when it was last public."""

    record = models.ForeignKey(OaiRecord, models.CASCADE, related_name="sets")
    spec = models.CharField(max_length=120, db_index=True)

    class Meta:
        ordering = ["spec"]
        constraints = [
            models.UniqueConstraint(fields=["record", "spec"], name="one_membership_of_a_set")
        ]

    def __str__(self) -> str:
        """Return the set."""
        return self.spec
