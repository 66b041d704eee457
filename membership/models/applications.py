"""Applications for membership, what happened to them, and the attestation applicants sign.

Personal texts are sealed in the database. The row itself stays when they are gone: its reference
and its outcome tell nothing of the person.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.languages import direction
from core.tokens import public_token
from membership.enums import ApplicationStatus, ApplicationVerb, Profession
from membership.models.regions import Region
from membership.querysets import (
    ApplicationEventQuerySet,
    ApplicationQuerySet,
    AttestationQuerySet,
)
from privacy.fields import SealedTextField

#: Letters and digits that are not taken for each other and make no words.
_ALPHABET = "23456789BCDFGHJKLMNPQRSTVWXZ"


def new_reference() -> str:
    """Return a reference such as "APP-2026-7K2QXD"; random, so that it does not tell how many."""
    letters = "".join(secrets.choice(_ALPHABET) for _letter in range(6))
    return f"APP-{timezone.localdate().year}-{letters}"


class AttestationText(models.Model):
    """One version of the attestation in one language: never changed once somebody has signed it."""

    wagtail_reference_index_ignore = True

    version = models.PositiveSmallIntegerField(_("version"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    body = models.TextField(_("text"))
    active_from = models.DateField(_("in force from"))

    objects = AttestationQuerySet.as_manager()

    class Meta:
        ordering = ["-version", "language"]
        verbose_name = _("attestation text")
        verbose_name_plural = _("attestation texts")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "language"], name="one_attestation_per_version_and_language"
            )
        ]

    def __str__(self) -> str:
        """Return the version and the language."""
        return f"Attestation {self.version} ({self.language})"

    @property
    def dir(self) -> str:
        """Return the writing direction of the text."""
        return direction(self.language)


class Application(models.Model):
    """Somebody's wish to join, from the first draft to the decision.

    `region` follows from the country when it is submitted and is changed by a transfer only.
    `waiting_since` is the day from which somebody has had to act: the applicant on a draft or a
    question, the reviewers otherwise.
    """

    wagtail_reference_index_ignore = True

    token = models.CharField(max_length=12, unique=True, default=public_token, editable=False)
    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="applications"
    )
    status = models.CharField(
        _("state"),
        max_length=16,
        choices=ApplicationStatus.choices,
        default=ApplicationStatus.DRAFT,
    )
    country = models.ForeignKey(
        "taxonomy.Country", models.PROTECT, null=True, blank=True, related_name="+"
    )
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="applications")

    first_name = SealedTextField(_("first name"), blank=True)
    last_name = SealedTextField(_("last name"), blank=True)
    profession = models.CharField(
        _("profession"), max_length=16, choices=Profession.choices, blank=True
    )
    organisation = SealedTextField(_("organisation or firm"), blank=True)
    admissions = SealedTextField(_("bar admissions"), blank=True)
    website = SealedTextField(_("website"), blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    statement = SealedTextField(_("statement of interest"), blank=True)
    represents_employers = models.BooleanField(_("represents employers"), null=True, blank=True)
    conflicts_text = SealedTextField(_("also acts for"), blank=True)
    resume = models.OneToOneField(
        "privacy.SealedFile", models.SET_NULL, null=True, blank=True, related_name="application"
    )
    is_shielded = models.BooleanField(_("my country is dangerous for me"), default=False)

    attestation = models.ForeignKey(
        AttestationText, models.PROTECT, null=True, related_name="applications"
    )
    attested_at = models.DateTimeField(null=True)
    attestation_language = models.CharField(max_length=2, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    created_at = models.DateTimeField(auto_now_add=True)
    waiting_since = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(_("submitted on"), null=True)
    decided_at = models.DateTimeField(_("decided on"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    first_approval_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    appealed_at = models.DateTimeField(null=True)
    #: Who declined before the appeal: she does not decide again.
    declined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    transfer_to = models.ForeignKey(Region, models.SET_NULL, null=True, related_name="+")
    taken_over_at = models.DateTimeField(null=True)
    #: When the personal texts were emptied.
    purged_at = models.DateTimeField(null=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["waiting_since", "pk"]
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        indexes = [models.Index(fields=["region", "status", "waiting_since"])]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(
                    status__in=["draft", "submitted", "in_review", "info_requested", "appealed"]
                ),
                name="one_open_application",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True)
                | Q(region__isnull=False, country__isnull=False),
                name="submitted_application_has_a_region",
            ),
        ]

    def __str__(self) -> str:
        """Return the reference: logs keep it, and it must tell nothing of the person."""
        return self.reference

    @property
    def full_name(self) -> str:
        """Return the name she gave; on her account once she is approved."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_waiting(self) -> bool:
        """Return whether reviewers have to act."""
        return self.status in ApplicationStatus.waiting()

    @property
    def is_readable(self) -> bool:
        """Return whether reviewers still read its texts: not once it is abandoned or emptied."""
        return self.purged_at is None and self.status not in ApplicationStatus.abandoned()

    @property
    def needs_two(self) -> bool:
        """Return whether two reviewers have to approve it."""
        return bool(self.represents_employers)

    @property
    def age(self) -> timedelta:
        """Return for how long somebody has had to act."""
        return timezone.now() - self.waiting_since


class ApplicationEvent(models.Model):
    """Something that happened to an application. Rows are added, never changed or removed.

    Retention alone empties the sealed notes, by an update of its own.
    """

    wagtail_reference_index_ignore = True

    application = models.ForeignKey(Application, models.PROTECT, related_name="events")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    verb = models.CharField(max_length=20, choices=ApplicationVerb.choices)
    from_status = models.CharField(max_length=16, choices=ApplicationStatus.choices)
    to_status = models.CharField(max_length=16, choices=ApplicationStatus.choices)
    note_internal = SealedTextField(blank=True)
    note_to_applicant = SealedTextField(blank=True)
    note_from_applicant = SealedTextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = ApplicationEventQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("event of an application")
        verbose_name_plural = _("events of applications")

    def __str__(self) -> str:
        """Return the reference of the application and what happened."""
        return f"{self.application.reference}: {self.verb}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row. Raises TypeError for one that exists."""
        if not self._state.adding:
            raise TypeError("What happened to an application is not rewritten.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse. Raises TypeError."""
        raise TypeError("What happened to an application is not removed.")
