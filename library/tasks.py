"""Background work of the library."""

from __future__ import annotations

from django_tasks import task

from library import text


@task()
def read_document_text(document_id: int) -> None:
    """Read the text of a document's file, page by page."""
    text.read_document(document_id)
