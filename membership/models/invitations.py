"""Invitations to apply, each for one address and one use."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.tokens import public_token
from membership.models.regions import Region
from membership.querysets import InvitationQuerySet
from privacy.fields import SealedTextField


class Invitation(models.Model):
    """A coordinator's invitation to apply.

    What the mail's link carries is kept as a digest only, the address sealed; so whoever reads the
    database can neither use an invitation nor learn who was invited.
    """

    #: Its name in the admin's addresses; no secret, unlike what the mail carries.
    token = models.CharField(max_length=12, unique=True, default=public_token, editable=False)
    secret_digest = models.CharField(max_length=64, unique=True, editable=False)
    address = SealedTextField(_("e-mail address"), blank=True)
    address_fingerprint = models.CharField(max_length=64, db_index=True, editable=False)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    region = models.ForeignKey(Region, models.PROTECT, related_name="invitations")
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="sent_invitations"
    )
    created_at = models.DateTimeField(_("sent"), auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used"), null=True, editable=False)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="used_invitations"
    )
    revoked_at = models.DateTimeField(_("taken back"), null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        """Return a reference without the address."""
        return f"Invitation {self.token}"

    @property
    def is_open(self) -> bool:
        """Return whether it can still be used."""
        return self.used_at is None and self.revoked_at is None and self.expires_at > timezone.now()
