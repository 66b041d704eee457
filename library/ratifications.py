"""What is known of ratifications: loaded from counts, told to readers without a guess.

The counts that ship are those of January 2021. They count the eight conventions that were
fundamental then, with ratifications that were denounced later. So eight of eight says that a state
has ratified each of them, though not that none was denounced since, and none of eight that it
had ratified none. Anything between says nothing about a single convention.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import cache
from core.languages import current_language
from library.enums import RatificationStatus
from library.models import InstrumentPage, Ratification, RatificationCount
from taxonomy import services as terms
from taxonomy.models import Country

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from library.models import LibraryIndexPage

DATA = Path(__file__).parent / "data" / "ilo_ratification_counts.csv"

#: The conventions that the counts call fundamental and governance, by the ILO's ranking of 2021.
COUNTED_FUNDAMENTAL = ("C029", "C087", "C098", "C100", "C105", "C111", "C138", "C182")
COUNTED_GOVERNANCE = ("C081", "C122", "C129", "C144")
#: Fundamental since the International Labour Conference of 2022 added safety and health, with the
#: protocol to the forced labour convention: what a country page lists.
FUNDAMENTAL = (
    "C029",
    "P029",
    "C087",
    "C098",
    "C100",
    "C105",
    "C111",
    "C138",
    "C155",
    "C182",
    "C187",
)
GOVERNANCE = COUNTED_GOVERNANCE

#: A country's own page in the ILO's database, by the number it has there.
NORMLEX_COUNTRY = (
    "https://www.ilo.org/dyn/normlex/en/f?p=NORMLEXPUB:11200:0::NO::P11200_COUNTRY_ID:{number}"
)

#: Columns of the file by field; the ones that may be empty.
COLUMNS = {
    "fundamental": "fundamental_of_8",
    "governance": "governance_of_4",
    "technical": "technical_of_178",
    "total": "total_conventions",
    "protocols": "protocols",
    "in_force": "in_force",
    "denounced": "denounced",
    "abrogated": "abrogated",
    "normlex_country_id": "normlex_country_id",
}
OPTIONAL = {"protocols", "in_force", "denounced", "abrogated", "normlex_country_id"}
MAXIMA = {"fundamental": len(COUNTED_FUNDAMENTAL), "governance": len(COUNTED_GOVERNANCE)}


class RatificationFileError(ValueError):
    """A file of counts that was refused as a whole; `errors` say why, row by row."""

    def __init__(self, errors: list[str]) -> None:
        """Keep what is wrong."""
        super().__init__("\n".join(errors))
        self.errors = errors


# --- Loading ----------------------------------------------------------------------------------


def load_ratifications(file: Path = DATA) -> int:
    """Load counts and what follows from them, and return for how many countries.

    A count of a later date than the file's stays, and so does every statement that an editor
    made. Raises RatificationFileError, and writes nothing, where any row is wrong.
    """
    with file.open(encoding="utf-8-sig", newline="") as opened:
        reader = csv.DictReader(opened)
        if missing := (
            {"iso2", "as_of", "source", *COLUMNS.values()} - {*(reader.fieldnames or ())}
        ):
            raise RatificationFileError(
                [_("Columns are missing: %(names)s.") % {"names": ", ".join(sorted(missing))}]
            )
        found = _checked(list(reader))
    with transaction.atomic():
        later = {
            count.country_id: count.as_of for count in RatificationCount.objects.select_for_update()
        }
        counts = [row for row in found if row.as_of >= later.get(row.country_id, "")]
        RatificationCount.objects.bulk_create(
            counts,
            update_conflicts=True,
            unique_fields=["country"],
            update_fields=[*COLUMNS, "as_of", "source", "note"],
        )
        _derive(counts)
        cache.bump(cache.PAGES)
    return len(counts)


def _checked(rows: list[dict[str, str]]) -> list[RatificationCount]:
    countries = dict(Country.objects.values_list("iso2", "pk"))
    counts: list[RatificationCount] = []
    errors: list[str] = []
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        problems = list(_problems(row, countries, seen))
        errors += [
            _("Row %(number)d: %(problem)s") % {"number": number, "problem": problem}
            for problem in problems
        ]
        if not problems:
            seen.add(row["iso2"])
            counts.append(
                RatificationCount(
                    country_id=countries[row["iso2"]],
                    as_of=row["as_of"],
                    source=row["source"],
                    note=row.get("note") or "",
                    **{name: _number(row[column]) for name, column in COLUMNS.items()},
                )
            )
    if errors:
        raise RatificationFileError(errors)
    return counts


def _problems(row: dict[str, Any], countries: dict[str, int], seen: set[str]) -> Iterator[str]:
    if None in row or None in row.values():
        yield _("it has more or fewer cells than there are columns.")
        return
    if row["iso2"] not in countries:
        yield _("“%(code)s” is no country of ISO 3166-1.") % {"code": row["iso2"]}
    if row["iso2"] in seen:
        yield _("“%(code)s” stands in the file twice.") % {"code": row["iso2"]}
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", row["as_of"], re.ASCII):
        yield _("“%(text)s” is no year, month or day.") % {"text": row["as_of"]}
    if not row["source"] or len(row["source"]) > 255 or len(row.get("note") or "") > 255:
        yield _("the source is missing, or the source or the note is too long.")
    for name, column in COLUMNS.items():
        text = row[column]
        if text == "" and name in OPTIONAL:
            continue
        largest = MAXIMA.get(name, 2**31 - 1 if name == "normlex_country_id" else 32767)
        if not re.fullmatch(r"\d{1,10}", text, re.ASCII) or int(text) > largest:
            yield _("“%(text)s” in %(column)s is no number up to %(largest)d.") % {
                "text": text,
                "column": column,
                "largest": largest,
            }


def _number(text: str) -> int | None:
    return int(text) if text else None


def proven(count: RatificationCount) -> dict[str, RatificationStatus]:
    """Return what a country's counts prove of single conventions, by code."""
    statements: dict[str, RatificationStatus] = {}
    for number, codes in (
        (count.fundamental, COUNTED_FUNDAMENTAL),
        (count.governance, COUNTED_GOVERNANCE),
    ):
        if number == len(codes):
            statements |= dict.fromkeys(codes, RatificationStatus.RATIFIED)
        elif number == 0:
            statements |= dict.fromkeys(codes, RatificationStatus.NOT_RATIFIED)
    return statements


