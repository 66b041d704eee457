"""Whether the index follows what editors do."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from search.engines import get_engine
from search.models import PendingWork, RemoteWork

#: What waits longer is not just behind others.
LATE = timedelta(minutes=10)


def warning() -> str:
    """Return what is wrong with indexing, in a sentence or more; nothing where it keeps up."""
    late = timezone.now() - LATE
    found = []
    if failed := PendingWork.objects.filter(failures__gt=0).count():
        found.append(f"Works that could not be indexed: {failed}.")
    if waiting := PendingWork.objects.filter(requested_at__lte=late, failures=0).count():
        found.append(f"Works that wait too long to be indexed: {waiting}.")
    if behind := RemoteWork.objects.filter(requested_at__lte=late).count():
        found.append(f"Works the search server has not heard of for too long: {behind}.")
    if get_engine().is_away():
        found.append("The search server does not answer; the database does.")
    return " ".join(found)
