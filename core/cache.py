"""Forgetting: counters in the shared cache by which all processes learn that content changed.

What is cached carries the counter's value in its key. Bumping the counter makes every older key
unreachable at once, in every process, without listing them.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from django.core.cache import caches
from django.db import transaction

if TYPE_CHECKING:
    from core.http import SiteRequest

#: Pages, their restrictions, menus, locales and sites.
PAGES = "pages"
#: Focus areas, subjects, countries, regions.
TAXONOMY = "taxonomy"

T = TypeVar("T")


def generation(topic: str) -> str:
    """Return the current value of a topic's counter."""
    value = caches["shared"].get(f"generation:{topic}")
    if value is None:
        value = secrets.token_hex(6)
        caches["shared"].set(f"generation:{topic}", value, None)
    return value


def bump(topic: str) -> None:
    """Forget everything cached under a topic: now, and again once the transaction commits.

    At once, so that this transaction reads its own writes; after the commit, so that a reader in
    between cannot leave the old state behind.
    """
    _renew(topic)
    transaction.on_commit(lambda: _renew(topic))


def _renew(topic: str) -> None:
    caches["shared"].set(f"generation:{topic}", secrets.token_hex(6), None)


def cached(topic: str, key: str, build: Callable[[], T], seconds: int = 3600) -> T:
    """Return what `build` makes, kept under `key` until the topic is bumped."""
    full_key = f"{topic}:{generation(topic)}:{key}"
    value = caches["default"].get(full_key)
    if value is None:
        value = build()
        caches["default"].set(full_key, value, seconds)
    return value


def cached_for_public(request: SiteRequest, key: str, build: Callable[[], T]) -> T:
    """Return what `build` makes, kept for all who are not signed in until a page or term changes.

    For what is gathered from many tables and is the same for everyone who sees only what is
    public. A preview and a signed-in reader see the tables themselves.
    """
    if request.user.is_authenticated or getattr(request, "is_preview", False):
        return build()
    return cached(PAGES, f"{key}:{generation(TAXONOMY)}", build)
