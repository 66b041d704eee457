"""Giving regional roles and taking them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from membership.enums import Capability
from membership.letters import members as letters
from membership.letters.kinds import MEMBERSHIP
from membership.models import RegionalRole
from membership.querysets import network_day
from membership.scope import forget_kept, regions_for
from notifications.services import send

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import User
    from membership.models import Region
    from membership.querysets import RegionalRoleQuerySet


class RoleError(Exception):
    """A role that cannot be given or taken back."""


class NotAllowedError(RoleError):
    """The actor may not give roles in this region."""


class OwnRoleError(RoleError):
    """Someone gives a role to herself, or takes her own back."""


class RoleHeldError(RoleError):
    """She holds this role in this region already for some of the days."""


class RoleEndedError(RoleError):
    """The role has ended already."""


def may_grant(actor: User, region_id: int) -> bool:
    """Return whether someone may give roles in a region: its secretary, or who runs the system."""
    if not actor.is_active:
        return False
    return actor.is_superuser or region_id in regions_for(actor, Capability.GRANT_ROLES)


def roles_for(actor: User) -> RegionalRoleQuerySet:
    """Return the roles that someone may see and end."""
    if actor.is_active and actor.is_superuser:
        return RegionalRole.objects.all()
    return RegionalRole.objects.for_actor(actor, Capability.GRANT_ROLES)


@transaction.atomic
def grant_role(
    user: User,
    region: Region,
    role: str,
    *,
    actor: User,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> RegionalRole:
    """Give someone a role in a region, from today unless told otherwise. She is told.

    Raises NotAllowedError, OwnRoleError, and RoleHeldError where the days meet those of the same
    role.
    """
    if not may_grant(actor, region.pk):
        raise NotAllowedError
    if user.pk == actor.pk:
        raise OwnRoleError
    # Two who grant at once take their turns.
    get_user_model().objects.select_for_update().get(pk=user.pk)
    first = starts_on or network_day()
    same = RegionalRole.objects.filter(user=user, region=region, role=role, ended_at__isnull=True)
    meeting = same.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=first))
    if ends_on is not None:
        meeting = meeting.filter(starts_on__lte=ends_on)
    if meeting.exists():
        raise RoleHeldError
    granted = RegionalRole.objects.create(
        user=user,
        region=region,
        role=role,
        starts_on=first,
        ends_on=ends_on,
        granted_by=actor,
    )
    forget_kept(user)
    send(
        MEMBERSHIP,
        user,
        lambda: letters.role_granted(granted),
        dedupe_key=f"role:{granted.pk}:granted",
    )
    return granted


def holds_role(user: User) -> bool:
    """Return whether someone holds a role today, or will."""
    return _standing(user).exists()


def lay_down_roles(user: User) -> int:
    """End all roles of somebody who leaves the network of her own will; return how many."""
    ended = _standing(user).update(ended_at=timezone.now(), ended_by=user)
    forget_kept(user)
    return ended


def _standing(user: User) -> RegionalRoleQuerySet:
    return RegionalRole.objects.filter(user=user, ended_at__isnull=True).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=network_day())
    )


@transaction.atomic
def end_role(role: RegionalRole, *, actor: User) -> None:
    """Take a role back: its holder's next request is without it. She is told.

    Raises NotAllowedError, OwnRoleError, and RoleEndedError when it has ended already.
    """
    if not may_grant(actor, role.region_id):
        raise NotAllowedError
    if role.user_id == actor.pk:
        raise OwnRoleError
    today = network_day()
    if (
        not RegionalRole.objects.filter(pk=role.pk, ended_at__isnull=True)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
        .update(ended_at=timezone.now(), ended_by=actor)
    ):
        raise RoleEndedError
    role.refresh_from_db()
    forget_kept(role.user)
    send(
        MEMBERSHIP, role.user, lambda: letters.role_ended(role), dedupe_key=f"role:{role.pk}:ended"
    )
