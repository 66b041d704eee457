"""What can be done to a membership: each verb in one transaction, from the state it expects.

Every verb writes a `MemberEvent`. What changes how others see a member sends `member_changed`
before the transaction ends, so that nothing prepared for others outlives the change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from accounts.services import end_sessions
from accounts.tokens import revoke_all
from membership.enums import (
    ApplicationStatus,
    Capability,
    Listing,
    MemberStatus,
    MemberVerb,
    NameMode,
)
from membership.letters import members as letters
from membership.letters.kinds import MEMBERSHIP
from membership.models import MEMBERS_GROUP, Application, Member, MemberEvent
from membership.querysets import network_day
from membership.scope import region_of
from membership.services.dues import open_first_period
from membership.services.roles import holds_role, lay_down_roles
from membership.signals import member_changed
from notifications.services import forget_words_about, send

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from accounts.models import User
    from notifications.letters import Letter
    from taxonomy.models import Country


class MemberError(Exception):
    """A verb that cannot be done to a membership as it stands."""


class AlreadyMemberError(MemberError):
    """Someone who is a member is admitted again."""


class StandingChangedError(MemberError):
    """The membership is no longer in the state that the verb starts from."""


class OwnMembershipError(MemberError):
    """Someone uses her role on her own membership."""


class HoldsRoleError(MemberError):
    """The membership of somebody with a role is ended; the role has to end first."""


class SafetyIsOnError(MemberError):
    """How a member is listed cannot be changed while her safety switch is on."""


# --- Standing -------------------------------------------------------------------------------


@transaction.atomic
def admit(
    user: User,
    *,
    country: Country,
    languages: list[str],
    shielded: bool,
    on: date | None = None,
) -> Member:
    """Make someone a member, for the first time or again, and open her first period.

    A shielded member begins hidden, under a pseudonym still to be chosen, with discreet mail, and
    known to the secretariat only.
    Raises AlreadyMemberError for an active member.
    """
    display = _shielded_display() if shielded else {}
    facts: dict[str, Any] = {
        "region": region_of(country),
        "country": country,
        "languages": list(languages),
        "is_shielded": shielded,
        **display,
    }
    member, is_new = Member.objects.get_or_create(
        user=user, defaults={**facts, "joined_on": on or network_day()}
    )
    if not is_new and not Member.objects.filter(
        pk=member.pk, status__in=[MemberStatus.LAPSED, MemberStatus.ENDED]
    ).update(status=MemberStatus.ACTIVE, status_since=timezone.now(), **facts):
        raise AlreadyMemberError
    if shielded and not user.discreet_mail:
        user.discreet_mail = True
        user.save(update_fields=["discreet_mail"])
    _record(member, MemberVerb.ADMITTED)
    open_first_period(member)
    return member


def lapse(member: Member, *, reason: str, actor: User | None = None) -> None:
    """Take a member's rights for the time being; the account stays. She is told.

    Raises StandingChangedError unless she is active; see `_check_actor` for an actor without the
    right to it.
    """
    _move(
        member,
        MemberVerb.LAPSED,
        before=[MemberStatus.ACTIVE],
        after=MemberStatus.LAPSED,
        actor=actor,
        may=[Capability.MANAGE_MEMBERS, Capability.SEE_AMOUNTS],
        reason=reason,
        write=letters.lapsed,
    )


def reinstate(member: Member, *, actor: User | None = None, reason: str = "") -> None:
    """Give a lapsed or former member her rights back. She is told.

    Those who record payments or decide waivers may do it too. Raises StandingChangedError unless
    she is lapsed or has left.
    """
    _move(
        member,
        MemberVerb.REINSTATED,
        before=[MemberStatus.LAPSED, MemberStatus.ENDED],
        after=MemberStatus.ACTIVE,
        actor=actor,
        may=[Capability.MANAGE_MEMBERS, Capability.SEE_AMOUNTS, Capability.REVIEW],
        reason=reason,
        write=letters.reinstated,
    )


@transaction.atomic
def end(member: Member, *, actor: User, reason: str = "") -> None:
    """End a membership; the account stays, the row too. She is told.

    Raises StandingChangedError when it has ended already, HoldsRoleError while she holds a role:
    whoever may give roles ends it first, so that nobody keeps one who is put out.
    """
    _check_actor(member, actor, [Capability.MANAGE_MEMBERS])
    if member.user is not None and holds_role(member.user):
        raise HoldsRoleError
    _move(
        member,
        MemberVerb.ENDED,
        before=[MemberStatus.ACTIVE, MemberStatus.LAPSED],
        after=MemberStatus.ENDED,
        actor=actor,
        may=[Capability.MANAGE_MEMBERS],
        reason=reason,
        write=letters.ended,
    )


@transaction.atomic
def leave(member: Member) -> None:
    """End a membership, and her roles with it, by the member's own wish.

    Raises StandingChangedError when it has ended.
    """
    if member.user is not None:
        lay_down_roles(member.user)
    _move(
        member,
        MemberVerb.ENDED,
        before=[MemberStatus.ACTIVE, MemberStatus.LAPSED],
        after=MemberStatus.ENDED,
        actor=None,
        may=[],
        write=letters.ended,
        as_herself=True,
    )


@transaction.atomic
def change_country(member: Member, country: Country, *, actor: User, reason: str = "") -> None:
    """Move a member to another country, and with it to that country's region. She is told.

    Raises StandingChangedError when she is not where the actor saw her.
    """
    _check_actor(member, actor, [Capability.MANAGE_MEMBERS])
    if not Member.objects.filter(
        pk=member.pk, country_id=member.country_id, region_id=member.region_id
    ).update(country=country, region=region_of(country)):
        raise StandingChangedError
    event = _record(member, MemberVerb.MOVED, actor=actor, reason=reason)
    _tell(member, event, lambda: letters.moved(member, reason))


# --- What others see ------------------------------------------------------------------------


@transaction.atomic
def set_display(
    member: Member,
    *,
    listing: str,
    name_mode: str,
    pseudonym: str,
    hide_country: bool,
    languages: Iterable[str],
    is_shielded: bool,
) -> None:
    """Change how a member is listed and what she is called, by herself.

    Letters to others that call her by another name than from now on are emptied. Where she wants
    to be known to the secretariat only, so is what she has applied for anew. Raises
    SafetyIsOnError while her safety switch is on: it would undo half of it unnoticed.
    """
    if is_shielded:
        # Before her own row is held, in the order in which an approval holds the two.
        Application.objects.filter(user__member=member, status__in=ApplicationStatus.open()).update(
            is_shielded=True, transfer_to=None
        )
    pseudonym = " ".join(pseudonym.split())
    keeps_name = Member.objects.filter(pk=member.pk, name_mode=name_mode, pseudonym=pseudonym)
    is_renamed = not keeps_name.exists()
    if not Member.objects.filter(pk=member.pk, safety_since__isnull=True).update(
        listing=listing,
        name_mode=name_mode,
        pseudonym=pseudonym,
        hide_country=hide_country,
        languages=list(languages),
        is_shielded=is_shielded,
    ):
        raise SafetyIsOnError
    _record(member, MemberVerb.DISPLAYED, actor=member.user)
    if is_renamed and member.user is not None:
        forget_words_about(member.user)


@transaction.atomic
def safety_switch(member: Member, *, actor: User, reason: str = "") -> None:
    """Make a member vanish at once: hidden, called by her pseudonym only, mails without content.

    All her sessions end, her API tokens are revoked, and letters to others that tell of her are
    emptied. By herself without a word; by who manages
    her region's members only with a reason, which she is told. Used again it ends what sessions
    there are by then, and keeps what undoing gives back. Raises ValueError without a reason.
    """
    is_own = actor.pk == member.user_id
    if not is_own:
        _check_actor(member, actor, [Capability.MANAGE_MEMBERS])
        if not reason.strip():
            raise ValueError("Whoever uses the safety switch for another says why.")
    # Held until the end, so that what undoing gives back is what was there.
    member = Member.objects.select_for_update().get(pk=member.pk)
    user = member.user
    before = {
        "listing": member.listing,
        "name_mode": member.name_mode,
        "hide_country": member.hide_country,
        "discreet_mail": user.discreet_mail if user else False,
    }
    Member.objects.filter(pk=member.pk, safety_since__isnull=True).update(
        safety_since=timezone.now(), before_safety=before
    )
    Member.objects.filter(pk=member.pk).update(**_shielded_display())
    if user is not None:
        user.discreet_mail = True
        user.save(update_fields=["discreet_mail"])
        revoke_all(user)
        end_sessions(user)
        # What others were written of her names her as she was called until now.
        forget_words_about(user)
    event = _record(member, MemberVerb.SAFETY_ON, actor=actor, reason=reason)
    if not is_own:
        _tell(member, event, lambda: letters.safety_switched(member, reason))


@transaction.atomic
def undo_safety_switch(member: Member) -> None:
    """Give back what the safety switch took, by the member herself; sessions stay ended.

    Raises StandingChangedError when it is not on.
    """
    member.refresh_from_db()
    before = dict(member.before_safety)
    discreet_mail = before.pop("discreet_mail", True)
    if not Member.objects.filter(pk=member.pk, safety_since__isnull=False).update(
        safety_since=None, before_safety={}, **before
    ):
        raise StandingChangedError
    if member.user is not None:
        member.user.discreet_mail = discreet_mail
        member.user.save(update_fields=["discreet_mail"])
    _record(member, MemberVerb.SAFETY_OFF, actor=member.user)


@transaction.atomic
def forget_member(user: User) -> None:
    """Empty someone's membership of everything personal; the row stays, for true numbers.

    Her roles go with her account.
    """
    member = Member.objects.filter(user=user).first()
    if member is None:
        return
    MemberEvent.objects.filter(member=member).update(reason="", actor=None)
    Member.objects.filter(pk=member.pk).update(
        user=None,
        status=MemberStatus.ENDED,
        status_since=timezone.now(),
        languages=[],
        listing=Listing.HIDDEN,
        name_mode=NameMode.REAL,
        pseudonym="",
        hide_country=True,
        safety_since=None,
        before_safety={},
    )
    user.groups.remove(*Group.objects.filter(name=MEMBERS_GROUP))
    member.refresh_from_db()
    member_changed.send(sender=Member, member=member)


def _shielded_display() -> dict[str, Any]:
    return {
        "listing": Listing.HIDDEN,
        "name_mode": NameMode.PSEUDONYM,
        "hide_country": True,
    }


# --- What every verb does -------------------------------------------------------------------


def _check_actor(member: Member, actor: User, may: Iterable[Capability]) -> None:
    """Refuse an actor without the right to change a member today.

    Raises Member.DoesNotExist outside her regions, as if there were no such member, and for who
    has erased her account; OwnMembershipError for her own membership.
    """
    # Asked of the row as it is now: whom the actor holds may be out of date.
    if not any(
        Member.objects.for_actor(actor, capability)
        .filter(pk=member.pk, user__isnull=False)
        .exists()
        for capability in may
    ):
        raise Member.DoesNotExist
    if actor.pk == member.user_id:
        raise OwnMembershipError


@transaction.atomic
def _move(
    member: Member,
    verb: MemberVerb,
    *,
    before: list[MemberStatus],
    after: MemberStatus,
    actor: User | None,
    may: Iterable[Capability],
    write: Callable[[Member, str], Letter],
    reason: str = "",
    as_herself: bool = False,
) -> None:
    """Change a member's standing, if it is still what the verb starts from.

    Without an actor it is the network's own rule that acts, or the member herself.
    """
    if actor is not None:
        _check_actor(member, actor, may)
    if not Member.objects.filter(pk=member.pk, status__in=before).update(
        status=after, status_since=timezone.now()
    ):
        raise StandingChangedError
    event = _record(member, verb, actor=member.user if as_herself else actor, reason=reason)
    _tell(member, event, lambda: write(member, reason))


def _record(
    member: Member, verb: MemberVerb, *, actor: User | None = None, reason: str = ""
) -> MemberEvent:
    """Write down what was done, keep the group in step and tell the apps above."""
    member.refresh_from_db()
    event = MemberEvent.objects.create(member=member, actor=actor, verb=verb, reason=reason.strip())
    if member.user is not None:
        group, _made = Group.objects.get_or_create(name=MEMBERS_GROUP)
        if member.is_active:
            member.user.groups.add(group)
        else:
            member.user.groups.remove(group)
    member_changed.send(sender=Member, member=member)
    return event


def _tell(member: Member, event: MemberEvent, write: Callable[[], Letter]) -> None:
    """Write to a member what was done; nobody where the account is gone."""
    if member.user is not None:
        send(MEMBERSHIP, member.user, write, dedupe_key=f"member:{member.pk}:{event.pk}")
