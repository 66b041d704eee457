"""Prepare an entry for searching and counting, for each audience what it may read.

Runs in the transaction of every change, so that no question in between is answered from before.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import translation

from directory.enums import EntryField, Facet
from directory.models import DirectoryEntry, DirectoryFacet, DirectorySearchText
from directory.presentation import effective_level
from directory.querysets import own_audience
from directory.text import contact_key, padded, words
from membership.audiences import Level, audiences_of
from membership.presentation import shown_name
from privacy.sealing import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from membership.models import Member

    #: An audience, and until which day it may read.
    Slot = tuple[str, date | None]

#: What fingerprints of addresses and numbers are made for; nothing else can be compared with them.
CONTACT_PURPOSE = "directory contact"
#: Sorts after every name in any script.
_LAST = "\U0010fffd"


def reindex_member(member: Member) -> None:
    """Prepare a member's entry anew, where she has one."""
    entry = DirectoryEntry.objects.filter(member=member).first()
    if entry is not None:
        reindex(entry)


@transaction.atomic
def reindex(entry: DirectoryEntry) -> None:
    """Prepare an entry anew from what it says now and to whom; nothing where it is gone.

    One at a time: of two changes at once the later must not prepare what it read before the
    earlier, such as the name that a pseudonym has just replaced.
    """
    if DirectoryEntry.objects.select_for_update().filter(pk=entry.pk).first() is None:
        return
    entry = DirectoryEntry.objects.with_everything().get(pk=entry.pk)
    texts: dict[Slot, list[str]] = defaultdict(list)
    facets: set[tuple[Slot, str, str]] = set()
    with translation.override("en"):
        for field, slots in _slots_of_fields(entry):
            for slot in slots:
                texts[slot] += _texts(entry, field)
                facets |= {(slot, facet, value) for facet, value in _facets(entry, field)}
        for contact in entry.contacts.all():
            value = fingerprint(contact_key(contact.value), CONTACT_PURPOSE)
            for slot in _slots(Level(contact.level), contact.until, entry.member):
                facets.add((slot, Facet.CONTACT, value))
        sort_key = _sort_key(entry)
    DirectorySearchText.objects.filter(entry=entry).delete()
    DirectoryFacet.objects.filter(entry=entry).delete()
    DirectorySearchText.objects.bulk_create(
        DirectorySearchText(entry=entry, audience=audience, until=until, text=text)
        for (audience, until), parts in texts.items()
        if (text := padded(parts))
    )
    DirectoryFacet.objects.bulk_create(
        DirectoryFacet(entry=entry, audience=audience, until=until, facet=facet, value=value)
        for (audience, until), facet, value in facets
    )
    DirectoryEntry.objects.filter(pk=entry.pk).update(sort_key=sort_key)


def _slots_of_fields(entry: DirectoryEntry) -> Iterator[tuple[str, set[Slot]]]:
    own: Slot = (own_audience(entry.member_id), None)
    for field in EntryField.values:
        level, until = effective_level(entry, field)
        if field in (EntryField.COUNTRY, EntryField.CITY) and entry.member.hide_country:
            yield field, {own}
        else:
            yield field, _slots(level, until, entry.member)


def _slots(level: Level, until: date | None, member: Member) -> set[Slot]:
    """Return for which audiences something shown at a level is prepared; herself always.

    Everybody who may enter belongs to the members, so what is for them needs no other row.
    """
    audiences = audiences_of(level, member) - {Level.PUBLIC.value}
    if Level.MEMBERS.value in audiences:
        audiences = frozenset({Level.MEMBERS.value})
    if level == Level.NOBODY:
        audiences = frozenset()
    return {(own_audience(member.pk), None), *((audience, until) for audience in audiences)}


def _name(entry: DirectoryEntry) -> str:
    """Return what she is called by those who see her name; her country has a level of its own."""
    return shown_name(entry.member)


def _texts(entry: DirectoryEntry, field: str) -> list[str]:
    match field:
        case EntryField.NAME:
            return [_name(entry)]
        case EntryField.COUNTRY:
            return list(entry.member.country.labels.values())
        case EntryField.EXPERTISE:
            terms = (*entry.focus_areas.all(), *entry.subjects.all())
            return [label for term in terms for label in term.labels.values()]
        case EntryField.HEADLINE | EntryField.BIO:
            return list(getattr(entry, field).values())
        case EntryField.ORGANISATION | EntryField.CITY | EntryField.WEBSITE:
            return [getattr(entry, field)]
        case EntryField.ADMISSIONS:
            return [admission["body"] for admission in entry.admissions]
    return []


def _facets(entry: DirectoryEntry, field: str) -> list[tuple[str, str]]:
    match field:
        case EntryField.COUNTRY:
            return [(Facet.COUNTRY, entry.member.country.iso2)]
        case EntryField.LANGUAGES:
            return [(Facet.LANGUAGE, code) for code in entry.languages]
        case EntryField.EXPERTISE:
            return [(Facet.EXPERTISE, area.slug) for area in entry.focus_areas.all()]
        case EntryField.ACCEPTS:
            return [(Facet.ACCEPTS, value) for value in entry.accepts]
    return []


def _sort_key(entry: DirectoryEntry) -> str:
    """Return what the list is sorted by: a name only where all members see it without end."""
    level, until = effective_level(entry, EntryField.NAME)
    if level.includes(Level.MEMBERS) and until is None:
        return " ".join(words(_name(entry)))[:190] or _LAST
    return _LAST
