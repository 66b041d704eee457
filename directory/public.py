"""Who stands on the public page of the advisory board: those who agreed, as anybody may see them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from directory.enums import EntryField, SeatKind
from directory.models import DirectoryEntry
from directory.presentation import present_entry, shows
from membership.audiences import ANONYMOUS
from membership.enums import Surface

if TYPE_CHECKING:
    from directory.presentation import PresentedEntry


@dataclass(slots=True)
class PublicRegion:
    """The people of one region."""

    name: str
    people: list[PresentedEntry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PublicGroup:
    """The people with a seat, or those with an office, region by region."""

    kind: SeatKind
    regions: list[PublicRegion]


def public_people() -> list[PublicGroup]:
    """Return the board and the coordinators as anybody may see them, in the order of the regions.

    Whose name is not for everybody is left out: nobody stands there without one. Whoever has both a
    seat and an office stands with the board.
    """
    entries = (
        DirectoryEntry.objects.on_the_board_page()
        .for_lists()
        .order_by("member__region__sort_order", "member__region__code", "sort_key", "pk")
    )
    groups: dict[SeatKind, dict[str, PublicRegion]] = {kind: {} for kind in SeatKind}
    for entry in entries:
        person = present_entry(entry, ANONYMOUS, Surface.ADVISORY_BOARD, in_list=True)
        if person is None or not shows(entry, EntryField.NAME, ANONYMOUS):
            continue
        kind = SeatKind.BOARD if vars(entry)["has_seat"] else SeatKind.COORDINATOR
        region = entry.member.region
        regions = groups[kind]
        regions.setdefault(region.code, PublicRegion(str(region))).people.append(person)
    return [PublicGroup(kind, list(found.values())) for kind, found in groups.items() if found]
