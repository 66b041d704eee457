"""What is done to accounts: made, trusted, set, and their sessions ended."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from wagtail.users.models import UserProfile

from accounts.models import User

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The admin knows two kinds of Portuguese; most of our readers write that of Brazil.
_ADMIN_LANGUAGES = {"pt": "pt-br"}


def trust_address(user: User) -> EmailAddress:
    """Take an account's address as proved, as its one primary address.

    For accounts that we make ourselves and for whoever proved her address another way, such as by
    an invitation sent to it.
    """
    address = user.email.lower()
    with transaction.atomic():
        others = EmailAddress.objects.filter(user=user, primary=True)
        others.exclude(email=address).update(primary=False)
        return EmailAddress.objects.update_or_create(
            user=user, email=address, defaults={"verified": True, "primary": True}
        )[0]


@transaction.atomic
def create_verified_user(email: str, password: str | None = None, **fields: Any) -> User:
    """Make an account whose address needs no proof. Raises IntegrityError where it has one."""
    user = User.objects.create_user(email, password, **fields)
    trust_address(user)
    return user


@transaction.atomic
def save_preferences(user: User, fields: Iterable[str]) -> None:
    """Store what a person changed of herself, and let the admin speak to her in the same way."""
    user.save(update_fields=[*fields])
    profile = UserProfile.get_for_user(user)
    if not profile.preferred_language.startswith(user.language):
        profile.preferred_language = _ADMIN_LANGUAGES.get(user.language, user.language)
    profile.current_time_zone = user.time_zone
    profile.save(update_fields=["preferred_language", "current_time_zone"])


def end_sessions(user: User) -> int:
    """Sign a person out everywhere, now, and return how many sessions that ended.

    Inside a transaction they are ended once more when it commits: until then a request under way
    may read a session from the database back into the cache, where it would live on.
    """
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    keys = [session.session_key for session in sessions]
    transaction.on_commit(lambda: _drop_sessions(keys))
    return len(sessions)


def _drop_sessions(keys: Iterable[str]) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for key in keys:
        store(key).delete()
