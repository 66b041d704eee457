"""Waivers: asked for by the member, decided once, by somebody else of her region, at once in force.

While a request waits nothing happens to the member: no reminder, no lapse. What she wrote is for
the deciders alone and is emptied a year after the decision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from membership.enums import Capability, WaiverState
from membership.letters import dues as letters
from membership.letters.kinds import DUES, REVIEW
from membership.models import Region, WaiverRequest
from membership.models.dues import ZERO
from membership.scope import users_with
from membership.services.dues import (
    AlreadySettledError,
    AmountRefusedError,
    DuesError,
    ask_for_attestation,
    give_time,
    lock,
    reminder_prefix,
    restate,
)
from notifications.services import cancel, send

if TYPE_CHECKING:
    from decimal import Decimal

    from accounts.models import User
    from membership.models import DuesCharge, Member


class AlreadyAskedError(DuesError):
    """A request for these dues waits for a decision already."""


class AlreadyDecidedError(DuesError):
    """Somebody else was faster, or the member has withdrawn her request."""


@transaction.atomic
def request_waiver(
    member: Member, charge: DuesCharge, *, reason: str, asked_amount: Decimal = ZERO
) -> WaiverRequest:
    """Ask to pay less for a year, or nothing.

    Raises AlreadySettledError when nothing is owed any more, AlreadyAskedError while a request
    waits, AmountRefusedError for an offer that is not below what is owed, or one made before a tier
    (and with it a currency) is chosen, AttestationWantedError as `ask_for_attestation`.
    """
    locked = lock(charge.pk)
    if locked.period.member_id != member.pk or not locked.is_open:
        raise AlreadySettledError(_("Nothing is owed any more."))
    ask_for_attestation(locked.period)
    if asked_amount and locked.owed is None:
        raise AmountRefusedError(_("Choose your dues first if you can pay a part of them."))
    if asked_amount < 0 or (locked.owed is not None and asked_amount >= locked.owed):
        raise AmountRefusedError(_("What you can pay must be less than what is due."))
    try:
        with transaction.atomic():
            waiver = WaiverRequest.objects.create(
                charge=locked, asked_amount=asked_amount.quantize(ZERO), reason=reason.strip()
            )
    except IntegrityError as error:
        raise AlreadyAskedError(_("Your request is waiting for a decision already.")) from error
    cancel(reminder_prefix(locked))
    for decider in _deciders(member):
        send(
            REVIEW,
            decider,
            lambda: letters.waiver_waits(waiver),
            dedupe_key=f"waiver:{waiver.pk}:{decider.token}",
        )
    return waiver


def _deciders(member: Member) -> list[User]:
    """Return who may decide for a member: never herself, the secretariat where nobody else may."""
    secretariat = Region.objects.get(is_secretariat=True)
    if member.is_shielded:
        found = users_with(Capability.REVIEW_SHIELDED, secretariat)
    else:
        found = users_with(Capability.REVIEW, member.region)
        if not any(user.pk != member.user_id for user in found):
            found = users_with(Capability.REVIEW, secretariat)
    return [user for user in found if user.pk != member.user_id]


@transaction.atomic
def withdraw_waiver(member: Member, waiver: WaiverRequest) -> None:
    """Take back one's own request; what was due before is due again, with time to pay it.

    Raises AlreadyDecidedError when it no longer waits, WaiverRequest.DoesNotExist for another's.
    """
    charge = lock(waiver.charge_id)
    if charge.period.member_id != member.pk:
        raise WaiverRequest.DoesNotExist
    _close(waiver.pk, WaiverState.WITHDRAWN)
    give_time(charge)


def close_pending(charge: DuesCharge) -> None:
    """Close a request that nobody has to decide any more, since nothing is owed."""
    charge.waivers.pending().update(state=WaiverState.WITHDRAWN, decided_at=timezone.now())


@transaction.atomic
def decide_waiver(
    waiver_id: int,
    actor: User,
    outcome: WaiverState,
    *,
    answer: str = "",
    amount: Decimal | None = None,
) -> WaiverRequest:
    """Grant a request in full or in part, or decline it. The member is told in her language.

    In part she owes `amount`, by default what she offered. Raises WaiverRequest.DoesNotExist
    outside the actor's regions and for her own request, AlreadyDecidedError when it no longer
    waits, AmountRefusedError for a part that is nothing or everything, DuesError when a request is
    declined without a word.
    """
    waiver = (
        WaiverRequest.objects.for_actor(actor, Capability.REVIEW)
        .select_related("charge")
        .get(pk=waiver_id)
    )
    charge = lock(waiver.charge_id)
    _close(waiver.pk, outcome, actor, answer)
    reduced_to = _reduced_to(charge, waiver, outcome, amount)
    if outcome == WaiverState.DECLINED and not answer.strip():
        raise DuesError(_("Say to the member why the request is declined."))
    waiver.refresh_from_db()
    if reduced_to is None:
        give_time(charge)
    else:
        charge.reduced_to = reduced_to
        charge.save(update_fields=["reduced_to"])
        restate(charge)
        if charge.is_open:
            give_time(charge)
    user = charge.period.member.user
    if user is not None:
        send(
            DUES, user, lambda: letters.waiver_decided(waiver), dedupe_key=f"waiver:{waiver.pk}:end"
        )
    return waiver


def _reduced_to(
    charge: DuesCharge, waiver: WaiverRequest, outcome: WaiverState, amount: Decimal | None
) -> Decimal | None:
    """Return what a decision leaves to be paid, None where it changes nothing."""
    if outcome == WaiverState.DECLINED:
        return None
    if outcome == WaiverState.GRANTED:
        return ZERO
    if outcome != WaiverState.PART_GRANTED:
        raise ValueError(f"A request cannot be decided as {outcome}.")
    part = (waiver.asked_amount if amount is None else amount).quantize(ZERO)
    if charge.owed is None or not 0 < part < charge.owed:
        raise AmountRefusedError(
            _("A part must be more than nothing and less than what is due; else grant it in full.")
        )
    return part


def _close(waiver_id: int, state: WaiverState, actor: User | None = None, answer: str = "") -> None:
    """Move a request out of waiting, if it still waits: of two who decide, one does."""
    if not WaiverRequest.objects.filter(pk=waiver_id, state=WaiverState.PENDING).update(
        state=state, decided_by=actor, decided_at=timezone.now(), answer=answer.strip()
    ):
        raise AlreadyDecidedError(_("This request has been decided or withdrawn already."))
