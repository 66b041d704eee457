"""Profile of records from anywhere: bibliographic files, and tables whose columns were mapped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from library.enums import (
    CitationSystem,
    IdentifierScheme,
    InstrumentType,
    MaterialType,
    PersonRole,
    SupranationalBody,
)
from library.importing import numbers
from library.importing.cases import citation_rows, citations, dockets, ecli, short_slug
from library.importing.courts import COURTS
from library.importing.errors import CellError, in_column
from library.importing.finding import find, identities, likeness, page_identities
from library.importing.instruments import KINDS
from library.importing.instruments import code as instrument_code
from library.importing.kinds import material_type
from library.importing.likeness import Likeness
from library.importing.parsers import (
    one_of,
    partial_date,
    parts,
    plain_text,
    spoken_language,
    web_address,
    whole_number,
    year,
)
from library.importing.profiles import Child, Column, Facts, Profile
from library.importing.terms import normalised
from library.models import ENTRY_MODELS, LibraryEntryPage
from taxonomy.models import Country, FocusArea, Subject

if TYPE_CHECKING:
    from core.dates import PartialDate
    from library.importing.terms import Terms
    from taxonomy.models import Term

INSTRUMENT = re.compile(r"[CPR]\d{3}", re.ASCII)

#: The column of each register's numbers.
SCHEMES = {
    "doi": IdentifierScheme.DOI,
    "isbn": IdentifierScheme.ISBN,
    "issn": IdentifierScheme.ISSN,
    "eli": IdentifierScheme.ELI,
    "handle": IdentifierScheme.HANDLE,
    "natlex": IdentifierScheme.NATLEX,
    "normlex": IdentifierScheme.NORMLEX,
}
PEOPLE = {
    "authors": PersonRole.AUTHOR,
    "editors": PersonRole.EDITOR,
    "judges": PersonRole.JUDGE,
    "parties": PersonRole.PARTY,
}
#: What only some types of entries have: field and column, by type.
OWN_FIELDS = {
    MaterialType.LEGISLATION: {"number": "number", "published_in": "published_in"},
    MaterialType.ARTICLE: {"volume": "volume", "issue": "issue", "pages": "pages"},
    MaterialType.REPORT: {
        "report_number": "number",
        "series": "series",
        "page_count": "page_count",
    },
    MaterialType.INSTRUMENT: {"code": "code"},
    MaterialType.TOOLKIT: {"version": "version"},
}


def work(text: str) -> str:
    """Return the beginning of this site's own number of a work, empty for any other number."""
    bare = text.replace("-", "").lower()
    return bare[:8] if re.fullmatch(r"[0-9a-f]{8}|[0-9a-f]{32}", bare, re.ASCII) else ""


def web_page(text: str) -> str:
    """Return the address of a source; a page of this site is none."""
    return "" if text.startswith(f"{settings.SITE_URL}/") else web_address(text)


def registered(text: str) -> list[tuple[str, str]]:
    """Return the registers and numbers of a cell such as "doi:10.1000/x; isbn:978…"."""
    found = []
    for part in parts(text):
        scheme, _colon, value = part.partition(":")
        if scheme.strip().lower() not in IdentifierScheme.values or not value.strip():
            raise CellError(
                _("“%(text)s” is not a register and a number, such as “doi:10.1000/182”.")
                % {"text": part}
            )
        found.append((scheme.strip().lower(), value.strip()))
    return found


def _codes(text: str) -> list[str]:
    """Return the ILO instruments of a cell; an article may stand behind each: "C087, 2"."""
    return [instrument_code(part.partition(",")[0].strip()) for part in parts(text)]


def _concerned(row: dict[str, Any]) -> list[str]:
    """Return the ILO instruments a record names, also among its keywords, each once."""
    named = [name for name in row["keywords"] or () if INSTRUMENT.fullmatch(name)]
    return list(dict.fromkeys([*(row["instruments"] or ()), *named]))


