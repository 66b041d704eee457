"""The outbox: one row per mail and recipient; who wants which mail; who can get none."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.tokens import public_token
from notifications.enums import BounceKind, MailState, SuppressionReason
from notifications.querysets import OutgoingMailQuerySet
from privacy.fields import SealedTextField


class OutgoingMail(models.Model):
    """One mail to one person, from the moment it is written until nobody needs it.

    The letter is kept, not the mail: what is mailed is composed when it leaves, so that someone who
    chose discreet mail a minute ago gets a discreet one. Address and words are sealed.
    """

    token = models.CharField(max_length=12, unique=True, default=public_token, editable=False)
    #: Names the occasion: "dues-reminder:<token>:2026-30". A second mail with it is never written.
    dedupe_key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=40)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="letters",
    )
    #: Whom the letter tells of, where that is somebody else: erased with her.
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="letters_about",
    )
    to_address = SealedTextField(blank=True)
    address_fingerprint = models.CharField(max_length=64, db_index=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    subject = SealedTextField(blank=True)
    letter = SealedTextField(blank=True)
    #: Further headers of the mail; nothing personal stands in them.
    headers = models.JSONField(default=dict, blank=True)
    #: Proves an address that gets no mail otherwise, because its owner has just asked for it.
    is_proof = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=MailState, default=MailState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    #: Why the last attempt failed: a class and a number, never what a server wrote.
    failure = models.CharField(max_length=80, blank=True)
    bounce = models.CharField(max_length=4, choices=BounceKind, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("outbox")
        indexes = [
            models.Index(fields=["state", "not_before"], name="mail_due"),
            models.Index(fields=["state", "lease_until"], name="mail_leased"),
            models.Index(fields=["recipient", "created_at"], name="mail_of_person"),
        ]

    def __str__(self) -> str:
        """Return a reference that tells nothing of the person."""
        return f"Mail {self.token}"

    @property
    def text(self) -> str:
        """What is mailed, as plain text; empty once the letter is no longer kept."""
        from notifications.composing import compose

        return compose(self).text if self.letter else ""

    @property
    def html(self) -> str:
        """What is mailed, as HTML; empty once the letter is no longer kept."""
        from notifications.composing import compose

        return compose(self).html if self.letter else ""


class MailPreference(models.Model):
    """Whether a person wants a kind of mail; without a row she does."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_preferences"
    )
    kind = models.CharField(max_length=40)
    is_wanted = models.BooleanField()

    class Meta:
        verbose_name = _("mail preference")
        verbose_name_plural = _("mail preferences")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="one_preference_per_kind")
        ]

    def __str__(self) -> str:
        """Return a reference that tells nothing of the person."""
        return f"Mail preference {self.pk}"


class Suppression(models.Model):
    """An address that gets no mail, known by a keyed hash only.

    It outlives the account, so that erasing a person neither keeps her address nor mails her again.
    """

    fingerprint = models.CharField(max_length=64)
    reason = models.CharField(max_length=10, choices=SuppressionReason)
    #: The kind of mail it holds for; empty for every kind that is not essential.
    scope = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint", "scope"], name="one_suppression_per_address"
            )
        ]

    def __str__(self) -> str:
        """Return a reference that tells nothing of the person."""
        return f"Suppression {self.pk}"
