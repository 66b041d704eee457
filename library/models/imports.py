"""What imports did, row by row, so that they can be read and undone."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.tokens import public_token
from library.enums import BatchStatus, FileFormat, RowVerdict, UploadStatus


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
    #: Why it stopped.
    problem = models.TextField(blank=True, default="")
    #: What undoing it did: how many entries it deleted and restored, which it kept and why.
    undo_report = models.JSONField(default=dict, editable=False)
    #: Whoever writes or undoes it now holds this; a second worker that takes over changes it.
    claim = models.UUIDField(null=True, editable=False)
    #: When a worker last got further: one that is silent for long is taken to be dead.
    moved_at = models.DateTimeField(null=True, editable=False)
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
    #: The verdict of the dry run, where that was another.
    expected = models.CharField(
        _("in the dry run"), max_length=10, choices=RowVerdict, blank=True, default=""
    )
    column = models.CharField(_("column"), max_length=255, blank=True, default="")
    message = models.TextField(_("reason"), blank=True, default="")
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


class ImportUpload(models.Model):
    """A file somebody brings, from its upload until it is imported or forgotten.

    Its content is a sealed file of the person's own; only she sees it, and it goes when the import
    is done, when she discards it, or after some days.
    """

    token = models.CharField(max_length=12, unique=True, default=public_token, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="library_uploads"
    )
    file = models.OneToOneField(
        "privacy.SealedFile", models.SET_NULL, null=True, related_name="library_upload"
    )
    file_name = models.CharField(_("file"), max_length=255)
    format = models.CharField(_("format"), max_length=10, choices=FileFormat)
    profile = models.CharField(_("profile"), max_length=40, blank=True)
    #: Of a table: its headings, and the cells of its first rows.
    header = models.JSONField(default=list)
    sample = models.JSONField(default=list)
    #: Headings and the columns they stand for.
    mapping = models.JSONField(default=dict)
    #: What holds for every row that does not say otherwise.
    defaults = models.JSONField(default=dict)
    #: In which the verdicts are worded.
    language = models.CharField(max_length=10)
    status = models.CharField(
        _("state"), max_length=10, choices=UploadStatus, default=UploadStatus.MAPPING
    )
    #: Why the file as a whole cannot be imported.
    problem = models.TextField(blank=True, default="")
    claim = models.UUIDField(null=True, editable=False)
    moved_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True, db_index=True)
    batch = models.OneToOneField(
        ImportBatch, models.SET_NULL, null=True, blank=True, related_name="upload"
    )

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("file to import")
        verbose_name_plural = _("files to import")

    def __str__(self) -> str:
        """Return a reference: logs keep it, and it tells nothing of the person."""
        return f"Upload {self.token}"


class ImportVerdict(models.Model):
    """What the dry run of an upload says of one row."""

    upload = models.ForeignKey(ImportUpload, models.CASCADE, related_name="verdicts")
    number = models.PositiveIntegerField(_("row"))
    key = models.CharField(_("entry"), max_length=300, blank=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=RowVerdict)
    column = models.CharField(_("column"), max_length=255, blank=True)
    message = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "number"], name="one_check_per_row")
        ]
        indexes = [models.Index(fields=["upload", "verdict", "number"], name="verdicts_by_kind")]

    def __str__(self) -> str:
        """Return the row's number and verdict."""
        return f"{self.number}: {self.verdict}"


class ImportMapping(models.Model):
    """Which headings stand for which columns, kept for the next file of the same origin.

    It belongs to all who may import; it keeps nobody's name.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    mapping = models.JSONField(default=dict)
    defaults = models.JSONField(default=dict)

    class Meta:
        ordering = ["name"]
        verbose_name = _("mapping of columns")
        verbose_name_plural = _("mappings of columns")

    def __str__(self) -> str:
        """Return its name."""
        return self.name