def _when(row: dict[str, Any]) -> PartialDate | None:
    """Return the date as exactly as it is known: a year alone stays a year."""
    if row["date"] and row["year"] and row["date"].value.year != row["year"].value.year:
        raise CellError(_("The year is not that of the date."), "year")
    return row["date"] or row["year"]


def _people(row: dict[str, Any]) -> list[Child]:
    found = {
        (role, name): {"role": role, "name": name}
        for column, role in PEOPLE.items()
        for name in row[column] or ()
    }
    return list(found.values())


def _identifiers(row: dict[str, Any]) -> list[Child]:
    return [
        {"scheme": scheme, "value": row[column]}
        for column, scheme in SCHEMES.items()
        if row[column]
    ]


def _terms(row: dict[str, Any], terms: Terms) -> tuple[dict[str, frozenset[Term]], list[str]]:
    """Return the headings of a row, and the keywords that are none."""
    headings: set[FocusArea | Subject] = set()
    unknown = []
    with in_column("focus_areas"):
        for name in row["focus_areas"] or ():
            heading = terms.heading(name)
            headings.add(heading if isinstance(heading, FocusArea) else terms.focus_area(name))
    with in_column("subjects"):
        for name in row["subjects"] or ():
            heading = terms.heading(name)
            headings |= {heading} if heading else set(terms.subjects_of(name))
    for name in row["keywords"] or ():
        if INSTRUMENT.fullmatch(name):
            continue
        heading = terms.heading(name)
        if heading is None:
            unknown.append(name)
        else:
            headings.add(heading)
    with in_column("countries"):
        countries = {terms.country_named(name) for name in row["countries"] or ()}
    # Where a book appeared may be a town; a country among such places is taken.
    for name in row["places"] or ():
        countries |= {
            terms.country_names[key] for key in [normalised(name)] if key in terms.country_names
        }
    found: dict[str, frozenset[Term]] = {
        "focus_areas": frozenset(term for term in headings if isinstance(term, FocusArea)),
        "subjects": frozenset(term for term in headings if isinstance(term, Subject)),
        "countries": frozenset(countries),
    }
    return {name: held for name, held in found.items() if held}, unknown


def _note(row: dict[str, Any], unknown: list[str]) -> str:
    keywords = f"Keywords: {'; '.join(unknown)}" if unknown else ""
    return "\n\n".join(filter(None, [row["notes"], keywords]))


def facts(row: dict[str, Any], terms: Terms) -> Facts:
    """Return what a record says; what it leaves empty it says nothing about."""
    kind = row["type"]
    if kind is None:
        raise CellError(
            _("The record does not say what type of material it is. Choose one for such records."),
            "type",
        )
    if kind == MaterialType.INSTRUMENT and not row["code"]:
        raise CellError(_("An ILO instrument needs its code, such as C087."), "code")
    when = _when(row)
    cited = citation_rows({**row, "court": row["publisher"] or ""})
    if kind not in (MaterialType.CASE, MaterialType.BRIEF):
        cited = [child for child in cited if child["system"] != CitationSystem.DOCKET]
    held, unknown = _terms(row, terms)
    fields = {
        "title": row["title"],
        "original_title": row["original_title"],
        "original_language": row["language"],
        "abstract": row["abstract"],
        "publisher": row["publisher"],
        "source_url": row["source_url"] or row["url"],
        "rights": row["rights"],
        "supranational_body": row["supranational_body"],
        "editor_note": _note(row, unknown),
        **{field: row[column] for field, column in OWN_FIELDS.get(kind, {}).items()},
    }
    if when:
        fields |= {"date": when.value, "date_precision": when.precision}
    # What follows from a name is no news about a work of this site.
    court = COURTS.get(row["publisher"] or "") if kind == MaterialType.CASE else None
    if court and not row["id"]:
        fields |= {"court_level": court.level}
        fields["supranational_body"] = fields["supranational_body"] or court.body
    if kind == MaterialType.INSTRUMENT:
        fields["instrument_type"] = KINDS.get(row["code"][0], InstrumentType.RECOMMENDATION)
        if not row["id"]:
            fields["supranational_body"] = SupranationalBody.ILO
    children = {
        "citations": cited,
        "identifiers": _identifiers(row),
        "people": _people(row),
        "instruments": [{"code": code} for code in _concerned(row)],
    }
    known = identities(
        [(c["text"], c["system"], c["key"]) for c in cited],
        [(c["scheme"], c["value"]) for c in children["identifiers"]],
        row["code"] or "",
        row["publisher"] or "",
        when.value if when else None,
        row["id"] or "",
    )
    titles = {row["title"], row["original_title"] or ""}
    countries = {term.iso2 for term in held.get("countries", ()) if isinstance(term, Country)}
    return Facts(
        key=cited[0]["text"] if cited else row["doi"] or row["title"],
        identities=known,
        slug=short_slug(row["title"]),
        fields={name: value for name, value in fields.items() if value not in (None, "")},
        terms=held,
        children={name: rows for name, rows in children.items() if rows},
        model=ENTRY_MODELS[kind],
        likeness=Likeness.of(titles, when.value.year if when else None, countries, known),
    )


