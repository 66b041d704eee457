"""One writer at a time: two would only undo or repeat each other's work.

The lease is a row in the database, since a cache may forget and a process may die.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from search.models import ServerLease

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

#: A writer that is not heard of for so long has died.
TERM = timedelta(minutes=5)


class LeaseError(Exception):
    """Another process writes to the server."""


@contextmanager
def lease(index: str) -> Iterator[Callable[[], None]]:
    """Hold the lease of an index. What is yielded renews it, before each step of the work.

    Raises LeaseError where another process holds it, at the beginning or because this one took
    longer than a term for one step.
    """
    holder = uuid4()
    if not _take(index, holder):
        raise LeaseError(f"Another process writes to {index}.")
    own = ServerLease.objects.filter(index=index, holder=holder)

    def renew() -> None:
        if not own.update(held_until=timezone.now() + TERM):
            raise LeaseError(f"Another process has taken over {index}.")

    try:
        yield renew
    finally:
        own.update(held_until=timezone.now())


def _take(index: str, holder: UUID) -> bool:
    now = timezone.now()
    rows = ServerLease.objects.filter(index=index)
    if rows.filter(held_until__lte=now).update(holder=holder, held_until=now + TERM):
        return True
    if rows.exists():
        return False
    try:
        with transaction.atomic():
            ServerLease.objects.create(index=index, holder=holder, held_until=now + TERM)
    except IntegrityError:
        return False
    return True
