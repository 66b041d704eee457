"""Which entries of the library records may speak of: by number, by citation, by looks."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q, Value
from django.db.models.functions import Lower, Replace

from library.citations import parse
from library.enums import CitationSystem
from library.importing.likeness import Likeness
from library.importing.numbers import OF_ONE_WORK, comparable
from library.models import EntryCitation, EntryIdentifier, EntryTitle, LibraryEntryPage

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from library.importing.profiles import Facts


def identities(
    cited: Iterable[tuple[str, str, str]],
    identifiers: Iterable[tuple[str, str]],
    code: str,
    court: str,
    day: date | None,
    work: str,
) -> frozenset[str]:
    """Return by what a work is known without doubt, as "system|number".

    A citation names one work. A court's own number may stand for several decisions: the court and
    the day tell them apart. What no table knows as a citation proves nothing.
    """
    known = {
        f"{scheme}|{comparable(value)}" for scheme, value in identifiers if scheme in OF_ONE_WORK
    }
    if work:
        known.add(f"work|{work}")
    if code:
        known.add(f"ilo|{code.lower()}")
    for text, system, key in cited:
        citation = parse(text)
        if system == CitationSystem.DOCKET:
            known.add(f"docket|{key}|{court.casefold()}|{day}")
        elif citation:
            known.add(f"{citation.system}|{key}")
        elif system == CitationSystem.ECLI:
            known.add(f"ecli|{key}")
    return frozenset(known)


def find(_pages: QuerySet[LibraryEntryPage], rows: Iterable[Facts]) -> Iterable[LibraryEntryPage]:
    """Find entries of all types, and in all languages: a work may be there in another only."""
    rows = list(rows)
    keys = {child["key"] for row in rows for child in row.children.get("citations", ())}
    numbers = {
        comparable(child["value"])
        for row in rows
        for child in row.children.get("identifiers", ())
        if child["scheme"] in OF_ONE_WORK
    }
    works = {
        identity.partition("|")[2]
        for row in rows
        for identity in row.identities
        if identity.startswith("work|")
    }
    own = Q(pk__in=[])
    for work in works:
        # A range of keys: they are kept as texts by one database and as numbers by another.
        first, last = UUID(work.ljust(32, "0")), UUID(work.ljust(32, "f"))
        own |= Q(translation_key__range=(first, last))
    codes = {row.fields["code"] for row in rows if "code" in row.fields}
    titles = {
        text
        for row in rows
        for text in (row.fields["title"], row.fields.get("original_title", ""))
        if text
    }
    spelt = titles | {title.lower() for title in titles}
    by_number = EntryIdentifier.objects.annotate(
        bare=Replace(Replace(Lower("value"), Value("-"), Value("")), Value(" "), Value(""))
    ).filter(bare__in=numbers)
    other_titles = EntryTitle.objects.annotate(lower=Lower("title")).filter(lower__in=spelt)
    pages = LibraryEntryPage.objects.annotate(
        title_lower=Lower("title"),
        draft_lower=Lower("draft_title"),
        known_as=Lower("original_title"),
    ).filter(
        own
        | Q(pk__in=EntryCitation.objects.filter(key__in=keys).values("page"))
        | Q(pk__in=by_number.values("page"))
        | Q(instrumentpage__code__in=codes)
        | Q(title__in=titles)
        | Q(title_lower__in=spelt)
        | Q(draft_lower__in=spelt)
        | Q(known_as__in=spelt)
        | Q(pk__in=other_titles.values("page"))
    )
    return pages.prefetch_related(
        "citations", "identifiers", "other_titles", "countries"
    ).specific()


def page_identities(page: LibraryEntryPage) -> frozenset[str]:
    """Return by what an entry of the library is known."""
    return identities(
        [(c.text, c.system, c.key) for c in page.citations.all()],
        [(i.scheme, i.value) for i in page.identifiers.all()],
        getattr(page, "code", ""),
        page.publisher,
        page.date,
        page.translation_key.hex[:8],
    )


def likeness(page: LibraryEntryPage) -> Likeness:
    """Return what an entry has in common with rows that are not known by a number."""
    titles = {page.title, page.draft_title, page.original_title}
    titles |= {other.title for other in page.other_titles.all()}
    return Likeness.of(
        titles,
        page.date.year if page.date else None,
        {country.iso2 for country in page.countries.all()},
        page_identities(page),
    )
