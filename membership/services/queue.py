"""Whose turn it is to review, and reminders of what waits too long."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.utils import timezone

from membership.enums import Capability, Role
from membership.letters import applications as letters
from membership.letters.kinds import REVIEW
from membership.models import Application, Region, RegionalRole
from membership.scope import knows_shielded_in, regions_for, users_with
from notifications.services import send

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from accounts.models import User
    from membership.models import ApplicationEvent
    from notifications.letters import Letter

#: Days after which those who hold a role are reminded of an application that waits.
REMINDERS = ((14, Role.COORDINATOR), (21, Role.DEPUTY), (28, Role.SECRETARY))
#: Days after which the secretariat may take an application over from its region.
TAKE_OVER_DAYS = 28


def secretariat() -> Region:
    """Return the region that reaches all others."""
    return Region.objects.get(is_secretariat=True)


def _may_ever(application: Application, people: Iterable[User]) -> list[User]:
    """Leave out the applicant, and on appeal whoever declined before."""
    never = {application.user_id}
    if application.appealed_at is not None:
        never.add(application.declined_by_id)
    return [person for person in people if person.pk not in never]


def secretaries_of(application: Application) -> list[User]:
    """Return those of the secretariat who may ever review an application."""
    return _may_ever(application, users_with(Capability.REVIEW_SHIELDED, secretariat()))


def reviewers_of(application: Application) -> list[User]:
    """Return those whose turn it is to review an application.

    The region's reviewers; the secretariat for shielded ones, appeals, what it took over, and
    where a region has nobody else.
    """
    central = secretaries_of(application)
    if application.region is None or application.is_shielded or application.appealed_at:
        return central
    own = _may_ever(application, users_with(Capability.REVIEW, application.region))
    if application.taken_over_at is not None:
        own += [person for person in central if person not in own]
    return own or central


def may_take_over(application: Application, actor: User) -> bool:
    """Return whether someone of the secretariat may take an application over from its region.

    An appeal is the secretariat's as it is; whoever declined before has no part in it.
    """
    return (
        application.is_waiting
        and application.appealed_at is None
        and application.taken_over_at is None
        and application.age >= timedelta(days=TAKE_OVER_DAYS)
        and application.region_id in knows_shielded_in(actor)
        and actor not in reviewers_of(application)
    )


def shielded_count(actor: User) -> int:
    """Return how many shielded applications wait in someone's regions that she may not read."""
    return (
        Application.objects.waiting()
        .filter(is_shielded=True, region_id__in=regions_for(actor, Capability.REVIEW))
        .exclude(region_id__in=knows_shielded_in(actor))
        .exclude(user_id=actor.pk)
        .count()
    )


def review_prefix(application: Application) -> str:
    """Return how the keys of all mails to reviewers about an application begin."""
    return f"review:{application.token}:"


def tell_reviewers(
    application: Application, event: ApplicationEvent, write: Callable[[], Letter]
) -> None:
    """Write to those whose turn it is, each in her language."""
    for person in reviewers_of(application):
        key = f"{review_prefix(application)}{event.pk}:{person.token}"
        send(REVIEW, person, write, dedupe_key=key)


def _reminded(application: Application, role: Role) -> list[User]:
    """Return those who hold a role for an application; the secretariat where nobody does."""
    central = role == Role.SECRETARY or application.is_shielded or application.appealed_at
    region = secretariat() if central or application.region is None else application.region
    held = RegionalRole.objects.current().filter(
        region=region, role=Role.SECRETARY if central else role, user__is_active=True
    )
    people = [row.user for row in held.select_related("user")]
    return _may_ever(application, dict.fromkeys(people))


def remind(now: datetime) -> int:
    """Remind of what waits for 14, 21 and 28 days, each person once each; returns how many mails.

    The keys carry since when it waits: after an answer the days are counted anew.
    """
    written = 0
    waiting = Application.objects.waiting().filter(
        waiting_since__lte=now - timedelta(days=REMINDERS[0][0])
    )
    for application in waiting.select_related("region", "country"):
        for days, role in REMINDERS:
            if now - application.waiting_since < timedelta(days=days):
                continue
            since = f"{application.waiting_since:%Y%m%d%H%M%S}"
            for person in _reminded(application, role):
                key = f"{review_prefix(application)}{days}d:{since}:{person.token}"
                write = partial(letters.waits, application, days)
                mail = send(REVIEW, person, write, dedupe_key=key)
                written += mail is not None
    return written


def waiting_days(application: Application) -> int:
    """Return for how many whole days an application has waited."""
    return (timezone.now() - application.waiting_since).days
