"""Profile of the table of ILO instruments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from library.enums import (
    IdentifierScheme,
    InstrumentCategory,
    InstrumentStatus,
    InstrumentType,
    SupranationalBody,
    Verification,
)
from library.importing.errors import CellError
from library.importing.parsers import (
    full_date,
    one_of,
    plain_text,
    verification,
    web_address,
    whole_number,
    year,
)
from library.importing.profiles import Column, Facts, Profile
from library.models import InstrumentPage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from library.importing.terms import Terms

#: How the column of ratifications says of when its counts are.
RATIFICATIONS = "ratifications_2021_01"
RATIFICATIONS_AS_OF = "2021-01"

_PERIOD = r"(?P<as_of>\d{4}(?:-\d{2}){0,2})"
#: The texts of the status column, most particular first.
STATUSES = (
    (rf"in force (?:from )?\(?{_PERIOD}\)?", InstrumentStatus.IN_FORCE),
    (r"in force", InstrumentStatus.IN_FORCE),
    (rf"abrogated {_PERIOD}", InstrumentStatus.ABROGATED),
    (rf"withdrawn {_PERIOD}", InstrumentStatus.WITHDRAWN),
    (rf"never entered into force(?: \({_PERIOD}\))?", InstrumentStatus.NEVER_IN_FORCE),
    (r"adopted; not yet in force(?: \(.*\))?", InstrumentStatus.NOT_YET_IN_FORCE),
)
KINDS = {"C": InstrumentType.CONVENTION, "P": InstrumentType.PROTOCOL}


def code(text: str) -> str:
    """Return an ILO code."""
    if not re.fullmatch(r"[CPR]\d{3}", text, re.ASCII):
        raise CellError(
            _("“%(text)s” is not an ILO code such as C087, P029 or R198.") % {"text": text}
        )
    return text


def status(text: str) -> tuple[InstrumentStatus, str]:
    """Return the status and of when it is."""
    for pattern, value in STATUSES:
        if match := re.fullmatch(pattern, text.casefold(), re.ASCII):
            return value, match.groupdict().get("as_of") or ""
    raise CellError(_("“%(text)s” is not a known status.") % {"text": text})


def facts(row: dict[str, Any], terms: Terms) -> Facts:
    """Return what a row says about an instrument."""
    kind = KINDS.get(row["code"][0], InstrumentType.RECOMMENDATION)
    if row["type"] != kind:
        raise CellError(
            _("The code %(code)s is not that of a %(type)s.")
            % {"code": row["code"], "type": row["type"].label},
            "type",
        )
    adopted = row["adoption_date"]
    if adopted and adopted.year != row["year_adopted"].value.year:
        raise CellError(_("The date is not in the year of adoption."), "adoption_date")
    if row["verified"] == Verification.VERIFIED and not row["source"]:
        raise CellError(_("A verified row needs its source."), "source")
    value, as_of = row["status"] or ("", "")
    count = row[RATIFICATIONS]
    number = row["normlex_instrument_id"]
    return Facts(
        key=row["code"],
        identities=frozenset({row["code"]}),
        slug=row["code"].lower(),
        fields={
            "title": row["title_en"],
            "code": row["code"],
            "instrument_type": kind,
            "date": adopted or row["year_adopted"].value,
            "date_precision": "day" if adopted else row["year_adopted"].precision,
            "session": row["ilc_session"],
            "entry_into_force": row["entry_into_force"],
            "status": value,
            "status_as_of": as_of,
            "category": row["category"] or "",
            "ratification_count": count,
            "ratifications_as_of": "" if count is None else RATIFICATIONS_AS_OF,
            "publisher": "International Labour Organization",
            "supranational_body": SupranationalBody.ILO,
            "source_url": row["normlex_url"] or "",
            "verification": row["verified"],
            "verified_against": (
                "" if row["verified"] == Verification.UNVERIFIED else row["source"] or ""
            ),
            "editor_note": row["notes"] or "",
        },
        terms={"focus_areas": frozenset({terms.focus_area("ilo")})},
        children={
            "identifiers": (
                [{"scheme": IdentifierScheme.NORMLEX, "value": number}] if number else []
            )
        },
    )


def find(pages: QuerySet[InstrumentPage], rows: Iterable[Facts]) -> QuerySet[InstrumentPage]:
    """Find instruments by code."""
    return pages.filter(code__in={code for row in rows for code in row.identities})


PROFILE = Profile(
    name="ilo_instruments",
    model=InstrumentPage,
    columns=(
        Column("code", code, is_required=True),
        Column("type", one_of({t.value: t for t in InstrumentType}), is_required=True),
        Column("title_en", is_required=True),
        Column("year_adopted", year, is_required=True),
        Column("adoption_date", full_date),
        Column("ilc_session", whole_number),
        Column("entry_into_force", full_date),
        Column("status", status),
        Column("category", one_of({c.value: c for c in InstrumentCategory})),
        Column(RATIFICATIONS, whole_number, is_expected=False),
        Column("normlex_instrument_id", is_expected=False),
        Column("normlex_url", web_address),
        Column("verified", verification, is_required=True),
        Column("source"),
        Column("notes", plain_text, is_expected=False),
        # The number is in the code already.
        Column("number", whole_number, is_expected=False),
    ),
    facts=facts,
    find=find,
    identities=lambda page: frozenset({page.code}),
    column_of={
        "title": "title_en",
        "date": "adoption_date",
        "session": "ilc_session",
        "status_as_of": "status",
        "ratification_count": RATIFICATIONS,
        "source_url": "normlex_url",
        "verification": "verified",
        "verified_against": "source",
        "editor_note": "notes",
        "value": "normlex_instrument_id",
    },
)
