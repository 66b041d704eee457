"""Tell the index what changed. What is taken offline leaves it at once, the rest by a task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models.signals import post_delete
from wagtail.models import Page
from wagtail.signals import page_unpublished

from core.signals import work_changed
from search.engines import get_engine
from search.indexing import request_indexing

if TYPE_CHECKING:
    from uuid import UUID


def index_changed_work(translation_key: UUID, **_kwargs: Any) -> None:
    """Have a work indexed again once the change is committed."""
    request_indexing(translation_key)


def forget_page(instance: Page, **_kwargs: Any) -> None:
    """Take a page out of the index in the transaction that takes it offline."""
    get_engine().remove([instance.pk])


work_changed.connect(index_changed_work, dispatch_uid="search-index-changed")
page_unpublished.connect(forget_page, dispatch_uid="search-forget-unpublished")
post_delete.connect(forget_page, sender=Page, dispatch_uid="search-forget-deleted")
