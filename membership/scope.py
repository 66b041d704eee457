"""Who may do what in which region: the one place that answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from membership.enums import CAPABILITIES, Capability
from membership.models import Region, RegionalRole

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from taxonomy.models import Country

#: Where the answers are kept for the life of a user object, that is, for one request.
_KEPT = "_regional_roles"


@dataclass(frozen=True, slots=True)
class _Held:
    """The roles somebody holds today, as (role, region, whether that is the secretariat)."""

    roles: tuple[tuple[str, int, bool], ...]
    #: What was answered by capability.
    regions: dict[Capability, frozenset[int]] = field(default_factory=dict)


def _held_by(user: User) -> _Held:
    """Return someone's roles, read once for all questions of a request."""
    kept = vars(user)
    if _KEPT not in kept:
        rows = RegionalRole.objects.current().filter(user=user)
        kept[_KEPT] = _Held(
            tuple(rows.values_list("role", "region_id", "region__is_secretariat").order_by())
        )
    return kept[_KEPT]


def _with_capability(held: _Held, capability: Capability) -> dict[int, bool]:
    return {
        region_id: is_secretariat
        for role, region_id, is_secretariat in held.roles
        if capability in CAPABILITIES.get(role, ())
    }


def regions_for(user: User | AnonymousUser, capability: Capability) -> frozenset[int]:
    """Return the ids of the regions in which someone has a capability today.

    A role in the secretariat reaches all regions. Superusers get none by that: who may run the
    system is not thereby somebody who may read applications.
    """
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    held = _held_by(user)
    if capability not in held.regions:
        found = _with_capability(held, capability)
        held.regions[capability] = _every_region(held) if any(found.values()) else frozenset(found)
    return held.regions[capability]


def _every_region(held: _Held) -> frozenset[int]:
    """Return all regions, read once for all capabilities."""
    known = (held.regions[c] for c in held.regions if any(_with_capability(held, c).values()))
    return next(known, None) or frozenset(Region.objects.values_list("pk", flat=True))


def reaches_every_region(user: User | AnonymousUser, capability: Capability) -> bool:
    """Return whether someone has a capability by a role in the secretariat itself."""
    if not user.is_authenticated or not user.is_active:
        return False
    return any(_with_capability(_held_by(user), capability).values())


def knows_shielded_in(user: User | AnonymousUser) -> frozenset[int]:
    """Return the regions whose shielded people someone knows: all for the secretariat, else none.

    A secretary of one region is not the secretariat, which alone they were promised to be known to.
    """
    if not reaches_every_region(user, Capability.REVIEW_SHIELDED):
        return frozenset()
    return regions_for(user, Capability.REVIEW_SHIELDED)


def region_of(country: Country) -> Region:
    """Return the region a country belongs to; the secretariat where it is placed in none."""
    return Region.objects.filter(region_countries__country=country).first() or Region.objects.get(
        is_secretariat=True
    )


def has_role(user: User | AnonymousUser) -> bool:
    """Return whether someone holds any regional role today."""
    if not user.is_authenticated or not user.is_active:
        return False
    return bool(_held_by(user).roles)


def forget_kept(user: User) -> None:
    """Forget what was answered for this user object: her roles have just changed."""
    vars(user).pop(_KEPT, None)


def users_with(capability: Capability, region: Region) -> list[User]:
    """Return the people who have a capability in a region today, the region's own first.

    The secretariat stands in where a region has nobody.
    """
    roles = [role for role, may in CAPABILITIES.items() if capability in may]
    current = (
        RegionalRole.objects.current()
        .filter(role__in=roles, user__is_active=True)
        .select_related("user")
    )
    own = [role.user for role in current.filter(region=region)]
    if own or region.is_secretariat:
        return list(dict.fromkeys(own))
    return list(dict.fromkeys(role.user for role in current.filter(region__is_secretariat=True)))
