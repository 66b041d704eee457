"""Background work of search."""

from __future__ import annotations

from django_tasks import task
from django_tasks_db.models import DBTaskResult

from search import indexing, matrix
from search.engines import get_engine


@task()
def index_pending() -> int:
    """Index every work that changed, and return how many those were."""
    return indexing.index_pending_works()


def is_index_pending_waiting() -> bool:
    """Return whether the queue already holds a task that no worker has taken yet.

    It will see whatever is committed now, so a second one would find nothing to do.
    """
    return DBTaskResult.objects.ready().filter(task_path=index_pending.module_path).exists()


@task()
def catch_up() -> int:
    """Bring the search server up to date, and return how many works were written."""
    return get_engine().catch_up()


def is_catch_up_waiting() -> bool:
    """Return whether the queue holds one that no worker has taken yet."""
    return DBTaskResult.objects.ready().filter(task_path=catch_up.module_path).exists()


def start_catching_up() -> None:
    """Have a worker bring the search server up to date, if none is about to."""
    if not is_catch_up_waiting():
        catch_up.enqueue()


@task()
def index_works_with(facet: str, values: list[str]) -> None:
    """Have all works indexed again that have one of these values of a facet."""
    indexing.request_indexing_with(facet, values)


@task()
def refresh_matrix() -> None:
    """Fill the counting tables anew."""
    matrix.refresh()


def is_matrix_refresh_waiting() -> bool:
    """Return whether a refresh that no worker has taken yet will see what is committed now."""
    return DBTaskResult.objects.ready().filter(task_path=refresh_matrix.module_path).exists()
