"""The user, who signs in with an e-mail address, and the tokens of her programs."""

from __future__ import annotations

import zoneinfo
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.querysets import ApiTokenQuerySet
from core.tokens import public_token


def validate_time_zone(name: str) -> None:
    """Refuse what is no time zone of the IANA database. Raises ValidationError."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("This is no time zone we know."), code="unknown_time_zone")


class UserManager(BaseUserManager["User"]):
    """Makes users whose only name for the system is their address."""

    use_in_migrations = True

    def get_by_natural_key(self, username: str | None) -> User:
        """Find a user by address, however it is capitalised."""
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make a user. Raises ValueError without an address."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make a user who may do everything."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):  # type: ignore[django-manager-missing]  # of Wagtail's untyped managers
    """Someone with an account: editor, translator, coordinator or member."""

    username = None  # type: ignore[assignment]  # the address is the only name
    email = models.EmailField(_("e-mail address"), unique=True)
    token = models.CharField(max_length=12, unique=True, default=public_token, editable=False)
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="en"
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_time_zone]
    )
    discreet_mail = models.BooleanField(
        _("discreet mail"),
        default=False,
        help_text=_("Mails to you say nothing but that a message waits for you on this site."),
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()  # type: ignore[misc,assignment]  # AbstractUser's wants a username

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_account_per_address",
                violation_error_message=_("This address already has an account."),
            )
        ]

    def __str__(self) -> str:
        """Return a reference: logs keep it, and it must tell nothing of the person."""
        return f"Account {self.token}"


class ApiToken(models.Model):
    """A key by which a program of a member's own reads the API in her name.

    Only its digest is kept: whoever reads the database cannot use it.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="access_tokens")
    name = models.CharField(_("name"), max_length=80)
    #: How the token begins: enough to know it again, nothing to guess the rest by.
    prefix = models.CharField(max_length=12, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(_("what it may do"), default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("expires on"))
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        """Return a reference: its name may tell of the person."""
        return f"API token {self.prefix}…"


class SentForm(models.Model):
    """A form that anybody may send, so that none is sent twice by one proof, nor too many by none.

    Rows live for an hour: see `accounts.proof`.
    """

    purpose = models.CharField(max_length=30)
    #: Hash of the answered challenge; empty where the form came without a proof.
    proof = models.CharField(max_length=64, unique=True, null=True)
    #: Network (never the address) that a form without a proof came from.
    network = models.CharField(max_length=45, blank=True)
    sent_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("sent form")
        verbose_name_plural = _("sent forms")

    def __str__(self) -> str:
        """Return a reference."""
        return f"Form {self.pk}"
