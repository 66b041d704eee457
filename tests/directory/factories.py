"""Entries of invented members, written through the services as on the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from directory.enums import PUBLIC_FIELDS, EntryField
from directory.models import AdvisoryConsent, AdvisorySeat, DirectoryEntry
from directory.services.entries import ContactData, Showing, ensure_entry, save_entry
from directory.services.indexing import reindex
from membership.audiences import Level
from taxonomy.models import FocusArea
from tests.membership.factories import MemberFactory, PersonFactory, country

if TYPE_CHECKING:
    from datetime import date

    from membership.models import Member

#: What each field says, and nothing else on the site does.
CANARIES = {
    EntryField.NAME: "Canaryname",
    EntryField.COUNTRY: "Lesotho",
    EntryField.LANGUAGES: "Wolof",
    EntryField.EXPERTISE: "Canaryexpertise",
    EntryField.HEADLINE: "Canaryheadline",
    EntryField.BIO: "Canarybio",
    EntryField.ORGANISATION: "Canarychambers",
    EntryField.CITY: "Canaryville",
    EntryField.ADMISSIONS: "Canarybar",
    EntryField.ACCEPTS: "referrals of cases",
    EntryField.WEBSITE: "canarysite.example",
    "contact": "canary.contact@example.org",
}
PHONE = "+999 12 3456789"


def fresh_entry(entry: DirectoryEntry) -> DirectoryEntry:
    """Return an entry as the next request reads it."""
    return DirectoryEntry.objects.with_everything().get(pk=entry.pk)


def canary_member(**fields) -> Member:
    """Return a member whose name and country nobody else has."""
    fields.setdefault("user", PersonFactory(first_name="Canaryname", last_name="Invented"))
    return MemberFactory(country=country("LS"), **fields)


def canary_entry(member: Member | None = None) -> DirectoryEntry:
    """Return an entry that says something in every field, shown as the rule is."""
    area, _made = FocusArea.objects.get_or_create(
        slug="canary-expertise",
        defaults={"labels": {"en": "Canaryexpertise"}, "scope_notes": {}, "sort_order": 99},
    )
    entry = ensure_entry(member or canary_member())
    save_entry(
        entry,
        facts={
            "headline": {"en": "Canaryheadline"},
            "bio": {"en": "Canarybio"},
            "organisation": "Canarychambers",
            "city": "Canaryville",
            "admissions": [{"body": "Canarybar", "year": 2004}],
            "focus_areas": [area],
            "languages": ["wo"],
            "accepts": ["referral"],
            "website": "https://canarysite.example/",
        },
        contacts=[
            ContactData("email", "canary.contact@example.org"),
            ContactData("phone", PHONE),
        ],
    )
    return fresh_entry(entry)


def show(
    entry: DirectoryEntry, level: Level, *fields: str, until: date | None = None
) -> DirectoryEntry:
    """Show some fields at a level and the others to nobody; all of them where none is named.

    What may never be public is shown to all members instead.
    """
    chosen = fields or (*EntryField.values, "contact")

    def showing(field: str) -> Showing:
        if field not in chosen:
            return Showing(Level.NOBODY)
        if level == Level.PUBLIC and field not in PUBLIC_FIELDS:
            return Showing(Level.MEMBERS, until)
        return Showing(level, until)

    contact = showing("contact")
    save_entry(
        entry,
        showing={field: showing(field) for field in EntryField.values},
        contacts=[
            ContactData(row.kind, row.value, contact.level, contact.until, row.token)
            for row in entry.contacts.all()
        ],
    )
    return fresh_entry(entry)


def on_the_board(entry: DirectoryEntry) -> DirectoryEntry:
    """Give a seat and the member's consent, without a word about what she shows."""
    AdvisorySeat.objects.get_or_create(member=entry.member)
    AdvisoryConsent.objects.get_or_create(entry=entry, revoked_at=None)
    reindex(entry)
    return fresh_entry(entry)