PROFILE = Profile(
    name="records",
    model=LibraryEntryPage,
    columns=(
        Column("title", is_required=True),
        # What an export of this site wrote comes back under the work's own number.
        Column("id", work, is_expected=False),
        Column("type", material_type, is_expected=False),
        Column("original_title", is_expected=False),
        Column("language", spoken_language, is_expected=False),
        Column("date", partial_date, is_expected=False),
        Column("year", year, is_expected=False),
        Column("countries", parts, is_expected=False),
        Column("places", parts, is_expected=False),
        Column(
            "supranational_body",
            one_of({body.value: body for body in SupranationalBody}),
            is_expected=False,
        ),
        Column("abstract", plain_text, is_expected=False),
        Column("publisher", is_expected=False),
        Column("authors", parts, is_expected=False),
        Column("editors", parts, is_expected=False),
        Column("judges", parts, is_expected=False),
        Column("parties", parts, is_expected=False),
        Column("citation", citations, is_expected=False),
        Column("ecli", ecli, is_expected=False),
        Column("case_number", dockets, is_expected=False),
        Column("code", instrument_code, is_expected=False),
        Column("instruments", _codes, is_expected=False),
        Column("focus_areas", parts, is_expected=False),
        Column("subjects", parts, is_expected=False),
        Column("keywords", parts, is_expected=False),
        Column("doi", numbers.doi, is_expected=False),
        Column("isbn", numbers.isbn, is_expected=False),
        Column("issn", numbers.issn, is_expected=False),
        Column("identifiers", registered, is_expected=False),
        Column("eli", is_expected=False),
        Column("handle", is_expected=False),
        Column("natlex", is_expected=False),
        Column("normlex", is_expected=False),
        Column("volume", is_expected=False),
        Column("issue", is_expected=False),
        Column("pages", is_expected=False),
        Column("number", is_expected=False),
        Column("published_in", is_expected=False),
        Column("series", is_expected=False),
        Column("page_count", whole_number, is_expected=False),
        Column("version", is_expected=False),
        Column("url", web_page, is_expected=False),
        Column("source_url", web_page, is_expected=False),
        Column("rights", is_expected=False),
        Column("notes", plain_text, is_expected=False),
    ),
    facts=facts,
    find=find,
    identities=page_identities,
    likeness=likeness,
    is_gathered=True,
    column_of={
        "original_language": "language",
        "source_url": "url",
        "editor_note": "notes",
        "report_number": "number",
        "date_precision": "date",
        "name": "authors",
        "text": "citation",
        "key": "citation",
        "value": "doi",
    },
)
