"""What applicants do: write, submit, answer, withdraw, appeal.

Every verb is one transaction that moves the application from the states it expects, or raises.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from membership.enums import ApplicationStatus, ApplicationVerb, MemberStatus
from membership.letters import applications as letters
from membership.letters.kinds import APPLICATION
from membership.models import Application, ApplicationEvent, AttestationText, Member
from membership.scope import region_of
from membership.services.invitations import invitation_of
from membership.services.members import AlreadyMemberError
from membership.services.queue import review_prefix, tell_reviewers
from notifications.services import cancel, send
from privacy.files import keep_file, shred

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.core.files.uploadedfile import UploadedFile

    from accounts.models import User
    from notifications.letters import Letter

#: What an applicant writes; everything else follows from what she and others do.
DRAFT_FIELDS = (
    "first_name",
    "last_name",
    "country",
    "profession",
    "organisation",
    "admissions",
    "website",
    "languages",
    "statement",
    "represents_employers",
    "conflicts_text",
    "is_shielded",
)
#: What is needed before it can be submitted; `conflicts_text` with a yes to the question before it.
NEEDED = (
    "first_name",
    "last_name",
    "country",
    "profession",
    "languages",
    "statement",
    "represents_employers",
    "resume",
)
RESUME = "resume"
INFO_DAYS = 60
APPEAL_DAYS = 60


class ApplicationError(Exception):
    """Something an applicant cannot do as things stand."""


class NotOpenError(ApplicationError):
    """The application is no longer in the state the verb starts from."""


class IncompleteError(ApplicationError):
    """An application is submitted without what is needed; `missing` names the fields."""

    def __init__(self, missing: list[str]) -> None:
        """Name the fields."""
        super().__init__(", ".join(missing))
        self.missing = missing


class AttestationError(ApplicationError):
    """The attestation was not given in the wording that holds today."""


# --- Drafts ---------------------------------------------------------------------------------


def latest_application(user: User) -> Application | None:
    """Return someone's latest application."""
    return Application.objects.of_applicant(user).select_related("resume").first()


def may_begin(user: User) -> bool:
    """Return whether someone may begin an application: no member, and none of hers is open.

    After a declined one she may begin anew once it has been emptied.
    """
    if Member.objects.filter(user=user, status=MemberStatus.ACTIVE).exists():
        return False
    return not (
        Application.objects.of_applicant(user)
        .filter(status__in=[*ApplicationStatus.open(), ApplicationStatus.DECLINED])
        .filter(purged_at__isnull=True)
        .exists()
    )


def can_be_taken_up(application: Application) -> bool:
    """Return whether an expired draft is still there to go on with."""
    return (
        application.status == ApplicationStatus.EXPIRED
        and application.submitted_at is None
        and application.purged_at is None
    )


def _draft_of(user: User) -> Application:
    """Return someone's draft, locked; begins one, or takes up one that has expired.

    Her account is locked first, so two windows begin one draft. Raises AlreadyMemberError, and
    NotOpenError where an application of hers is under way.
    """
    hold_account(user.pk)
    own = Application.objects.of_applicant(user).select_for_update()
    if draft := own.filter(status=ApplicationStatus.DRAFT).first():
        return draft
    if Member.objects.filter(user=user, status=MemberStatus.ACTIVE).exists():
        raise AlreadyMemberError
    if not may_begin(user):
        raise NotOpenError
    expired = own.filter(
        status=ApplicationStatus.EXPIRED, submitted_at__isnull=True, purged_at__isnull=True
    ).first()
    if expired is None:
        return Application.objects.create(user=user)
    expired.status = ApplicationStatus.DRAFT
    expired.save(update_fields=["status"])
    return expired


@transaction.atomic
def save_draft(
    user: User, values: Mapping[str, Any], resume: UploadedFile | None = None
) -> Application:
    """Keep what an applicant has written so far, complete or not; begins a draft where none is.

    A new résumé destroys the one before it. Raises AlreadyMemberError, NotOpenError.
    """
    draft = _draft_of(user)
    for name in DRAFT_FIELDS:
        if name in values:
            setattr(draft, name, values[name])
    draft.waiting_since = timezone.now()
    draft.save()
    if resume is not None:
        replace_file(draft, resume)
    return draft


def replace_file(application: Application, resume: UploadedFile) -> None:
    """Keep a résumé, sealed, in place of the one before; call inside a transaction."""
    remove_file(application)
    application.resume = keep_file(resume, owner=application.user, purpose=RESUME)
    application.save(update_fields=["resume"])


def remove_file(application: Application) -> int:
    """Destroy the résumé; returns 1, or 0 where there is none. Call inside a transaction."""
    if application.resume is None:
        return 0
    shred(application.resume)
    application.resume = None
    application.save(update_fields=["resume"])
    return 1


@transaction.atomic
def remove_resume(application: Application, user: User) -> None:
    """Destroy one's own résumé at any time; reviewers see that it was removed."""
    application = _locked(application, user)
    if remove_file(application) and application.submitted_at:
        record(application, ApplicationVerb.RESUME_REMOVED, user, application.status)


# --- Submitting and what follows ------------------------------------------------------------


def missing(application: Application) -> list[str]:
    """Return the fields that are still needed before an application can be submitted."""
    names = [name for name in NEEDED if getattr(application, name) in (None, "", [])]
    if application.represents_employers and not application.conflicts_text.strip():
        names.append("conflicts_text")
    return names


