"""Who stands on the advisory board's public page, and that she wants to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models.entries import DirectoryEntry


class AdvisorySeat(models.Model):
    """A seat on the advisory board, which the secretariat gives."""

    wagtail_reference_index_ignore = True

    member = models.OneToOneField("membership.Member", models.CASCADE, related_name="advisory_seat")
    given_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("seat on the advisory board")
        verbose_name_plural = _("seats on the advisory board")

    def __str__(self) -> str:
        """Return a reference."""
        return f"Seat {self.pk}"


class AdvisoryConsent(models.Model):
    """That a member agreed on a day to be shown to everybody; revoked, it ends at once."""

    wagtail_reference_index_ignore = True

    entry = models.ForeignKey(DirectoryEntry, models.CASCADE, related_name="consents")
    given_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-given_at", "-pk"]
        verbose_name = _("consent to be shown publicly")
        verbose_name_plural = _("consents to be shown publicly")
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(revoked_at=None), name="one_open_consent_for_each"
            )
        ]

    def __str__(self) -> str:
        """Return a reference."""
        return f"Consent {self.pk}"
