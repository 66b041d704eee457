"""Keeping the index in step with what is published.

A change leaves a row in `PendingWork` within its own transaction, and a task works the rows off. So
nothing is lost when a worker is down, and a hundred changes of a work cost one indexing.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from core.registry import content_types
from search.documents import fingerprint
from search.engines import get_engine
from search.engines.base import Drift
from search.models import PendingWork, SearchDocument
from search.query import IndexedDocument

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
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
    _note([work])
    transaction.on_commit(start_indexing, robust=True)


def request_indexing_with(facet: str, values: Collection[str]) -> None:
    """Note that every work with one of these values of a facet changed: a term got another name."""
    documents = SearchDocument.objects.filter(
        facet_values__facet=facet, facet_values__value__in=values
    )
    _note(documents.values_list("work", flat=True))
    transaction.on_commit(start_indexing, robust=True)


def _note(works: Iterable[UUID]) -> None:
    # Writing the row even where it exists: a task that has just taken it waits for this
    # transaction, or this one for the task, so the change is never taken for indexed.
    now = timezone.now()
    PendingWork.objects.bulk_create(
        [PendingWork(work=work, requested_at=now, failures=0) for work in sorted(set(works))],
        update_conflicts=True,
        unique_fields=["work"],
        update_fields=["requested_at", "failures"],
        batch_size=500,
    )


def start_indexing() -> None:
    """Have a worker index what waits, if none is about to."""
    from search.tasks import index_pending, is_index_pending_waiting

    waiting = PendingWork.objects.filter(failures__lt=MAX_FAILURES)
    if waiting.exists() and not is_index_pending_waiting():
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


def rebuild(
    progress: Callable[[int], object] | None = None,
    server_progress: Callable[[int], object] | None = None,
) -> int:
    """Index everything again and return how many pages that is.

    The old index answers until each page is replaced. The two progresses are told of every batch,
    of pages and then of works on the search server. Raises what the engine raises where its server
    is away; the tables are done then, and the server catches up when it returns.
    """
    engine, started, done = get_engine(), timezone.now(), 0
    for documents in live_documents():
        engine.index(documents)
        done += len(documents)
        if progress:
            progress(len(documents))
    engine.remove(drift(compare=False).strays)
    PendingWork.objects.filter(requested_at__lt=started).delete()
    engine.rebuild(server_progress)
    return done


def drift(*, compare: bool = True) -> Drift[int]:
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
