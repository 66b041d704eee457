"""Who looks at a person, and what people of that kind may see.

A member gives each fact about herself a level; a viewer belongs to audiences. `may_see` compares
the two and is the only place that does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from membership.enums import Capability, MemberStatus
from membership.querysets import network_day
from membership.scope import reaches_every_region, regions_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from membership.models import Member


class Level(models.TextChoices):
    """Who may see a fact about a member, from nobody to everybody; each includes those before it.

    `SHARED` are members who share a list or a room with her.
    """

    NOBODY = "nobody", _("nobody")
    STAFF = "staff", _("the secretariat")
    COORDINATOR = "coordinator", _("the coordinators of my region")
    SHARED = "shared", _("members of my lists and rooms")
    REGION = "region", _("members of my region")
    MEMBERS = "members", _("all members")
    PUBLIC = "public", _("everybody")

    def includes(self, level: Level) -> bool:
        """Return whether those whom a narrower level names see what is shown at this one."""
        order = list(Level)
        return order.index(level) <= order.index(self)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Someone who looks, with all that decides what she may see; made once per request."""

    user_id: int | None = None
    member_id: int | None = None
    #: The region she is a member of; None for those who are no active members.
    region_id: int | None = None
    #: Regions of which she is a coordinator or a deputy.
    coordinated: frozenset[int] = field(default_factory=frozenset)
    #: Regions whose members she knows by name in the admin: a coordinator's, or a treasurer's.
    kept: frozenset[int] = field(default_factory=frozenset)
    is_secretariat: bool = False

    @property
    def is_member(self) -> bool:
        """Return whether she is an active member."""
        return self.member_id is not None

    @property
    def may_enter(self) -> bool:
        """Return whether the members' pages are open to her at all."""
        return self.is_member or self.is_secretariat or bool(self.coordinated)

    def audiences(self) -> frozenset[str]:
        """Return the names of the audiences she belongs to, as rows prepared for them carry."""
        names = {Level.PUBLIC.value}
        if self.may_enter:
            names.add(Level.MEMBERS.value)
        if self.region_id is not None:
            names.add(f"{Level.REGION}:{self.region_id}")
        for region_id in self.coordinated:
            names |= {f"{Level.COORDINATOR}:{region_id}", f"{Level.REGION}:{region_id}"}
        if self.member_id is not None:
            names |= {f"{Level.SHARED}:{group}" for group in sharing_groups(self.member_id)}
        if self.is_secretariat:
            names.add(Level.STAFF.value)
        return frozenset(names)


ANONYMOUS = Viewer()
_sharing: list[Callable[[int], set[str]]] = []


def register_sharing(groups_of_member: Callable[[int], set[str]]) -> None:
    """Let an app above say which groups (lists, rooms) a member belongs to, by her id."""
    _sharing.append(groups_of_member)


def sharing_groups(member_id: int) -> set[str]:
    """Return the names of the groups a member shares with others."""
    return set().union(*(groups(member_id) for groups in _sharing))


def viewer_for(user: User | AnonymousUser) -> Viewer:
    """Return what may be shown to someone; asks the database, so make it once per request."""
    if not user.is_authenticated or not user.is_active:
        return ANONYMOUS
    from membership.models import Member

    member = Member.objects.filter(user_id=user.pk, status=MemberStatus.ACTIVE).first()
    return Viewer(
        user_id=user.pk,
        member_id=member.pk if member else None,
        region_id=member.region_id if member else None,
        coordinated=regions_for(user, Capability.REVIEW),
        kept=regions_for(user, Capability.SEE_MEMBERS),
        is_secretariat=reaches_every_region(user, Capability.REVIEW_SHIELDED),
    )


def is_herself(member: Member, viewer: Viewer) -> bool:
    """Return whether someone looks at herself, whatever the state of her membership."""
    return (viewer.member_id is not None and viewer.member_id == member.pk) or (
        viewer.user_id is not None and viewer.user_id == member.user_id
    )


def may_see(level: str, until: date | None, member: Member, viewer: Viewer) -> bool:
    """Return whether a viewer may see what a member shows at a level, until a day, included.

    She sees everything of herself. The day is compared here and not by a job, so that a disclosure
    ends at midnight (UTC) even when nothing runs. Whether she can be met at all is asked before,
    of `presentation.may_find`.
    """
    if is_herself(member, viewer):
        return True
    if level == Level.NOBODY or (until is not None and until < network_day()):
        return False
    return _reaches(Level(level), member, viewer)


def _reaches(level: Level, member: Member, viewer: Viewer) -> bool:
    if level == Level.PUBLIC or viewer.is_secretariat:
        return True
    if not viewer.may_enter:
        return False
    if level == Level.MEMBERS:
        return True
    if member.region_id in viewer.coordinated and level.includes(Level.COORDINATOR):
        return True
    if level.includes(Level.REGION) and viewer.region_id == member.region_id:
        return True
    return (
        level.includes(Level.SHARED)
        and viewer.member_id is not None
        and not sharing_groups(member.pk).isdisjoint(sharing_groups(viewer.member_id))
    )


def audiences_of(level: str, member: Member) -> frozenset[str]:
    """Return the audiences that a row showing a member's fact at a level is prepared for.

    The mirror of `Viewer.audiences`: a viewer may see the fact exactly when the two meet.
    """
    shown = Level(level)
    names = set()
    if shown.includes(Level.STAFF):
        names.add(Level.STAFF.value)
    if shown.includes(Level.COORDINATOR):
        names.add(f"{Level.COORDINATOR}:{member.region_id}")
    if shown.includes(Level.SHARED):
        names |= {f"{Level.SHARED}:{group}" for group in sharing_groups(member.pk)}
    if shown.includes(Level.REGION):
        names.add(f"{Level.REGION}:{member.region_id}")
    if shown.includes(Level.MEMBERS):
        names.add(Level.MEMBERS.value)
    if shown.includes(Level.PUBLIC):
        names.add(Level.PUBLIC.value)
    return frozenset(names)
