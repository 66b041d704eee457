"""Keeping the server's index in step with the tables of the database.

What changes leaves a row in `RemoteWork` within its own transaction; here the rows are worked off.
While the server is away they wait, and nothing is lost. One process writes at a time; every write
also carries the moment at which the tables were read as a version, so that one that is held up and
comes late is refused by the server.
"""

from __future__ import annotations

import logging
import re
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from search.elastic import client as server
from search.elastic.lease import lease
from search.elastic.schema import SCHEMA_VERSION, documents_of, settings_and_mappings
from search.models import RemoteWork, SearchDocument

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

logger = logging.getLogger(__name__)

BATCH_SIZE = 50
#: A request to the server has about so many stems' letters.
REQUEST_LENGTH = 5_000_000
#: Later than this the server's index is not asked any more until it has caught up.
LATE = timedelta(seconds=60)
#: A document the server has in a newer version than ours.
CONFLICT = 409


def alias() -> str:
    """Return the name under which the index is asked."""
    return f"{settings.ELASTICSEARCH_INDEX}-{SCHEMA_VERSION}"


# --- What waits -----------------------------------------------------------------------------


def note(works: Iterable[UUID], *, is_urgent: bool = False) -> None:
    """Note that works changed; `is_urgent` where something of them is not to be found any more."""
    now = timezone.now()
    fields = ["requested_at"] + (["is_urgent"] if is_urgent else [])
    RemoteWork.objects.bulk_create(
        # In one order, so that two transactions with the same works wait and never deadlock.
        [RemoteWork(work=w, requested_at=now, is_urgent=is_urgent) for w in sorted(set(works))],
        update_conflicts=True,
        unique_fields=["work"],
        update_fields=fields,
        batch_size=500,
    )


def is_behind() -> bool:
    """Return whether the server's index may show what is gone, or misses what came a while ago."""
    late = timezone.now() - LATE
    return RemoteWork.objects.filter(Q(requested_at__lte=late) | Q(is_urgent=True)).exists()


def _waiting() -> bool:
    return RemoteWork.objects.exists()


def catch_up() -> int:
    """Bring the server's index up to date, and return how many works were written.

    An index that is missing, or has another number of works than the tables when nothing waits, is
    built anew. Raises UnreachableError where the server is away, LeaseError where another process
    is at it.
    """
    with lease(alias()) as renew:
        if not _indexes():
            return _rebuild(renew)
        done = _sync(renew)
        if not _waiting() and count() != _works_in_tables() and not _waiting():
            # Asked twice, since something may have changed between the two counts.
            logger.warning("The search server's index is not what it was; it is built anew.")
            return _rebuild(renew)
        return done


def _sync(renew: Callable[[], None]) -> int:
    """Write the works that wait, what must not be found first.

    No transaction is open while the server is asked: a work that changes meanwhile has its row
    written again, and that row stays.
    """
    done, refused = 0, set[UUID]()
    while True:
        waiting = RemoteWork.objects.exclude(work__in=refused).order_by("-is_urgent", "pk")
        rows = list(waiting[:BATCH_SIZE])
        if not rows:
            return done
        renew()
        failed = write(alias(), [row.work for row in rows])
        for row in rows:
            if row.work not in failed:
                RemoteWork.objects.filter(pk=row.pk, requested_at=row.requested_at).delete()
        refused |= failed
        done += len(rows) - len(failed)


# --- Writing --------------------------------------------------------------------------------


def new_version() -> int:
    """Return a version: later ones are greater."""
    return time.time_ns() // 1000


def write(index: str, works: Sequence[UUID], *, is_new: bool = False) -> set[UUID]:
    """Put works on the server as the tables have them now, and return those it did not take.

    A work that the tables no longer have leaves the server. `is_new` names an index of its own that
    nobody asks yet, not an alias. Raises UnreachableError.
    """
    version, refused = new_version(), set[UUID]()  # Before the tables are read.
    documents = documents_of(works)
    operations: list[dict[str, Any]] = []
    length = 0
    for work in works:
        about = {"_index": index, "_id": str(work), "version": version, "version_type": "external"}
        if not is_new:
            # Else a server that has lost the index would make one up.
            about["require_alias"] = True
        if document := documents.get(work):
            operations += [{"index": about}, document]
            length += sum(map(len, document["ranked"]["text"]))
        elif not is_new:
            operations.append({"delete": about})
        if length > REQUEST_LENGTH:
            refused |= _bulk(operations, refresh=not is_new)
            operations, length = [], 0
    return refused | _bulk(operations, refresh=not is_new)


