"""The gate to what leaves the library: a record, or nothing is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from library.exporting.records import entries_to_export, records_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from library.exporting.records import Record


def record_for(user: User | AnonymousUser | None, work: UUID, code: str) -> Record:
    """Return a work's record for a reader.

    Raises Http404, the same for a work that is hidden from her and for one that does not exist.
    """
    entries = entries_to_export(user, code).filter(translation_key=work)[:1]
    for record in records_of(entries, code, user):
        return record
    raise Http404
