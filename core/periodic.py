"""Jobs that recur: reminders, retention, mail that waits.

An app registers its job when it starts; `manage.py tick` runs what is due. Several servers may tick
at once: a job's run belongs to whoever moves its row, by compare-and-swap. A job that fails is
logged and tried again after its interval; each must do right when it runs late, or twice.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import PeriodicRun

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be done again and again; `run` is given the time it is taken to be."""

    name: str
    every: timedelta
    run: Callable[[datetime], object]


_jobs: dict[str, Job] = {}


def register(job: Job) -> None:
    """Have a job run by every tick; registering a name twice replaces it."""
    _jobs[job.name] = job


def jobs() -> list[Job]:
    """Return the registered jobs in the order of their registration."""
    return list(_jobs.values())


def _claim(job: Job, now: datetime) -> bool:
    """Return whether this run is ours: the job is due and nobody else has taken it."""
    rows = PeriodicRun.objects.filter(job=job.name)
    if rows.filter(began_at__lte=now - job.every).update(began_at=now):
        return True
    if rows.exists():
        return False
    try:
        with transaction.atomic():
            PeriodicRun.objects.create(job=job.name, began_at=now)
    except IntegrityError:
        return False
    return True


def run_due(now: datetime | None = None) -> list[str]:
    """Run every job that is due and return the names of those that ended well."""
    now = now or timezone.now()
    done = []
    for job in jobs():
        try:
            if not _claim(job, now):
                continue
            job.run(now)
        except Exception:  # whatever is wrong with one job, the others and later ticks go on
            logger.exception("The job %s failed; it is tried again within %s.", job.name, job.every)
        else:
            done.append(job.name)
    return done
