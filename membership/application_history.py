"""What has happened to an application: one telling for the applicant, one for its reviewers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from membership.enums import ApplicationStatus, ApplicationVerb, Surface
from membership.presentation import present
from membership.services.applications import may_appeal

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from membership.audiences import Viewer
    from membership.models import Application, ApplicationEvent


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened, as the applicant is told it: never who did it."""

    at: datetime
    text: str
    told: str = ""
    written: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, as reviewers read it."""

    at: datetime
    text: str
    who: str
    event: ApplicationEvent


def steps_of(application: Application) -> list[Step]:
    """Return what the applicant may know, the latest first."""
    sentences = {
        ApplicationVerb.SUBMITTED: _("You submitted your application."),
        ApplicationVerb.REVIEW_BEGUN: _("Reviewers began to read it."),
        ApplicationVerb.INFO_REQUESTED: _("The reviewers asked you something."),
        ApplicationVerb.ANSWERED: _("You answered."),
        ApplicationVerb.APPROVED: _("Your application was approved."),
        ApplicationVerb.DECLINED: _("Your application was declined."),
        ApplicationVerb.APPEALED: _("You appealed."),
        ApplicationVerb.WITHDRAWN: _("You withdrew your application."),
        ApplicationVerb.EXPIRED: _("Your application was closed."),
        ApplicationVerb.RESUME_REMOVED: _("You removed your résumé."),
        ApplicationVerb.TRANSFERRED: _("It was passed on to the reviewers of another region."),
    }
    events = application.events.for_applicant().order_by("-at", "-pk")
    return [
        Step(
            event.at,
            sentences[ApplicationVerb(event.verb)],
            event.note_to_applicant,
            event.note_from_applicant,
        )
        for event in events
    ]


def next_step(application: Application) -> str:
    """Say to the applicant, in a sentence, what happens next."""
    if application.status == ApplicationStatus.APPROVED:
        return _("You are a member of the network.")
    if application.status == ApplicationStatus.DECLINED:
        if application.appealed_at is not None:
            return _("The decision on your appeal is final.")
        if may_appeal(application):
            return _("If you think that the decision is wrong, you may appeal once within 60 days.")
        return _("Your application was declined.")
    readers = (
        _("the secretariat")
        if application.is_shielded or application.appealed_at
        else str(application.region or "")
    )
    return {
        ApplicationStatus.DRAFT: _("It is yours alone until you submit it."),
        ApplicationStatus.SUBMITTED: _("It waits for its reviewers: %(readers)s."),
        ApplicationStatus.IN_REVIEW: _("Its reviewers are reading it: %(readers)s."),
        ApplicationStatus.INFO_REQUESTED: _("The reviewers wait for your answer."),
        ApplicationStatus.APPEALED: _(
            "The secretariat decides; whoever decided before takes no part."
        ),
        ApplicationStatus.WITHDRAWN: _("Nobody reads it, and it is deleted within 30 days."),
        ApplicationStatus.EXPIRED: _("Nobody reads it, and it is deleted within 30 days."),
    }[ApplicationStatus(application.status)] % {"readers": readers}


def entries_of(application: Application, actor: User, viewer: Viewer) -> list[Entry]:
    """Return everything that happened, for reviewers, the latest first."""
    events = application.events.select_related(
        "actor__member__user", "actor__member__country"
    ).order_by("-at", "-pk")
    return [
        Entry(
            event.at,
            str(ApplicationVerb(event.verb).label),
            _who(event, application, actor, viewer),
            event,
        )
        for event in events
    ]


def _who(event: ApplicationEvent, application: Application, actor: User, viewer: Viewer) -> str:
    if event.actor is None:
        return _("the network’s rules")
    if event.actor_id == actor.pk:
        return _("you")
    if event.actor_id == application.user_id:
        return _("the applicant")
    member = getattr(event.actor, "member", None)
    return present(member, viewer, Surface.ADMIN).name if member else str(event.actor)
