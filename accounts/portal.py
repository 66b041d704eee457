"""The places of a person's own pages that are about her account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.utils import is_mfa_enabled
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.languages import language
from core.portal import PortalSection, register_section

if TYPE_CHECKING:
    from accounts.models import User

#: From this order on, sections are about signing in and stand in a list of their own.
FIRST_OF_SIGNING_IN = 800


def _preferences(user: User) -> str:
    return f"{language(user.language).name}, {user.time_zone.replace('_', ' ')}"


def _second_factor(user: User) -> str:
    return gettext("Switched on") if is_mfa_enabled(user) else gettext("Switched off")


def _tokens(user: User) -> str:
    count = user.access_tokens.usable(timezone.now()).count()
    if not count:
        return ""
    return ngettext("%(count)d token", "%(count)d tokens", count) % {"count": count}


SECTIONS = (
    PortalSection(
        name="preferences",
        title=_("Preferences"),
        description=_("Your name, language and time zone, and how discreet our mails must be."),
        url_name="accounts:preferences",
        order=500,
        summary=_preferences,
    ),
    PortalSection(
        name="email",
        title=_("E-mail address"),
        description=_("The address you sign in with and that we write to."),
        url_name="account_email",
        order=FIRST_OF_SIGNING_IN,
    ),
    PortalSection(
        name="password",
        title=_("Password"),
        description=_("Choose another password."),
        url_name="account_change_password",
        order=FIRST_OF_SIGNING_IN + 10,
    ),
    PortalSection(
        name="second-factor",
        title=_("Second factor"),
        description=_("An authenticator app, a passkey or a security key beside your password."),
        url_name="mfa_index",
        order=FIRST_OF_SIGNING_IN + 20,
        summary=_second_factor,
    ),
    PortalSection(
        name="sessions",
        title=_("Sessions"),
        description=_("Where you are signed in, and how to end it."),
        url_name="usersessions_list",
        order=FIRST_OF_SIGNING_IN + 30,
    ),
    PortalSection(
        name="tokens",
        title=_("API tokens"),
        description=_("Keys with which a program of yours reads this site in your name."),
        url_name="accounts:tokens",
        order=FIRST_OF_SIGNING_IN + 40,
        summary=_tokens,
    ),
)


def register() -> None:
    """Offer them all."""
    for section in SECTIONS:
        register_section(section)
