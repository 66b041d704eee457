"""What accounts know of a person: exported, erased, and ended in time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken, User
from accounts.services import end_sessions
from privacy.registry import (
    PersonalData,
    RetentionRule,
    register_personal_data,
    register_retention_rule,
)

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

SESSIONS_ARE_KEPT = timedelta(days=30)
UNPROVED_ACCOUNTS_ARE_KEPT = timedelta(days=30)


def export(user: User) -> dict[str, Any]:
    """Return the account, its addresses, sessions, second factors and tokens; never a secret."""
    return {
        "account": {
            "reference": user.token,
            "email": user.email,
            "first_name": user.first_name,
            "last_name": user.last_name,
            "language": user.language,
            "time_zone": user.time_zone,
            "discreet_mail": user.discreet_mail,
            "joined": user.date_joined,
            "last_signed_in": user.last_login,
            "groups": sorted(user.groups.values_list("name", flat=True)),
        },
        "addresses": list(
            EmailAddress.objects.filter(user=user).values("email", "verified", "primary")
        ),
        "sessions": list(
            UserSession.objects.filter(user=user).values(
                "created_at", "last_seen_at", "ip", "user_agent"
            )
        ),
        "second_factors": list(
            Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")
        ),
        "api_tokens": list(
            ApiToken.objects.filter(user=user).values(
                "name", "prefix", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at"
            )
        ),
    }


def forget(user: User) -> None:
    """End her sessions and remove tokens, second factors and addresses."""
    end_sessions(user)
    ApiToken.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()


def _old_sessions(now: datetime) -> QuerySet[UserSession]:
    return UserSession.objects.filter(last_seen_at__lt=now - SESSIONS_ARE_KEPT)


def _unproved_accounts(now: datetime) -> QuerySet[User]:
    """Return accounts whose address nobody ever proved, and which nobody else relies on."""
    return User.objects.filter(
        date_joined__lt=now - UNPROVED_ACCOUNTS_ARE_KEPT,
        last_login=None,
        is_staff=False,
        is_superuser=False,
        groups=None,
        emailaddress__verified=False,
    ).exclude(emailaddress__verified=True)


def register() -> None:
    """Register both with privacy."""
    register_personal_data(PersonalData("accounts", export, forget))
    register_retention_rule(
        RetentionRule(
            "accounts.sessions",
            _("Sessions"),
            _("Where somebody was signed in is forgotten 30 days after it was last seen."),
            _old_sessions,
        )
    )
    register_retention_rule(
        RetentionRule(
            "accounts.unproved",
            _("Accounts never confirmed"),
            _("An account whose address was not confirmed within 30 days is removed."),
            _unproved_accounts,
        )
    )
