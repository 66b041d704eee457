"""Tell the index what changed. What is taken offline leaves it at once, the rest by a task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_unpublished, post_page_move

from core.signals import documents_closed, work_changed
from search.engines import get_engine
from search.indexing import request_indexing
from search.matrix import note_change
from search.models import SearchDocument

if TYPE_CHECKING:
    from uuid import UUID


def index_changed_work(translation_key: UUID, **_kwargs: Any) -> None:
    """Have a work indexed again once the change is committed."""
    request_indexing(translation_key)


def forget_page(instance: Page, **_kwargs: Any) -> None:
    """Take a page out of the index in the transaction that takes it offline."""
    get_engine().remove([instance.pk])


def forget_files(document_ids: set[int], **_kwargs: Any) -> None:
    """Take pages with the text of files that were closed out of the index until they are read anew.

    In the transaction that closes the files: no snippet of them may wait for a worker.
    """
    rows = SearchDocument.objects.filter(parts__file_id__in=document_ids)
    found = set(rows.values_list("page_id", "work"))
    get_engine().remove(page_id for page_id, _work in found)
    for work in {work for _page_id, work in found}:
        request_indexing(work)


def hear_of_move(instance: Page, **_kwargs: Any) -> None:
    """Tell the engine of a page that was moved with all below it: other restrictions cover them."""
    moved = Page.objects.descendant_of(instance, inclusive=True)
    get_engine().relocate(moved.values_list("pk", flat=True))


def count_anew(**_kwargs: Any) -> None:
    """Have the counting tables follow what the public may read now."""
    note_change()


work_changed.connect(index_changed_work, dispatch_uid="search-index-changed")
page_unpublished.connect(forget_page, dispatch_uid="search-forget-unpublished")
post_delete.connect(forget_page, sender=Page, dispatch_uid="search-forget-deleted")
documents_closed.connect(forget_files, dispatch_uid="search-forget-closed-files")
post_page_move.connect(hear_of_move, dispatch_uid="search-hear-of-move")
for _signal in (post_save, post_delete):
    _signal.connect(count_anew, sender=PageViewRestriction, dispatch_uid="search-count-restricted")
post_page_move.connect(count_anew, dispatch_uid="search-count-moved")
