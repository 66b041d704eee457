"""Profile of the table of cases."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.coreutils import string_to_ascii

from library.citations import key as citation_key
from library.citations import kind_of, parse
from library.enums import CitationSystem, SupranationalBody, Verification
from library.importing.courts import COURTS
from library.importing.errors import CellError, in_column
from library.importing.parsers import line, partial_date, parts, verification, year
from library.importing.profiles import Child, Column, Facts, Profile
from library.models import CaseLawPage

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from library.importing.terms import Terms

#: Codes that stand where a country would, and the organisation they mean.
NO_COUNTRY = {"EU": SupranationalBody.EU, "INT": ""}


def citation_system(text: str, court: str) -> CitationSystem:
    """Return how a citation is written; one that no table knows is of another kind."""
    citation = parse(text) or parse(citation_key(text, court))
    return kind_of(citation.system) if citation else CitationSystem.OTHER


def citations(text: str) -> list[str]:
    """Return the citations of a cell: separated by semicolons, or by a comma before a series."""
    return parts(re.sub(r",\s+(?=Series )", "; ", text))


def ecli(text: str) -> str:
    """Return an ECLI."""
    if not re.fullmatch(r"ECLI:[A-Z]{2}:[A-Z0-9]{1,7}:\d{4}:[A-Z0-9.]{1,25}", text, re.ASCII):
        raise CellError(_("“%(text)s” is not an ECLI.") % {"text": text})
    return text


def dockets(text: str) -> list[str]:
    """Return the numbers of a cell that may hold those of joined cases."""
    return parts(text.replace(" and ", ";"))


def citation_rows(row: dict[str, Any]) -> list[Child]:
    """Return the citations of a row, each once, the most certain first."""
    court = row["court"]
    found = [
        *[(CitationSystem.ECLI, text) for text in [row["ecli"]] if text],
        *[(citation_system(text, court), text) for text in row["citation"] or []],
        *[(CitationSystem.DOCKET, text) for text in row["case_number"] or []],
    ]
    unique = {citation_key(text, court): (system, text) for system, text in reversed(found)}
    return [
        {"system": system, "text": text, "key": key}
        for key, (system, text) in reversed(unique.items())
    ]


def identities(
    court: str, title: str, day: date | None, cited: Iterable[tuple[str, str]]
) -> frozenset[str]:
    """Return by what a decision is known: a citation, or a number or title with its day.

    One number may stand for several decisions of a court: the day tells them apart.
    """
    court = court.casefold()
    known = {f"{court}|{title.casefold()}|{day}"}
    for system, key in cited:
        is_number = system in (CitationSystem.DOCKET, CitationSystem.OTHER)
        known.add(f"{court}|{key}|{day}" if is_number else f"{court}|{key}")
    return frozenset(known)


def facts(row: dict[str, Any], terms: Terms) -> Facts:
    """Return what a row says about a case."""
    decided = row["decision_date"] or row["year"]
    if decided is None:
        raise CellError(_("A case needs the date or the year of its decision."), "decision_date")
    if row["year"] and row["year"].value.year != decided.value.year:
        raise CellError(_("The year is not that of the decision's date."), "year")
    if row["verified"] == Verification.VERIFIED and not row["source"]:
        raise CellError(_("A verified row needs its source."), "source")
    court = COURTS.get(row["court"])
    code = row["country_iso2"] or "INT"
    body = (court.body if court else "") or NO_COUNTRY.get(code, "")
    cited = citation_rows(row)
    with in_column("country_iso2"):
        countries = [] if code in NO_COUNTRY else [terms.country(code)]
    with in_column("focus_areas"):
        focus_areas = [terms.focus_area(name) for name in row["focus_areas"] or []]
    with in_column("subject"):
        subjects = [s for phrase in row["subject"] or [] for s in terms.subjects_of(phrase)]
    return Facts(
        key=cited[0]["text"] if cited else row["title"],
        identities=identities(
            row["court"], row["title"], decided.value, [(c["system"], c["key"]) for c in cited]
        ),
        slug=short_slug(row["title"]),
        fields={
            "title": row["title"],
            "publisher": row["court"],
            "court_level": court.level if court else "",
            "date": decided.value,
            "date_precision": decided.precision,
            "supranational_body": body,
            "verification": row["verified"],
            "verified_against": (
                "" if row["verified"] == Verification.UNVERIFIED else row["source"] or ""
            ),
        },
        terms={
            "countries": frozenset(countries),
            "focus_areas": frozenset(focus_areas),
            "subjects": frozenset(subjects),
        },
        children={"citations": cited},
    )


def short_slug(title: str) -> str:
    """Return a short address in Latin letters."""
    slug = slugify(string_to_ascii(title)) or "case"
    if len(slug) <= 80:
        return slug
    return slug[:80].rsplit("-", 1)[0]


def find(pages: QuerySet[CaseLawPage], rows: Iterable[Facts]) -> QuerySet[CaseLawPage]:
    """Find cases by citation, or by title on a day."""
    rows = list(rows)
    keys = {child["key"] for row in rows for child in row.children["citations"]}
    titles = {row.fields["title"] for row in rows}
    days = {row.fields["date"] for row in rows}
    cited = pages.filter(citations__key__in=keys).values("pk")
    return pages.filter(Q(pk__in=cited) | Q(title__in=titles, date__in=days)).prefetch_related(
        "citations"
    )


def page_identities(page: CaseLawPage) -> frozenset[str]:
    """Return by what a case of the library is known."""
    return identities(
        page.publisher, page.title, page.date, [(c.system, c.key) for c in page.citations.all()]
    )


PROFILE = Profile(
    name="cases",
    model=CaseLawPage,
    columns=(
        Column("title", is_required=True),
        Column("court", is_required=True),
        Column("country_iso2"),
        Column("decision_date", partial_date),
        Column("year", year, is_expected=False),
        Column("citation", citations),
        Column("ecli", ecli, is_expected=False),
        Column("case_number", dockets, is_expected=False),
        Column("focus_areas", parts),
        Column("subject", parts, is_expected=False),
        Column("verified", verification, is_required=True),
        Column("source", line),
    ),
    facts=facts,
    find=find,
    identities=page_identities,
    column_of={
        "publisher": "court",
        "date": "decision_date",
        "verification": "verified",
        "verified_against": "source",
        "text": "citation",
        "key": "citation",
    },
)