def _derive(counts: Iterable[RatificationCount]) -> None:
    """Write what counts prove, in place of what they proved before."""
    counts = list(counts)
    Ratification.objects.filter(
        is_derived=True, country__in=[count.country_id for count in counts]
    ).delete()
    Ratification.objects.bulk_create(
        (
            Ratification(
                country_id=count.country_id,
                code=code,
                status=status,
                as_of=count.as_of,
                source=count.source,
                is_derived=True,
            )
            for count in counts
            for code, status in proven(count).items()
        ),
        # Where an editor has said it already, her statement stays.
        ignore_conflicts=True,
    )


# --- Showing ----------------------------------------------------------------------------------


def country_ratifications(iso2: str, index: LibraryIndexPage, user: Any) -> dict[str, Any] | None:
    """Return what is known of a country's ratifications, None where nothing is.

    The fundamental and governance conventions are all listed, each with a status or with "no
    record"; others where there is a statement.
    """
    count = RatificationCount.objects.filter(country__iso2=iso2).first()
    statements = {row.code: row for row in Ratification.objects.filter(country__iso2=iso2)}
    if count is None and not statements:
        return None
    others = sorted(statements.keys() - {*FUNDAMENTAL, *GOVERNANCE})
    titles = _titles([*FUNDAMENTAL, *GOVERNANCE, *others], user)
    base = f"/{current_language().code}/{index.site_path}"
    groups = [
        {
            "title": title,
            "items": [
                _statement(code, statements.get(code), titles.get(code), base) for code in codes
            ],
        }
        for title, codes in (
            (_("Fundamental instruments"), FUNDAMENTAL),
            (_("Governance conventions"), GOVERNANCE),
            (_("Other instruments"), others),
        )
        if codes
    ]
    return {
        "facts": _count_facts(count) if count else [],
        "as_of": count.as_of if count else "",
        "source": count.source if count else "",
        "note": count.note if count else "",
        "normlex_url": NORMLEX_COUNTRY.format(number=count.normlex_country_id)
        if count and count.normlex_country_id
        else "",
        "groups": groups,
        "has_derived": any(row.is_derived for row in statements.values()),
    }


