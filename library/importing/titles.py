"""Profile of the table of titles of ILO instruments in other languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from library.enums import Verification
from library.importing.instruments import code, find
from library.importing.parsers import language_code, line, verification
from library.importing.profiles import Column, Facts, Profile
from library.models import InstrumentPage

if TYPE_CHECKING:
    from library.importing.terms import Terms


def facts(row: dict[str, Any], _terms: Terms) -> Facts:
    """Return a title as a row of the instrument with the code."""
    is_verified = row["verified"] == Verification.VERIFIED
    return Facts(
        key=f"{row['code']} {row['lang']}",
        identities=frozenset({row["code"]}),
        children={
            "other_titles": [
                {
                    "language": row["lang"],
                    "title": row["title"],
                    "is_verified": is_verified,
                    "source": (row["source"] or "") if is_verified else "",
                }
            ]
        },
    )


PROFILE = Profile(
    name="ilo_titles",
    model=InstrumentPage,
    columns=(
        Column("code", code, is_required=True),
        Column("lang", language_code, is_required=True),
        Column("title", is_required=True),
        Column("verified", verification, is_required=True),
        Column("source", line),
    ),
    facts=facts,
    find=find,
    identities=lambda page: frozenset({page.code}),
    column_of={"language": "lang", "is_verified": "verified"},
    makes_pages=False,
)
