"""Keeping the index in step with what is published.

A change leaves a row in `PendingWork` within its own transaction, and a task works the rows off. So
nothing is lost when a worker is down, and a hundred changes of a work cost one indexing.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from core.registry import content_types
from search.documents import fingerprint
from search.engines import get_engine
from search.models import PendingWork
from search.query import IndexedDocument

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from core.querysets import SitePageQuerySet
    from core.registry import ContentType

logger = logging.getLogger(__name__)

BATCH_SIZE = 50
#: A work that could not be indexed this often waits until it changes or the index is built again.
MAX_FAILURES = 10


def _documents(content: ContentType, pages: SitePageQuerySet) -> list[IndexedDocument]:
    return [
        IndexedDocument(
            page_id=page.pk,
            work=page.translation_key,
            data=content.search_data(page),
            first_published_at=page.first_published_at,
        )
        for page in pages
    ]


@transaction.atomic
def index_work(work: UUID) -> None:
    """Index every live language of a work again and forget the others."""
    documents = [
        document
        for content in content_types()
        for document in _documents(content, content.queryset().live().filter(translation_key=work))
    ]
    others = Page.objects.filter(translation_key=work).exclude(
        pk__in=[document.page_id for document in documents]
    )
    engine = get_engine()
    engine.remove(others.values_list("pk", flat=True))
    engine.index(documents)


def request_indexing(work: UUID) -> None:
    """Note that a work changed; it is indexed once the running transaction is committed."""
    # Writing the row even where it exists: a task that has just taken it waits for this
    # transaction, or this one for the task, so the change is never taken for indexed.
    PendingWork.objects.bulk_create(
        [PendingWork(work=work, requested_at=timezone.now(), failures=0)],
        update_conflicts=True,
        unique_fields=["work"],
        update_fields=["requested_at", "failures"],
    )
    transaction.on_commit(_start_indexing, robust=True)


def _start_indexing() -> None:
    from search.tasks import index_pending, is_index_pending_waiting

    if PendingWork.objects.exists() and not is_index_pending_waiting():
        index_pending.enqueue()


def index_pending_works() -> int:
    """Index the works that wait, and return how many. One that fails stays and is tried again."""
    done, last = 0, 0
    while True:
        with transaction.atomic():
            row = (
                PendingWork.objects.select_for_update(skip_locked=True)
                .filter(pk__gt=last, failures__lt=MAX_FAILURES)
                .order_by("pk")
                .first()
            )
            if row is None:
                return done
            last = row.pk
            try:
                index_work(row.work)
            except Exception:
                # One broken page must not keep all others out of the index.
                logger.exception("Work %s could not be indexed", row.work)
                row.failures += 1
                row.save(update_fields=["failures"])
            else:
                row.delete()
                done += 1


def live_count() -> int:
    """Return how many pages belong in the index."""
    return sum(content.queryset().live().count() for content in content_types())


def live_documents() -> Iterator[list[IndexedDocument]]:
    """Yield what belongs in the index, in batches."""
    for content in content_types():
        ids = list(content.queryset().live().order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(ids), BATCH_SIZE):
            pages = content.queryset().live().filter(pk__in=ids[start : start + BATCH_SIZE])
            yield _documents(content, pages)


def rebuild(progress: Callable[[int], object] | None = None) -> int:
    """Index everything again and return how many pages that is.

    The old index answers until each page is replaced. `progress` is told of every batch.
    """
    engine, started, done = get_engine(), timezone.now(), 0
    for documents in live_documents():
        engine.index(documents)
        done += len(documents)
        if progress:
            progress(len(documents))
    engine.remove(drift(compare=False).strays)
    PendingWork.objects.filter(requested_at__lt=started).delete()
    return done


@dataclass(frozen=True, slots=True)
class Drift:
    """How the index differs from what is live, as ids of pages."""

    missing: frozenset[int]
    strays: frozenset[int]
    outdated: frozenset[int]

    def __bool__(self) -> bool:
        """Return whether there is any difference."""
        return bool(self.missing or self.strays or self.outdated)


def drift(*, compare: bool = True) -> Drift:
    """Compare the index with what is live; without `compare`, only which pages are in it."""
    indexed = dict(get_engine().fingerprints())
    live: set[int] = set()
    for content in content_types():
        live.update(content.queryset().live().values_list("pk", flat=True))
    outdated: set[int] = set()
    if compare:
        for documents in live_documents():
            outdated.update(
                document.page_id
                for document in documents
                if indexed.get(document.page_id, "") not in ("", fingerprint(document))
            )
    return Drift(
        missing=frozenset(live - indexed.keys()),
        strays=frozenset(indexed.keys() - live),
        outdated=frozenset(outdated),
    )
