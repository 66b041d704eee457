"""The people as whom a member may look at her own entry, each a viewer like any other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from membership.audiences import ANONYMOUS, Viewer
from membership.enums import Surface

if TYPE_CHECKING:
    from collections.abc import Callable

    from membership.models import Member

#: Ids that belong to nobody: these viewers are no real members.
_NO_MEMBER = -1
_NO_REGION = -1


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """Somebody as whom an entry can be looked at; `title` is a lazy translation."""

    name: str
    title: Any
    viewer_of: Callable[[Member], Viewer]
    surface: Surface = Surface.DIRECTORY


def _of_another_region(member: Member) -> Viewer:
    return Viewer(member_id=_NO_MEMBER, region_id=_NO_REGION)


def _of_her_region(member: Member) -> Viewer:
    return Viewer(member_id=_NO_MEMBER, region_id=member.region_id)


def _coordinator(member: Member) -> Viewer:
    return Viewer(
        member_id=_NO_MEMBER,
        region_id=member.region_id,
        coordinated=frozenset({member.region_id}),
    )


def _secretary(member: Member) -> Viewer:
    return Viewer(member_id=_NO_MEMBER, region_id=_NO_REGION, is_secretariat=True)


def _anybody(member: Member) -> Viewer:
    return ANONYMOUS


VIEWPOINTS = (
    Viewpoint("member", _("a member of another region"), _of_another_region),
    Viewpoint("region", _("a member of my region"), _of_her_region),
    Viewpoint("coordinator", _("a coordinator of my region"), _coordinator),
    Viewpoint("secretariat", _("the secretariat"), _secretary),
    Viewpoint("public", _("everybody, on the public page"), _anybody, Surface.ADVISORY_BOARD),
)
