"""What follows from something done to an account elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.usersessions.models import UserSession
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver
from wagtail.users.models import UserProfile

from accounts.clients import client_family, coarse_address
from accounts.models import User
from core.languages import language_codes

if TYPE_CHECKING:
    from django.http import HttpRequest


@receiver(pre_save, sender=UserSession)
def keep_little_of_a_session(instance: UserSession, **kwargs: Any) -> None:
    """Keep enough for its owner to know a session again, too little to find her by."""
    instance.ip = coarse_address(instance.ip)
    instance.user_agent = client_family(instance.user_agent)


@receiver(authenticator_added)
def take_setting_up_as_showing(
    request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Whoever has just set up a second factor had it in hand: this session has shown it."""
    if authenticator.type in {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}:
        record_authentication(
            request, user, "mfa", id=authenticator.pk, type=str(authenticator.type)
        )


@receiver(post_save, sender=User)
def leave_no_other_primary_address(instance: User, raw: bool, created: bool, **kwargs: Any) -> None:
    """Let an address that was replaced in the admin neither sign in nor reset the password."""
    if not raw and not created:
        primary = EmailAddress.objects.filter(user=instance, primary=True)
        primary.exclude(email__iexact=instance.email).delete()


@receiver(post_save, sender=UserProfile)
def follow_the_admin(instance: UserProfile, raw: bool, **kwargs: Any) -> None:
    """Write mails in the language and time zone that someone chose in the admin."""
    changed = {}
    code = instance.preferred_language.partition("-")[0]
    if code in language_codes():
        changed["language"] = code
    if instance.current_time_zone:
        changed["time_zone"] = instance.current_time_zone
    if changed and not raw:
        User.objects.filter(pk=instance.user_id).update(**changed)
