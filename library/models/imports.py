"""What imports did, row by row, so that they can be read and undone."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from library.enums import BatchStatus, RowVerdict


class ImportBatch(models.Model):
    """One run of an import that wrote something."""

    profile = models.CharField(_("profile"), max_length=40)
    file_name = models.CharField(_("file"), max_length=255)
    checksum = models.CharField("SHA-256", max_length=64)
    status = models.CharField(
        _("state"), max_length=10, choices=BatchStatus, default=BatchStatus.DONE
    )
    created_at = models.DateTimeField(_("started"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    #: Marks the log entries the import wrote; any later entry means that somebody worked on.
    log_id = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        """Return which import it is."""
        return f"{self.profile} {self.pk}"


class ImportRow(models.Model):
    """What an import made of one row of its file."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    #: By which the profile knows the row again in another file.
    key = models.CharField(_("key"), max_length=300, db_index=True)
    #: The row as it was read: the next import writes only what the file changed since.
    cells = models.JSONField(_("cells"), default=dict)
    verdict = models.CharField(_("verdict"), max_length=10, choices=RowVerdict)
    page = models.ForeignKey(
        "wagtailcore.Page", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_page = models.BooleanField(_("made the entry"), default=False)
    #: The revision the import wrote.
    revision = models.ForeignKey(
        "wagtailcore.Revision", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    #: The revision an updated page had before; undoing goes back to it.
    previous_revision = models.ForeignKey(
        "wagtailcore.Revision", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="one_verdict_per_row")
        ]

    def __str__(self) -> str:
        """Return the row's number and verdict."""
        return f"{self.number}: {self.verdict}"
