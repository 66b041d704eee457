"""The shapes of the directory, and how it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, Field

from api.parameters import AnyLanguage, Country, FocusArea, ReadParameters, several
from api.schemas import Term
from core.tokens import ALPHABET, LENGTH
from directory.enums import ContactKind, Request
from directory.listing import MAX_QUERY_LENGTH

if TYPE_CHECKING:
    from directory.presentation import PresentedEntry, Text

Token = Annotated[str, Field(pattern=f"^[{ALPHABET}]{{{LENGTH}}}$")]


class LocalText(BaseModel):
    """A text and the language it is in."""

    locale: str
    text: str


class Admission(BaseModel):
    """Where a member may appear before a court."""

    body: str
    year: int | None


class Contact(BaseModel):
    """A way to reach a member."""

    kind: ContactKind
    label: str
    value: str


class MemberItem(BaseModel):
    """A member in a list. What she does not show to the reader is null or empty."""

    id: str = Field(description="The same for as long as she is a member; tells nothing of her.")
    url: str = Field(description="Address for readers of the asked language.")
    name: str
    country: Term | None
    languages: list[str] = Field(description="BCP 47 codes.")
    focus_areas: list[Term]
    headline: LocalText | None


class Member(MemberItem):
    """A member with everything that she shows to the reader."""

    subjects: list[Term]
    bio: LocalText | None
    organisation: str
    city: str
    admissions: list[Admission]
    accepts: list[Term] = Field(description="What other members may ask her for.")
    website: str
    contacts: list[Contact]


class MemberList(BaseModel):
    """A part of the directory. The Link header leads to the next one."""

    limit: int
    next_cursor: str | None = Field(description="For the next part; null where this is the last.")
    items: list[MemberItem]


class MemberParameters(ReadParameters):
    """How to read one member."""

    shapes = (Member,)


class MemberListParameters(ReadParameters):
    """Which members to list."""

    shapes = (MemberItem,)

    q: str = Field(
        default="",
        max_length=MAX_QUERY_LENGTH,
        description="Beginnings of words, all of which must occur; or a whole address or number.",
    )
    expertise: list[FocusArea] = several("Slugs of focus areas; any of them.")
    country: list[Country] = several("ISO codes of countries, such as KE; any of them.")
    language: list[AnyLanguage] = several("BCP 47 codes of languages of work; any of them.")
    accepts: list[Request] = several("What members may be asked for; any of it.")
    limit: int = Field(default=20, ge=1, le=50)
    cursor: Token | None = Field(default=None, description="The `next_cursor` of the part before.")


def member_item(entry: PresentedEntry, url: str) -> MemberItem:
    """Return a presented entry as an item of a list."""
    return MemberItem(**_item(entry, url))


def member(entry: PresentedEntry, url: str) -> Member:
    """Return a presented entry in full."""
    return Member(
        **_item(entry, url),
        subjects=[Term(id=term.id, label=term.label) for term in entry.subjects],
        bio=_text(entry.bio),
        organisation=entry.organisation,
        city=entry.city,
        admissions=[Admission(body=a.body, year=a.year) for a in entry.admissions],
        accepts=[Term(id=term.id, label=term.label) for term in entry.accepts],
        website=entry.website,
        contacts=[
            Contact(kind=ContactKind(c.kind), label=c.label, value=c.value) for c in entry.contacts
        ],
    )


def _item(entry: PresentedEntry, url: str) -> dict[str, Any]:
    country = entry.country
    return {
        "id": entry.token,
        "url": url,
        "name": entry.name,
        "country": Term(id=country.id, label=country.label) if country else None,
        "languages": list(entry.languages),
        "focus_areas": [Term(id=term.id, label=term.label) for term in entry.focus_areas],
        "headline": _text(entry.headline),
    }


def _text(text: Text | None) -> LocalText | None:
    return None if text is None else LocalText(locale=text.language, text=text.text)
