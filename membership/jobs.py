"""What membership does again and again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from core import periodic
from membership.services import aging, queue

if TYPE_CHECKING:
    from datetime import datetime


def keep_queue(now: datetime) -> None:
    """Close what applicants left lying, then remind reviewers of what waits for them."""
    aging.expire(now)
    queue.remind(now)


def register() -> None:
    """Have the jobs run by every tick."""
    periodic.register(periodic.Job("membership.queue", timedelta(days=1), keep_queue))
