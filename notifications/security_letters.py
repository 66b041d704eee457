"""What is written about signing in: one letter for each mail that allauth sends.

Where and with which program something was done stands in the letter; someone who wants discreet
mail finds it on the site only. Links that prove or open something are secret: they stand in the
mail alone, and are all that a discreet mail says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from notifications.letters import Action, Letter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Context = Mapping[str, Any]


def path_of(url: str) -> str:
    """Return the path and query of an address of ours; its host comes from the settings alone."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def letter_for(template_prefix: str, context: Context) -> Letter:
    """Return the letter for one of allauth's mails, in the active language and time zone.

    Raises KeyError for a mail we have no letter for: a part of allauth was switched on without it.
    """
    if writer := _LETTERS.get(template_prefix):
        return writer(context)
    return _notice(_NOTICES[template_prefix](context), context)


def known_prefixes() -> set[str]:
    """Return the mails we have letters for."""
    return {*_LETTERS, *_NOTICES}


# --- With something to do -------------------------------------------------------------------


def _discreetly(action: Action) -> Letter:
    return Letter(
        subject=_("A message for you"),
        paragraphs=[
            _("Open this page to go on. If you did not ask for it, there is nothing to do.")
        ],
        action=Action(_("Go on"), action.path, is_secret=action.is_secret),
    )


def _confirmation(context: Context) -> Letter:
    action = Action(_("Confirm my address"), path_of(context["activate_url"]), is_secret=True)
    return Letter(
        subject=_("Confirm your e-mail address"),
        paragraphs=[
            _("This address was given for an account on our site."),
            _("If that was you, confirm it. If it was not, there is nothing to do."),
        ],
        action=action,
        discreet=_discreetly(action),
    )


def _signup_confirmation(context: Context) -> Letter:
    action = Action(_("Confirm my address"), path_of(context["activate_url"]), is_secret=True)
    return Letter(
        subject=_("Confirm your e-mail address"),
        paragraphs=[
            _("Somebody opened an account on our site with this address."),
            _(
                "If that was you, confirm it and you can sign in. If it was not, there is nothing "
                "to do: without a confirmation the account cannot be used."
            ),
        ],
        action=action,
        discreet=_discreetly(action),
    )


def _password_reset(context: Context) -> Letter:
    action = Action(
        _("Choose a new password"), path_of(context["password_reset_url"]), is_secret=True
    )
    return Letter(
        subject=_("Choose a new password"),
        paragraphs=[
            _("Somebody asked to choose a new password for your account."),
            _(
                "If that was you, go on. If it was not, there is nothing to do: nothing has changed."
            ),
        ],
        action=action,
        discreet=_discreetly(action),
    )


def _unknown_account(context: Context) -> Letter:
    return Letter(
        subject=_("No account with this address"),
        paragraphs=[
            _("Somebody asked to choose a new password for an account with this address."),
            _(
                "There is no such account. If that was you, perhaps your account has another "
                "address. If it was not, there is nothing to do."
            ),
        ],
        action=Action(_("Open an account"), path_of(context["signup_url"])),
    )


def _account_already_exists(context: Context) -> Letter:
    action = Action(_("Choose a new password"), path_of(context["password_reset_url"]))
    return Letter(
        subject=_("You have an account already"),
        paragraphs=[
            _("Somebody tried to open an account with this address, which has one."),
            _(
                "If that was you and you have forgotten your password, choose a new one. If it was "
                "not, there is nothing to do: nothing has changed."
            ),
        ],
        action=action,
        discreet=_discreetly(action),
    )


# --- Told afterwards ------------------------------------------------------------------------


def _notice(what: tuple[str, str], context: Context) -> Letter:
    subject, sentence = what
    details = {
        "time": formats.date_format(timezone.localtime(context["timestamp"]), "DATETIME_FORMAT"),
        "zone": timezone.get_current_timezone_name(),
        "address": context["ip"],
        "program": context["user_agent"],
    }
    return Letter(
        subject=subject,
        paragraphs=[
            sentence,
            _("When: %(time)s (%(zone)s)") % details,
            _("From the network address: %(address)s") % details,
            _("With: %(program)s") % details,
            _(
                "If it was not you, choose a new password at once, and end the other sessions in "
                "your account."
            ),
        ],
        action=Action(_("Choose a new password"), reverse("account_reset_password")),
    )


_LETTERS: dict[str, Callable[[Context], Letter]] = {
    "account/email/email_confirmation": _confirmation,
    "account/email/email_confirmation_signup": _signup_confirmation,
    "account/email/password_reset_key": _password_reset,
    "account/email/unknown_account": _unknown_account,
    "account/email/account_already_exists": _account_already_exists,
}

_NOTICES: dict[str, Callable[[Context], tuple[str, str]]] = {
    "account/email/password_changed": lambda context: (
        _("Your password was changed"),
        _("The password of your account was changed."),
    ),
    "account/email/password_reset": lambda context: (
        _("Your password was changed"),
        _("A new password was chosen for your account, through a link we mailed you."),
    ),
    "account/email/password_set": lambda context: (
        _("A password was set"),
        _("Your account has a password now."),
    ),
    "account/email/email_changed": lambda context: (
        _("Your e-mail address was changed"),
        _("The address of your account was changed from %(from_email)s to %(to_email)s.")
        % {"from_email": context["from_email"], "to_email": context["to_email"]},
    ),
    "account/email/email_confirm": lambda context: (
        _("Your e-mail address was confirmed"),
        _("An e-mail address of your account was confirmed."),
    ),
    "account/email/email_deleted": lambda context: (
        _("An e-mail address was removed"),
        _("The address %(email)s was removed from your account.")
        % {"email": context["deleted_email"]},
    ),
    "mfa/email/totp_activated": lambda context: (
        _("An authenticator app was added"),
        _("An authenticator app is now a second step for signing in to your account."),
    ),
    "mfa/email/totp_deactivated": lambda context: (
        _("An authenticator app was removed"),
        _("The authenticator app no longer protects your account."),
    ),
    "mfa/email/recovery_codes_generated": lambda context: (
        _("New recovery codes were made"),
        _("New recovery codes were made for your account. The old ones no longer work."),
    ),
    "mfa/email/webauthn_added": lambda context: (
        _("A security key was added"),
        _("A security key or passkey was added to your account."),
    ),
    "mfa/email/webauthn_removed": lambda context: (
        _("A security key was removed"),
        _("A security key or passkey was removed from your account."),
    ),
}
