"""Background work of the library."""

from __future__ import annotations

from django_tasks import task
from django_tasks_db.models import DBTaskResult

from library import citation_index, text
from library.oai import syncing


@task()
def read_document_text(document_id: int) -> None:
    """Read the text of a document's file, page by page."""
    text.read_document(document_id)


@task()
def read_pending_citations() -> int:
    """Read what every work that changed cites, and return how many those were."""
    return citation_index.read_pending()


def is_reading_citations_waiting() -> bool:
    """Return whether the queue already holds a task that no worker has taken yet."""
    path = read_pending_citations.module_path
    return DBTaskResult.objects.ready().filter(task_path=path).exists()


@task()
def update_oai_records() -> int:
    """Bring what harvesters are told in step with what is public; return how many works changed."""
    return syncing.bring_in_step()


def is_oai_update_waiting() -> bool:
    """Return whether the queue already holds a task that no worker has taken yet."""
    path = update_oai_records.module_path
    return DBTaskResult.objects.ready().filter(task_path=path).exists()
