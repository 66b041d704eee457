"""Signed addresses in mails: they work without signing in and open one small door each."""

from __future__ import annotations

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner

from accounts.models import User
from notifications.models import OutgoingMail
from notifications.suppression import address_fingerprint

#: How long a mail's link to the choices of its reader works.
PREFERENCES_AGE = timedelta(days=90)
#: How long a mail can be answered with "no more of these": as long as we know what it was.
STOP_AGE = timedelta(days=365)
PROOF_AGE = timedelta(days=2)


def _signer(scope: str) -> TimestampSigner:
    return TimestampSigner(salt=f"notifications.{scope}", sep=".")


def _unsign(scope: str, signed: str, max_age: timedelta) -> str:
    return _signer(scope).unsign(signed, max_age=max_age)


def sign_preferences(user: User) -> str:
    """Return what opens a person's choices about mail, and nothing else of her account."""
    return _signer("prefs").sign(user.token)


def user_of_preferences(signed: str) -> User:
    """Return whose choices a link opens.

    Raises SignatureExpired for one that is too old, BadSignature for what is none of ours.
    """
    return _user(_unsign("prefs", signed, PREFERENCES_AGE))


def sign_stop(mail: OutgoingMail) -> str:
    """Return what stops the kind of one mail for its reader."""
    return _signer("stop").sign(mail.token)


def mail_of_stop(signed: str) -> OutgoingMail:
    """Return the mail whose kind a link stops. Raises BadSignature, also for a mail long gone."""
    token = _unsign("stop", signed, STOP_AGE)
    mail = OutgoingMail.objects.select_related("recipient").filter(token=token).first()
    if mail is None:
        raise BadSignature("This mail is no longer known.")
    return mail


def sign_proof(user: User) -> str:
    """Return what proves that mail reaches the address a person has now."""
    return _signer("proof").sign(f"{user.token}.{address_fingerprint(user.email)[:16]}")


def user_of_proof(signed: str) -> User:
    """Return who proves her address. Raises BadSignature, also once the address is another."""
    token, _, mark = _unsign("proof", signed, PROOF_AGE).partition(".")
    user = _user(token)
    if address_fingerprint(user.email)[:16] != mark:
        raise BadSignature("The address has changed since.")
    return user


def _user(token: str) -> User:
    user = User.objects.filter(token=token, is_active=True).first()
    if user is None:
        raise BadSignature("Nobody has this link.")
    return user
