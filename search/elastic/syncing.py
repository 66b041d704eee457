"""Keeping the server's index in step with the tables of the database.

What changes leaves a row in `RemoteWork` within its own transaction; here the rows are worked off.
While the server is away they wait, and nothing is lost. Every write carries the moment at which its
data were read as a version, so an older one that comes late is refused by the server.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone
from wagtail.models import Page

from search.elastic import client as server
from search.elastic.schema import document_of, settings_and_mappings
from search.models import RemoteWork

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from uuid import UUID

    from search.query import IndexedDocument

logger = logging.getLogger(__name__)

BATCH_SIZE = 50
#: Later than this the server's index is not asked any more until it has caught up.
LATE = timedelta(seconds=60)


def alias() -> str:
    """Return the name under which the index is asked."""
    return settings.ELASTICSEARCH_INDEX


def _building() -> str:
    """Return the name of an index that is being built: what changes is written there, too."""
    return f"{alias()}-building"


# --- What waits -----------------------------------------------------------------------------


def note(works: Iterable[UUID], *, is_urgent: bool = False) -> None:
    """Note that works changed; `is_urgent` where something of them is not to be found any more."""
    now = timezone.now()
    fields = ["requested_at"] + (["is_urgent"] if is_urgent else [])
    RemoteWork.objects.bulk_create(
        [RemoteWork(work=work, requested_at=now, is_urgent=is_urgent) for work in set(works)],
        update_conflicts=True,
        unique_fields=["work"],
        update_fields=fields,
    )


def is_behind() -> bool:
    """Return whether the server's index may show what is gone, or misses what came a while ago."""
    late = timezone.now() - LATE
    return RemoteWork.objects.filter(requested_at__lte=late).exists() or (
        RemoteWork.objects.filter(is_urgent=True).exists()
    )


def sync(documents_of: Callable[[list[UUID]], dict[UUID, list[IndexedDocument]]]) -> int:
    """Write the works that wait to the server, and return how many. Raises UnreachableError.

    No transaction is open while the server is asked. A work that changes meanwhile has its row
    written again, so the row stays; two workers at the same work do no harm.
    """
    done, last = 0, 0
    while rows := list(RemoteWork.objects.filter(pk__gt=last).order_by("pk")[:BATCH_SIZE]):
        last = rows[-1].pk
        works = [row.work for row in rows]
        version = new_version()
        write(documents_of(works), works, version)
        for row in rows:
            RemoteWork.objects.filter(pk=row.pk, requested_at=row.requested_at).delete()
        done += len(rows)
    return done


# --- Writing --------------------------------------------------------------------------------


def new_version() -> int:
    """Return a version: later ones are greater."""
    return time.time_ns() // 1000


def write(
    documents: dict[UUID, list[IndexedDocument]], works: Sequence[UUID], version: int
) -> None:
    """Put works on the server as they were when `version` was taken; those without pages leave it.

    Raises UnreachableError.
    """
    paths = dict(
        Page.objects.filter(
            pk__in=[page.page_id for pages in documents.values() for page in pages]
        ).values_list("pk", "path")
    )
    operations: list[dict[str, Any]] = []
    for index in targets():
        for work in works:
            pages = [
                (page, paths[page.page_id])
                for page in documents.get(work, [])
                if page.page_id in paths
            ]
            about = {"_index": index, "_id": str(work), "version": version}
            about["version_type"] = "external"
            if pages:
                operations += [{"index": about}, document_of(work, pages)]
            else:
                operations.append({"delete": about})
    bulk(operations)


def bulk(operations: list[dict[str, Any]]) -> None:
    """Run operations. Raises UnreachableError where one fails but for being older or for nothing."""
    if not operations:
        return
    es = server.client().options(request_timeout=server.WRITE_TIMEOUT_SECONDS)
    response = server.attempt(lambda: es.bulk(operations=operations, refresh="wait_for"))
    for item in response["items"]:
        (result,) = item.values()
        if result["status"] >= 300 and result["status"] not in (404, 409):
            raise server.UnreachableError(f"{result['status']} {result.get('error')}")


def targets() -> list[str]:
    """Return the indexes to write to: the one that is asked and one that is being built.

    Makes the first where there is none. Raises UnreachableError.
    """
    es = server.client()
    found = [*_behind_alias(alias()), *_behind_alias(_building())]
    if not found:
        name = f"{alias()}-{new_version()}"
        server.attempt(lambda: es.indices.create(index=name, **settings_and_mappings()))
        server.attempt(lambda: es.indices.put_alias(index=name, name=alias()))
        found = [name]
    return found


def _behind_alias(name: str) -> list[str]:
    es = server.client()
    if not server.attempt(lambda: es.indices.exists_alias(name=name)):
        return []
    return sorted(server.attempt(lambda: es.indices.get_alias(name=name)))


# --- Building anew --------------------------------------------------------------------------


def rebuild(
    batches: Iterator[tuple[Sequence[UUID], dict[UUID, list[IndexedDocument]]]],
    progress: Callable[[int], object] | None = None,
) -> int:
    """Build a new index beside the old one, which answers until it is done, and change over.

    What changes meanwhile is written to both. Raises UnreachableError; the old index stays then.
    """
    es = server.client().options(request_timeout=server.WRITE_TIMEOUT_SECONDS)
    for left in _behind_alias(_building()):
        server.attempt(lambda left=left: es.indices.delete(index=left))
    new = f"{alias()}-{new_version()}"
    server.attempt(lambda: es.indices.create(index=new, **settings_and_mappings()))
    server.attempt(lambda: es.indices.put_alias(index=new, name=_building()))
    done = 0
    while True:
        version = new_version()  # Before the batch is read.
        works, documents = next(batches, ((), {}))
        if not works:
            break
        write(documents, works, version)
        done += sum(map(len, documents.values()))
        if progress:
            progress(len(works))
    old = [name for name in _behind_alias(alias()) if name != new]
    actions: list[dict[str, Any]] = [
        {"add": {"index": new, "alias": alias()}},
        {"remove": {"index": new, "alias": _building()}},
        *({"remove_index": {"index": name}} for name in old),
    ]
    server.attempt(lambda: es.indices.update_aliases(actions=actions))
    return done


def drop() -> None:
    """Remove the index from the server. Raises UnreachableError."""
    es = server.client()
    for name in {*_behind_alias(alias()), *_behind_alias(_building())}:
        server.attempt(lambda name=name: es.indices.delete(index=name))


def count() -> int:
    """Return how many works the server has. Raises UnreachableError."""
    es = server.client()
    if not _behind_alias(alias()):
        return 0
    return server.attempt(lambda: es.count(index=alias()))["count"]
