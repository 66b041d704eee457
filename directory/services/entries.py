"""Writing an entry: what it says, and to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from directory.enums import CONTACT_LEVELS, DEFAULT_LEVELS, PUBLIC_FIELDS, EntryField
from directory.models import ContactMethod, DirectoryEntry, FieldVisibility
from directory.services.indexing import reindex
from membership.audiences import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from membership.models import Member


@dataclass(frozen=True, slots=True)
class Showing:
    """Who sees something, and until which day."""

    level: Level
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ContactData:
    """A way to reach someone as she gives it; `token` names the one it replaces."""

    kind: str
    value: str
    level: Level = Level.NOBODY
    until: date | None = None
    token: str = ""


class NotPublicError(ValueError):
    """Something would be shown to everybody that never may be."""


@transaction.atomic
def ensure_entry(member: Member) -> DirectoryEntry:
    """Return a member's entry; the first time, one that says no more than her membership does."""
    entry, is_new = DirectoryEntry.objects.get_or_create(
        member=member, defaults={"languages": list(member.languages)}
    )
    if is_new:
        reindex(entry)
    return entry


@transaction.atomic
def save_entry(
    entry: DirectoryEntry,
    *,
    facts: Mapping[str, Any] | None = None,
    showing: Mapping[str, Showing] | None = None,
    contacts: Iterable[ContactData] | None = None,
) -> None:
    """Write what an entry says and who sees it; what is not given stays.

    `facts` are the entry's fields by name; `contacts` are all her contacts, those left out end.
    Raises NotPublicError for what may never be public, without writing anything.
    """
    entry = DirectoryEntry.objects.select_for_update().get(pk=entry.pk)
    for name, value in (facts or {}).items():
        if name in ("focus_areas", "subjects"):
            getattr(entry, name).set(value)
        else:
            setattr(entry, name, value)
    entry.save()
    for field, shown in (showing or {}).items():
        _show(entry, EntryField(field), shown)
    if contacts is not None:
        _replace_contacts(entry, list(contacts))
    reindex(entry)


def _show(entry: DirectoryEntry, field: EntryField, shown: Showing) -> None:
    if shown.level == Level.PUBLIC and field not in PUBLIC_FIELDS:
        raise NotPublicError(field)
    rows = FieldVisibility.objects.filter(entry=entry, field=field)
    if shown == Showing(DEFAULT_LEVELS[field]):
        rows.delete()
        return
    FieldVisibility.objects.update_or_create(
        entry=entry, field=field, defaults={"level": shown.level, "until": shown.until}
    )


def _replace_contacts(entry: DirectoryEntry, contacts: list[ContactData]) -> None:
    kept = {contact.token for contact in contacts if contact.token}
    entry.contacts.exclude(token__in=kept).delete()
    known = {contact.token: contact for contact in entry.contacts.all()}
    for data in contacts:
        if data.level not in CONTACT_LEVELS:
            raise NotPublicError(data.kind)
        contact = known.get(data.token) or ContactMethod(entry=entry)
        contact.kind, contact.value = data.kind, data.value.strip()
        contact.level, contact.until = data.level, data.until
        contact.save()
