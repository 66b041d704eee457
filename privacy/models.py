"""Sealed files, who opened them, copies of somebody's data, and what retention has ended."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.tokens import public_token
from privacy.enums import ExportState, FileKind
from privacy.fields import SealedTextField
from privacy.registry import action_label


class SealedFile(models.Model):
    """A file that only the site's keys open, with a key of its own.

    Its content lies in the private storage. Without `wrapped_key` it cannot be read by anybody, in
    no backup and no version kept by a bucket: to delete that key is to destroy the file.
    """

    token = models.CharField(max_length=12, unique=True, default=public_token, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="sealed_files",
        help_text=_("The person whom the file is about."),
    )
    purpose = models.CharField(_("purpose"), max_length=60)
    name = SealedTextField(_("name"), blank=True)
    kind = models.CharField(_("kind"), max_length=4, choices=FileKind.choices)
    size = models.PositiveIntegerField(_("size"))
    wrapped_key = models.BinaryField(null=True)
    storage_name = models.CharField(max_length=100, unique=True)
    created_at = models.DateTimeField(_("received"), auto_now_add=True)
    shredded_at = models.DateTimeField(_("destroyed"), null=True)

    class Meta:
        verbose_name = _("sealed file")
        verbose_name_plural = _("sealed files")

    def __str__(self) -> str:
        """Return a reference: logs keep it, and it must tell nothing of the person."""
        return f"File {self.token}"

    @property
    def is_shredded(self) -> bool:
        """Return whether nobody can read it any more."""
        return self.wrapped_key is None

    @property
    def key_purpose(self) -> str:
        """Return what its key is sealed for: a key put beside another file does not open."""
        return f"file key {self.storage_name}"


class AccessLog(models.Model):
    """One opening of something sealed: who, whose, what, when. Rows are never changed."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="accesses"
    )
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="accesses_to_hers"
    )
    object_ref = models.CharField(_("what"), max_length=60)
    action = models.CharField(_("action"), max_length=60)
    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("access")
        verbose_name_plural = _("accesses")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        """Return a reference: logs keep it, and it must tell nothing of the person."""
        return f"Access {self.pk}"

    @property
    def action_label(self) -> str:
        """Return in words what was done."""
        return action_label(self.action)


class DataExport(models.Model):
    """A copy of everything the site knows of a person, for herself, for two days."""

    token = models.CharField(max_length=12, unique=True, default=public_token, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="data_exports")
    file = models.OneToOneField(SealedFile, models.SET_NULL, null=True, related_name="data_export")
    state = models.CharField(max_length=8, choices=ExportState.choices, default=ExportState.PENDING)
    requested_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("copy of personal data")
        verbose_name_plural = _("copies of personal data")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(state=ExportState.PENDING),
                name="one_export_in_the_making",
            )
        ]

    def __str__(self) -> str:
        """Return a reference: logs keep it, and it must tell nothing of the person."""
        return f"Export {self.token}"


class PurgeRun(models.Model):
    """How many rows a retention rule has ended at one time."""

    rule = models.CharField(_("rule"), max_length=60, db_index=True)
    count = models.PositiveIntegerField(_("rows"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("retention run")
        verbose_name_plural = _("retention runs")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        """Return the rule and how much it ended."""
        return f"{self.rule}: {self.count}"