@transaction.atomic
def submit(application: Application, attestation: AttestationText) -> Application:
    """Submit a draft with the attestation its applicant has given, in the wording she read.

    The region follows from the country. She is told, and so are those who review it. Raises
    NotOpenError for what is no draft any more, IncompleteError, AttestationError.
    """
    if application.user is None:
        raise NotOpenError
    draft = _locked(application, application.user)
    if draft.status != ApplicationStatus.DRAFT or draft.user is None:
        raise NotOpenError
    names = missing(draft)
    if names or draft.country is None:
        raise IncompleteError(names)
    if attestation.version != AttestationText.objects.current_version():
        raise AttestationError
    now = timezone.now()
    invitation = invitation_of(draft.user)
    _move(
        draft,
        [ApplicationStatus.DRAFT],
        status=ApplicationStatus.SUBMITTED,
        # Whoever was known to the secretariat only stays so until she says otherwise as a member.
        is_shielded=draft.is_shielded or _was_shielded(draft.user),
        region=region_of(draft.country),
        submitted_at=now,
        waiting_since=now,
        attestation=attestation,
        attested_at=now,
        attestation_language=attestation.language,
        invited_by=invitation.invited_by if invitation else None,
    )
    event = record(draft, ApplicationVerb.SUBMITTED, draft.user, ApplicationStatus.DRAFT)
    tell_applicant(draft, event, lambda: letters.received(draft))
    tell_reviewers(draft, event, lambda: letters.to_review(draft))
    return draft


def _was_shielded(user: User) -> bool:
    return Member.objects.filter(user=user, is_shielded=True).exists()


@transaction.atomic
def answer(
    application: Application, user: User, words: str, resume: UploadedFile | None = None
) -> Application:
    """Answer what reviewers asked; they go on where they were. Raises NotOpenError."""
    asked = _locked(application, user)
    status = ApplicationStatus.APPEALED if asked.appealed_at else ApplicationStatus.IN_REVIEW
    _move(asked, [ApplicationStatus.INFO_REQUESTED], status=status, waiting_since=timezone.now())
    if resume is not None:
        replace_file(asked, resume)
    event = record(
        asked,
        ApplicationVerb.ANSWERED,
        user,
        ApplicationStatus.INFO_REQUESTED,
        from_applicant=words,
    )
    tell_reviewers(asked, event, lambda: letters.answered(asked))
    return asked


@transaction.atomic
def withdraw(application: Application, user: User) -> Application:
    """Take an application back; nobody reads its texts from now on. Raises NotOpenError."""
    own = _locked(application, user)
    before = own.status
    _move(
        own,
        ApplicationStatus.open(),
        status=ApplicationStatus.WITHDRAWN,
        waiting_since=timezone.now(),
        transfer_to=None,
    )
    event = record(own, ApplicationVerb.WITHDRAWN, user, before)
    cancel(review_prefix(own))
    tell_applicant(own, event, lambda: letters.withdrawn(own))
    return own


def may_appeal(application: Application, now: datetime | None = None) -> bool:
    """Return whether a declined application can still be appealed: once, in time, not emptied."""
    return (
        application.status == ApplicationStatus.DECLINED
        and application.appealed_at is None
        and application.purged_at is None
        and application.decided_at is not None
        and application.decided_at >= (now or timezone.now()) - timedelta(days=APPEAL_DAYS)
    )


@transaction.atomic
def appeal(application: Application, user: User, words: str) -> Application:
    """Ask the secretariat to decide again, once; another person does. Raises NotOpenError."""
    declined = _locked(application, user)
    if not may_appeal(declined):
        raise NotOpenError
    now = timezone.now()
    _move(
        declined,
        [ApplicationStatus.DECLINED],
        status=ApplicationStatus.APPEALED,
        appealed_at=now,
        waiting_since=now,
        declined_by=declined.decided_by,
        decided_by=None,
        decided_at=None,
        first_approval_by=None,
        taken_over_at=None,
    )
    event = record(
        declined,
        ApplicationVerb.APPEALED,
        user,
        ApplicationStatus.DECLINED,
        from_applicant=words,
    )
    tell_applicant(declined, event, lambda: letters.appeal_received(declined))
    tell_reviewers(declined, event, lambda: letters.appealed(declined))
    return declined


# --- What every verb does -------------------------------------------------------------------


def hold_account(user_id: int | None) -> None:
    """Hold an applicant's account until the end of the transaction.

    Before her application, as her erasure holds the two: so neither waits for the other for ever.
    """
    if user_id is not None:
        get_user_model().objects.select_for_update(no_key=True).filter(pk=user_id).first()


def _locked(application: Application, user: User) -> Application:
    """Return one's own application as it is now, held until the end of the transaction.

    Raises Application.DoesNotExist for anybody else's.
    """
    hold_account(user.pk)
    return Application.objects.of_applicant(user).select_for_update().get(pk=application.pk)


def _move(application: Application, before: Iterable[ApplicationStatus], **changes: Any) -> None:
    """Change an application if it is in one of the expected states. Raises NotOpenError."""
    rows = Application.objects.filter(pk=application.pk, status__in=list(before))
    if not rows.update(**changes):
        raise NotOpenError
    application.refresh_from_db()


def record(
    application: Application,
    verb: ApplicationVerb,
    actor: User | None,
    before: str,
    *,
    note: str = "",
    words: str = "",
    from_applicant: str = "",
) -> ApplicationEvent:
    """Write down what happened; `note` is for reviewers, `words` for the applicant."""
    return ApplicationEvent.objects.create(
        application=application,
        actor=actor,
        verb=verb,
        from_status=before,
        to_status=application.status,
        note_internal=note.strip(),
        note_to_applicant=words.strip(),
        note_from_applicant=from_applicant.strip(),
    )


def tell_applicant(
    application: Application, event: ApplicationEvent, write: Callable[[], Letter]
) -> None:
    """Write to the applicant, in her language; nobody where the account is gone."""
    if application.user is not None:
        key = f"application:{application.token}:{event.pk}"
        send(APPLICATION, application.user, write, dedupe_key=key)
