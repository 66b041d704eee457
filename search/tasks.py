"""Background work of search."""

from __future__ import annotations

from django_tasks import task
from django_tasks_db.models import DBTaskResult

from search import indexing


@task()
def index_pending() -> int:
    """Index every work that changed, and return how many those were."""
    return indexing.index_pending_works()


def is_index_pending_waiting() -> bool:
    """Return whether the queue already holds a task that no worker has taken yet.

    It will see whatever is committed now, so a second one would find nothing to do.
    """
    return DBTaskResult.objects.ready().filter(task_path=index_pending.module_path).exists()
