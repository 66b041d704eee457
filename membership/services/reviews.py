"""What reviewers do with an application.

Each verb locks the application through the reviewer's own scope, so that what lies outside does
not exist for her, and moves it from the states it expects. Of two reviewers at once one decides;
the other is told what was decided.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from membership.enums import ApplicationStatus, ApplicationVerb, Capability
from membership.letters import applications as letters
from membership.letters.kinds import REVIEW
from membership.models import Application
from membership.scope import users_with
from membership.services import queue
from membership.services.applications import (
    APPEAL_DAYS,
    INFO_DAYS,
    hold_account,
    record,
    tell_applicant,
)
from membership.services.members import admit
from notifications.services import cancel, send

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.utils.functional import Promise

    from accounts.models import User
    from membership.models import Region


class ReviewError(Exception):
    """Something a reviewer cannot do as things stand; `message` says why, translated."""

    message: Promise | str = _("This cannot be done as things stand.")


class AlreadyDecidedError(ReviewError):
    """The application has moved on meanwhile; `status` says where to."""

    def __init__(self, status: str) -> None:
        """Remember what it has become."""
        super().__init__(status)
        self.status = ApplicationStatus(status)
        self.message = gettext("This application has been changed meanwhile: %(status)s.") % {
            "status": self.status.label
        }


class NotYourTurnError(ReviewError):
    """Somebody reviews what others have to review first, or decides twice."""

    message = _("It is for other reviewers to decide about this application.")


class WordsNeededError(ReviewError):
    """An applicant would be asked or refused without a word."""

    message = _("Please write to the applicant.")


class TransferError(ReviewError):
    """An application cannot go to that region."""

    message = _("This application cannot be transferred there.")


# --- Reading --------------------------------------------------------------------------------


@transaction.atomic
def begin_review(application: Application, actor: User) -> Application:
    """Take a submitted application into review. Raises what `_taken` raises."""
    taken = _taken(application, actor, [ApplicationStatus.SUBMITTED])
    _change(taken, status=ApplicationStatus.IN_REVIEW)
    record(taken, ApplicationVerb.REVIEW_BEGUN, actor, ApplicationStatus.SUBMITTED)
    return taken


@transaction.atomic
def add_note(application: Application, actor: User, note: str) -> Application:
    """Write a note for the other reviewers, at any time until the application is emptied.

    Raises Application.DoesNotExist outside the actor's scope, WordsNeededError, and ReviewError for
    what nobody reads any more.
    """
    seen = _locked(application, actor)
    if not note.strip():
        raise WordsNeededError
    if not seen.is_readable:
        raise ReviewError
    record(seen, ApplicationVerb.NOTED, actor, seen.status, note=note)
    return seen


@transaction.atomic
def request_info(
    application: Application, actor: User, *, words: str, note: str = ""
) -> Application:
    """Ask the applicant something; it is her turn then. Raises what `_taken` raises.

    A first approval falls: what is answered may change it.
    """
    taken = _taken(application, actor, ApplicationStatus.waiting())
    if not words.strip():
        raise WordsNeededError
    before, now = taken.status, timezone.now()
    _change(
        taken,
        status=ApplicationStatus.INFO_REQUESTED,
        waiting_since=now,
        first_approval_by=None,
        transfer_to=None,
    )
    event = record(taken, ApplicationVerb.INFO_REQUESTED, actor, before, words=words, note=note)
    cancel(queue.review_prefix(taken))
    until = (now + timedelta(days=INFO_DAYS)).date()
    tell_applicant(taken, event, lambda: letters.info_requested(taken, words, until))
    return taken


# --- Deciding -------------------------------------------------------------------------------


@transaction.atomic
def approve(
    application: Application, actor: User, *, words: str = "", note: str = ""
) -> Application:
    """Approve an application: its applicant becomes a member and is told.

    Where she represents employers the first approval waits for another person's. Raises what
    `_taken` raises, and membership.services.members.AlreadyMemberError.
    """
    taken = _taken(application, actor, ApplicationStatus.waiting())
    before = taken.status
    if taken.needs_two and taken.first_approval_by_id is None:
        return _approve_first(taken, actor, note)
    if taken.needs_two and taken.first_approval_by_id == actor.pk:
        raise NotYourTurnError
    _decide(taken, actor, ApplicationStatus.APPROVED)
    if taken.user is None or taken.country is None:
        raise ReviewError
    user = taken.user
    user.first_name, user.last_name = taken.first_name, taken.last_name
    user.save(update_fields=["first_name", "last_name"])
    admit(user, country=taken.country, languages=taken.languages, shielded=taken.is_shielded)
    # From now on her name stands in one place, her account, where she can change it.
    _change(taken, first_name="", last_name="")
    event = record(taken, ApplicationVerb.APPROVED, actor, before, words=words, note=note)
    tell_applicant(taken, event, lambda: letters.approved(taken, words))
    return taken


def _approve_first(taken: Application, actor: User, note: str) -> Application:
    before = taken.status
    status = before if taken.appealed_at else ApplicationStatus.IN_REVIEW
    _change(taken, status=status, first_approval_by=actor)
    event = record(taken, ApplicationVerb.APPROVED_FIRST, actor, before, note=note)
    others = [person for person in queue.reviewers_of(taken) if person != actor] or [
        person for person in queue.secretaries_of(taken) if person != actor
    ]
    for person in others:
        key = f"{queue.review_prefix(taken)}{event.pk}:{person.token}"
        send(REVIEW, person, lambda: letters.second_approval(taken), dedupe_key=key)
    return taken


@transaction.atomic
def decline(application: Application, actor: User, *, words: str, note: str = "") -> Application:
    """Decline an application with words to its applicant. Raises what `_taken` raises.

    She may appeal once; a declined appeal is final.
    """
    taken = _taken(application, actor, ApplicationStatus.waiting())
    if not words.strip():
        raise WordsNeededError
    before = taken.status
    _decide(taken, actor, ApplicationStatus.DECLINED)
    event = record(taken, ApplicationVerb.DECLINED, actor, before, words=words, note=note)
    until = None
    if taken.appealed_at is None:
        until = (timezone.now() + timedelta(days=APPEAL_DAYS)).date()
    tell_applicant(taken, event, lambda: letters.declined(taken, words, until))
    return taken


def _decide(taken: Application, actor: User, status: ApplicationStatus) -> None:
    _change(taken, status=status, decided_at=timezone.now(), decided_by=actor, transfer_to=None)
    cancel(queue.review_prefix(taken))


# --- Passing on -----------------------------------------------------------------------------


@transaction.atomic
def take_over(application: Application, actor: User) -> Application:
    """Let the secretariat decide what has waited too long in its region.

    Raises Application.DoesNotExist outside the actor's scope, NotYourTurnError before the time.
    """
    seen = _locked(application, actor)
    if not seen.is_waiting:
        raise AlreadyDecidedError(seen.status)
    if not queue.may_take_over(seen, actor):
        raise NotYourTurnError
    _change(seen, taken_over_at=timezone.now())
    record(seen, ApplicationVerb.TAKEN_OVER, actor, seen.status)
    return seen


@transaction.atomic
def propose_transfer(
    application: Application, actor: User, region: Region, note: str = ""
) -> Application:
    """Offer an application to another region; it moves when that region accepts.

    Raises what `_taken` raises, TransferError for a shielded one, an appeal, the secretariat, or
    the region it is in.
    """
    taken = _taken(application, actor, ApplicationStatus.waiting())
    is_elsewhere = region.pk != taken.region_id and not region.is_secretariat
    if taken.is_shielded or taken.appealed_at or not is_elsewhere:
        raise TransferError
    _change(taken, transfer_to=region)
    event = record(taken, ApplicationVerb.TRANSFER_PROPOSED, actor, taken.status, note=note)
    for person in users_with(Capability.REVIEW, region):
        if person.pk != taken.user_id:
            key = f"{queue.review_prefix(taken)}{event.pk}:{person.token}"
            send(REVIEW, person, lambda: letters.transfer_offered(taken), dedupe_key=key)
    return taken


@transaction.atomic
def accept_transfer(application: Application, actor: User) -> Application:
    """Take an offered application into one's own region.

    Raises Application.DoesNotExist where it is not offered to a region of the actor's.
    """
    offered = (
        Application.objects.offered_to(actor).select_for_update(of=("self",)).get(pk=application.pk)
    )
    _change(
        offered,
        region=offered.transfer_to,
        transfer_to=None,
        taken_over_at=None,
        first_approval_by=None,
    )
    event = record(offered, ApplicationVerb.TRANSFERRED, actor, offered.status)
    queue.tell_reviewers(offered, event, lambda: letters.to_review(offered))
    return offered


@transaction.atomic
def refuse_transfer(application: Application, actor: User, note: str = "") -> Application:
    """Leave an offered application in its region. Raises Application.DoesNotExist as above."""
    offered = (
        Application.objects.offered_to(actor).select_for_update(of=("self",)).get(pk=application.pk)
    )
    _change(offered, transfer_to=None)
    event = record(offered, ApplicationVerb.TRANSFER_REFUSED, actor, offered.status, note=note)
    queue.tell_reviewers(offered, event, lambda: letters.to_review(offered))
    return offered


# --- What every verb does -------------------------------------------------------------------


def _locked(application: Application, actor: User) -> Application:
    """Return an application in the actor's scope, held until the end of the transaction.

    Raises Application.DoesNotExist.
    """
    hold_account(application.user_id)
    return Application.objects.for_actor(actor).select_for_update().get(pk=application.pk)


def _taken(application: Application, actor: User, before: Collection[str]) -> Application:
    """Return an application that it is the actor's turn to review.

    Raises Application.DoesNotExist outside her scope, AlreadyDecidedError in another state than
    those, NotYourTurnError where it is for others.
    """
    taken = _locked(application, actor)
    if taken.status not in before:
        raise AlreadyDecidedError(taken.status)
    if not is_turn_of(taken, actor):
        raise NotYourTurnError
    return taken


def is_turn_of(application: Application, actor: User) -> bool:
    """Return whether someone may decide; for a second approval the secretariat may too."""
    if actor in queue.reviewers_of(application):
        return True
    is_second = application.first_approval_by_id not in (None, actor.pk)
    return is_second and actor in queue.secretaries_of(application)


def _change(application: Application, **changes: Any) -> None:
    """Write changes if nobody changed the state meanwhile. Raises AlreadyDecidedError."""
    rows = Application.objects.filter(pk=application.pk, status=application.status)
    if not rows.update(**changes):
        raise AlreadyDecidedError(Application.objects.get(pk=application.pk).status)
    application.refresh_from_db()
