"""What someone may see of a member's entry: the only reader of its fields for other people.

The list, the page, the vCard, the API, the advisory board and the mails all show what
`present_entry` returns, so that they cannot disagree. The rules themselves (who belongs to which
level) are membership's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.languages import current_language, fallback_chain
from directory.enums import PUBLIC_FIELDS, ContactKind, EntryField, Request
from membership.audiences import Level, is_herself, may_see
from membership.enums import Surface
from membership.presentation import may_find, present

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from typing import Any

    from directory.models import DirectoryEntry
    from membership.audiences import Viewer
    from membership.models import Member


@dataclass(frozen=True, slots=True)
class Text:
    """A text in the language it is served in."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Term:
    """A value of a closed list with its name in the language of the interface."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Admission:
    """Where someone may appear before a court, and since when."""

    body: str
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach someone."""

    kind: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class PresentedEntry:
    """An entry as one viewer may see it; what she may not see is empty, as if never written.

    `token` is empty where she must not find the member again.
    """

    token: str
    name: str
    is_own: bool = False
    country: Term | None = None
    languages: tuple[str, ...] = ()
    focus_areas: tuple[Term, ...] = ()
    subjects: tuple[Term, ...] = ()
    headline: Text | None = None
    bio: Text | None = None
    organisation: str = ""
    city: str = ""
    admissions: tuple[Admission, ...] = ()
    accepts: tuple[Term, ...] = ()
    website: str = ""
    contacts: tuple[Contact, ...] = ()


def may_meet(entry: DirectoryEntry, viewer: Viewer, surface: Surface) -> bool:
    """Return whether a viewer may see anything of an entry on a surface.

    Outside the network nobody does, but for those who consented to stand on the board's page.
    """
    if surface == Surface.ADVISORY_BOARD:
        return entry.may_be_public
    return entry.is_of_member and may_find(entry.member, viewer)


def effective_level(entry: DirectoryEntry, field: str) -> tuple[Level, date | None]:
    """Return the level at which a field is shown today, and until when.

    Public is what may be public, of someone who agreed to it; everything else ends at the members.
    """
    level, until = entry.chosen_level(field)
    if level == Level.PUBLIC and not (field in PUBLIC_FIELDS and entry.may_be_public):
        return Level.MEMBERS, until
    return level, until


def shows(entry: DirectoryEntry, field: str, viewer: Viewer) -> bool:
    """Return whether a viewer sees a field of an entry.

    Who hides her country hides her city with it.
    """
    if (
        field in (EntryField.COUNTRY, EntryField.CITY)
        and entry.member.hide_country
        and not is_herself(entry.member, viewer)
    ):
        return False
    # To those inside, public means what members means; no question who may stand outside.
    level, until = entry.chosen_level(field) if viewer.may_enter else effective_level(entry, field)
    return may_see(level, until, entry.member, viewer)


def name_of(entry: DirectoryEntry, viewer: Viewer, surface: Surface) -> str:
    """Return what a member is called, "Member" where her name is not for this viewer.

    A country she does not show here must not stand behind her initials either.
    """
    if not shows(entry, EntryField.NAME, viewer):
        return _("Member")
    with_country = shows(entry, EntryField.COUNTRY, viewer)
    return present(entry.member, viewer, surface, with_country=with_country).name


def present_entry(
    entry: DirectoryEntry, viewer: Viewer, surface: Surface, *, in_list: bool = False
) -> PresentedEntry | None:
    """Return an entry as a viewer may see it on a surface, None where she must not meet it.

    `in_list` leaves out subjects and contacts, which no list shows, so that none is read and
    opened for it. Asks nothing of the database for entries that were read `with_everything`, or
    `for_lists` in a list.
    """
    if not may_meet(entry, viewer, surface):
        return None
    chain = fallback_chain(current_language().code)

    def if_shown(field: str, read: Callable[[], Any], empty: Any) -> Any:
        return read() if shows(entry, field, viewer) else empty

    member = entry.member
    return PresentedEntry(
        token=present(member, viewer, surface).token,
        name=name_of(entry, viewer, surface),
        is_own=is_herself(member, viewer),
        country=if_shown(
            EntryField.COUNTRY, lambda: Term(member.country.iso2, member.country.label()), None
        ),
        languages=if_shown(EntryField.LANGUAGES, lambda: tuple(entry.languages), ()),
        focus_areas=if_shown(EntryField.EXPERTISE, lambda: _terms(entry.focus_areas.all()), ()),
        subjects=()
        if in_list
        else if_shown(EntryField.EXPERTISE, lambda: _terms(entry.subjects.all()), ()),
        headline=if_shown(EntryField.HEADLINE, lambda: _text(entry.headline, chain), None),
        bio=if_shown(EntryField.BIO, lambda: _text(entry.bio, chain), None),
        organisation=if_shown(EntryField.ORGANISATION, lambda: entry.organisation, ""),
        city=if_shown(EntryField.CITY, lambda: entry.city, ""),
        admissions=if_shown(
            EntryField.ADMISSIONS,
            lambda: tuple(Admission(a["body"], a.get("year")) for a in entry.admissions),
            (),
        ),
        accepts=if_shown(EntryField.ACCEPTS, lambda: _requests(entry.accepts), ()),
        website=if_shown(EntryField.WEBSITE, lambda: entry.website, ""),
        contacts=() if in_list else _contacts(entry, viewer),
    )


def present_member(member: Member, viewer: Viewer, surface: Surface) -> PresentedEntry:
    """Return who a member is where she is already known to be there: as the other in a letter.

    Her name follows her entry where she has one; a token is there only where she may be found.
    """
    entry = getattr(member, "directory_entry", None)
    person = present(member, viewer, surface)
    if entry is None or member.user is None:
        return PresentedEntry(token=person.token, name=person.name)
    entry.member = member
    return PresentedEntry(
        token=person.token,
        name=name_of(entry, viewer, surface),
        is_own=is_herself(member, viewer),
    )


def _contacts(entry: DirectoryEntry, viewer: Viewer) -> tuple[Contact, ...]:
    """Return the ways to reach her that a viewer may know; none is ever public."""
    if not viewer.may_enter:
        return ()
    kinds = dict(ContactKind.choices)
    return tuple(
        Contact(contact.kind, str(kinds[contact.kind]), contact.value)
        for contact in entry.contacts.all()
        if may_see(contact.level, contact.until, entry.member, viewer)
    )


def _terms(rows: Any) -> tuple[Term, ...]:
    return tuple(Term(row.slug, row.label()) for row in rows)


def _requests(values: list[str]) -> tuple[Term, ...]:
    return tuple(Term(value, str(label)) for value, label in Request.choices if value in values)


def _text(texts: dict[str, str], chain: tuple[str, ...]) -> Text | None:
    for language in (*chain, *texts):
        if text := texts.get(language):
            return Text(language, text)
    return None
