"""API tokens: what a program of a member's own shows instead of her password."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.enums import Scope
from accounts.models import ApiToken

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User

#: Begins every token, so that scanners for leaked secrets can know ours.
MARK = "ilaw_"
LONGEST_LIFE = timedelta(days=365)
#: How often the time of the last use is written down.
_USE_IS_NOTED_EVERY = timedelta(hours=1)


def _digest(plain: str) -> str:
    # Tokens are 256 random bits, so a plain hash is enough: there is nothing to guess.
    return hashlib.sha256(plain.encode()).hexdigest()


def issue(user: User, name: str, scopes: Iterable[str], days: int) -> tuple[ApiToken, str]:
    """Make a token and return it with its plain text, which is nowhere kept.

    Raises ValueError for an unknown scope, for none, and for a life beyond a year or under a day.
    """
    chosen = sorted({Scope(scope).value for scope in scopes})
    if not chosen:
        raise ValueError("A token needs a scope.")
    life = timedelta(days=days)
    if not timedelta(days=1) <= life <= LONGEST_LIFE:
        raise ValueError("A token lives between a day and a year.")
    plain = MARK + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        prefix=plain[: len(MARK) + 4],
        digest=_digest(plain),
        scopes=chosen,
        expires_at=timezone.now() + life,
    )
    return token, plain


def user_for_token(plain: str, scope: Scope) -> User | None:
    """Return whom a token speaks for; None where it is unknown, ended, or not for this scope."""
    now = timezone.now()
    token = (
        ApiToken.objects.usable(now)
        .filter(digest=_digest(plain), user__is_active=True)
        .select_related("user")
        .first()
    )
    if token is None or scope not in token.scopes:
        return None
    if token.last_used_at is None or token.last_used_at <= now - _USE_IS_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token.user


def revoke(token: ApiToken) -> bool:
    """End a token now; return whether it was still in force."""
    return bool(
        ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())
    )


def revoke_all(user: User) -> int:
    """End all tokens of a person now and return how many they were."""
    return ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())