def _bulk(operations: list[dict[str, Any]], *, refresh: bool) -> set[UUID]:
    """Run operations, and return the works of those that failed. Raises UnreachableError."""
    if not operations:
        return set()
    es = server.patient_client()
    failed = set[UUID]()

    def run() -> list[dict[str, Any]]:
        response = es.bulk(operations=operations, refresh=refresh)
        return [result for item in response["items"] for result in item.values()]

    for result in server.attempt(run):
        if error := result.get("error"):
            failed.add(UUID(result["_id"]))
            if result["status"] != CONFLICT:
                logger.error("The search server refused work %s: %s", result["_id"], error)
    return failed


# --- Building anew --------------------------------------------------------------------------


def rebuild(progress: Callable[[int], object] | None = None) -> int:
    """Build a new index from the tables beside the old one, which answers until it is done.

    Returns the number of works. `progress` is told of every batch. Raises UnreachableError, and
    LeaseError; the old index stays then, and what waits goes on waiting.
    """
    with lease(alias()) as renew:
        return _rebuild(renew, progress)


def _rebuild(renew: Callable[[], None], progress: Callable[[int], object] | None = None) -> int:
    es = server.patient_client()
    # What these stand for is in the tables already, as long as their moment stays the same.
    covered = dict(RemoteWork.objects.values_list("pk", "requested_at"))
    old = _indexes()
    for left in _left_over(old):
        _delete(left)
    new = f"{alias()}-{new_version()}"
    server.attempt(lambda: es.indices.create(index=new, **settings_and_mappings()))
    done, refused = 0, set[UUID]()
    for works in _batches_of_works():
        renew()
        refused |= write(new, works, is_new=True)
        done += len(works)
        if progress:
            progress(len(works))
    server.attempt(lambda: es.indices.refresh(index=new))
    renew()
    actions: list[dict[str, Any]] = [
        {"add": {"index": new, "alias": alias()}},
        *({"remove_index": {"index": name}} for name in old),
    ]
    server.attempt(lambda: es.indices.update_aliases(actions=actions))
    for pk, requested_at in covered.items():
        rows = RemoteWork.objects.filter(pk=pk, requested_at=requested_at)
        rows.exclude(work__in=refused).delete()
    note(refused)
    return done - len(refused)


def _batches_of_works() -> Iterator[list[UUID]]:
    works = SearchDocument.objects.order_by("work").values_list("work", flat=True).distinct()
    batch = list(works[:BATCH_SIZE])
    while batch:
        yield batch
        batch = list(works.filter(work__gt=batch[-1])[:BATCH_SIZE])


def _works_in_tables() -> int:
    return SearchDocument.objects.values("work").distinct().count()


def _indexes() -> list[str]:
    """Return the indexes behind the alias: one, or none. Raises UnreachableError."""
    es = server.client()
    if not server.attempt(lambda: es.indices.exists_alias(name=alias()).body):
        return []
    return server.attempt(lambda: sorted(es.indices.get_alias(name=alias()).body.keys()))


def _left_over(in_use: list[str]) -> list[str]:
    """Return what builds that broke off left behind. Raises UnreachableError."""
    es = server.client()
    ours = re.compile(rf"{re.escape(alias())}-\d{{16}}")
    found = server.attempt(
        lambda: es.indices.get_alias(index=f"{alias()}-*", allow_no_indices=True).body.keys()
    )
    return sorted(name for name in found if ours.fullmatch(name) and name not in in_use)


def drop() -> None:
    """Remove the index from the server. Raises UnreachableError, and LeaseError."""
    with lease(alias()):
        in_use = _indexes()
        for name in [*in_use, *_left_over(in_use)]:
            _delete(name)


def _delete(index: str) -> None:
    es = server.patient_client()
    server.attempt(lambda: es.indices.delete(index=index, ignore_unavailable=True))


# --- Looking at it --------------------------------------------------------------------------


def count() -> int:
    """Return how many works the server has. Raises UnreachableError."""
    es = server.client()
    return server.attempt(lambda: es.count(index=alias())["count"])


def fingerprints() -> Iterator[tuple[UUID, str]]:
    """Yield every work the server has with its fingerprint. Raises UnreachableError."""
    if not _indexes():
        return
    after: list[Any] = []
    while hits := _hits_after(after):
        for hit in hits:
            yield UUID(hit["_id"]), hit["_source"]["fingerprint"]
        after = hits[-1]["sort"]


def _hits_after(after: list[Any]) -> list[dict[str, Any]]:
    es = server.patient_client()
    body: dict[str, Any] = {"size": 1000, "sort": [{"work": "asc"}], "_source": ["fingerprint"]}
    if after:
        body["search_after"] = after
    return server.attempt(lambda: es.search(index=alias(), body=body)["hits"]["hits"])