def _titles(codes: list[str], user: Any) -> dict[str, tuple[str, str, str]]:
    """Return (title, its language, path) of the instruments a reader may see, by code."""
    code = current_language().code
    pages = (
        InstrumentPage.objects.visible_to(user)
        .best_for(code)
        .filter(code__in=codes)
        .defer_streamfields()
        .prefetch_related("other_titles")
    )
    return {page.code: (*page.title_for(code), page.slug) for page in pages}


def _statement(
    code: str, row: Ratification | None, page: tuple[str, str, str] | None, base: str
) -> dict[str, Any]:
    title, title_language, slug = page or ("", "", "")
    return {
        "code": code,
        "title": title,
        "lang": title_language,
        "url": f"{base}{slug}/" if slug else "",
        # Three different words, and never one for another.
        "status": row.status if row else "unknown",
        "status_label": row.get_status_display() if row else _("No record"),
        "date": row.date if row else None,
        "as_of": row.as_of if row else "",
        "source": row.source if row and not row.is_derived else "",
        "is_derived": bool(row and row.is_derived),
    }


def _count_facts(count: RatificationCount) -> list[dict[str, Any]]:
    rows = (
        (
            _("Fundamental conventions"),
            _("%(number)d of %(all)d")
            % {"number": count.fundamental, "all": len(COUNTED_FUNDAMENTAL)},
        ),
        (
            _("Governance conventions"),
            _("%(number)d of %(all)d")
            % {"number": count.governance, "all": len(COUNTED_GOVERNANCE)},
        ),
        (_("Technical conventions"), str(count.technical)),
        (_("All conventions"), str(count.total)),
        (_("Protocols"), _known(count.protocols)),
        (_("Of these in force"), _known(count.in_force)),
        (_("Denounced"), _known(count.denounced)),
        (_("Abrogated"), _known(count.abrogated)),
    )
    return [{"label": label, "values": [{"text": text}]} for label, text in rows if text]


def _known(number: int | None) -> str:
    return "" if number is None else str(number)


def instrument_ratifications(instrument: InstrumentPage, index_url: str) -> dict[str, Any] | None:
    """Return the countries with a statement on an instrument, by status; None without any."""
    names = terms.country_labels()
    rows = Ratification.objects.filter(code=instrument.code).values_list(
        "country__iso2", "status", "date", "as_of", "is_derived"
    )
    by_status: dict[str, list[dict[str, Any]]] = {}
    derived_as_of = set()
    for iso2, status, date, as_of, is_derived in rows:
        by_status.setdefault(status, []).append(
            {"iso2": iso2, "name": names[iso2], "date": date, "is_derived": is_derived}
        )
        if is_derived:
            derived_as_of.add(as_of)
    if not by_status:
        return None
    order = {iso2: place for place, iso2 in enumerate(names)}
    return {
        "groups": [
            {
                "title": status.label,
                "status": status,
                "items": [
                    item | {"url": f"{index_url}country/{item['iso2'].lower()}/"}
                    for item in sorted(by_status[status], key=lambda item: order[item["iso2"]])
                ],
            }
            for status in RatificationStatus
            if status in by_status
        ],
        "unknown_count": len(names) - sum(map(len, by_status.values())),
        "derived_as_of": max(derived_as_of, default=""),
    }
