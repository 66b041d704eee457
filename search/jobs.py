"""What search does again and again: nothing that waits may wait for the next change."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from core import health, periodic
from search import indexing, tasks
from search.health import warning

if TYPE_CHECKING:
    from datetime import datetime

EVERY = timedelta(minutes=1)


def resume(_now: datetime) -> None:
    """Have a worker take up what failed, or what a search server that was away has not heard of."""
    indexing.start_indexing()
    if settings.ELASTICSEARCH_URL:
        tasks.start_catching_up()


def register() -> None:
    """Resume each minute, and tell of what does not come through."""
    periodic.register(periodic.Job("search-resume", EVERY, resume))
    health.register("search", warning)
