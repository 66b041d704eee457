"""Applications for membership in every state, made by their applicants and reviewers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from home.demo.accounts import make_user
from home.demo.past import happening
from membership.models import (
    Application,
    ApplicationEvent,
    AttestationText,
    DuesCharge,
    Member,
    MemberEvent,
    Region,
)
from membership.services import aging, applications, reviews
from privacy.models import SealedFile
from taxonomy.models import Country

if TYPE_CHECKING:
    from collections.abc import Mapping

RESUMES = Path(__file__).parent / "files" / "resumes"
#: What a block about an application writes.
MODELS = (Application, ApplicationEvent, SealedFile, Member, MemberEvent, DuesCharge)
#: What the demo's files tell of an applicant in the words of the form.
_FIELDS = (
    *("first_name", "last_name", "profession", "organisation", "admissions"),
    *("languages", "statement"),
)


@transaction.atomic
def build_application(item: Mapping[str, Any]) -> None:
    """Make an application and let happen what the demo's files tell, step by step.

    Somebody who has applied is left alone, whatever has become of it.
    """
    if Application.objects.filter(user__email=item["email"]).exists():
        return
    days = item["begun_days_ago"]
    with happening(days, User, *MODELS):
        # Her name goes to her account with the approval, and not before.
        user = make_user(item["email"], language=item["language"], time_zone=item["time_zone"])
        application = applications.save_draft(
            user,
            {name: item[name] for name in _FIELDS}
            | {
                "country": Country.objects.get(iso2=item["country"]),
                "represents_employers": item.get("represents_employers", False),
                "conflicts_text": item.get("conflicts", ""),
                "is_shielded": item.get("is_shielded", False),
            },
            _resume(item),
        )
    for step in item.get("steps", ()):
        application.refresh_from_db()
        with happening(step["days_ago"], *MODELS):
            _take_step(application, user, step)


def _resume(item: Mapping[str, Any]) -> SimpleUploadedFile | None:
    """Return the résumé as it would be uploaded: one of the shipped files, or plain text."""
    resume = item.get("resume")
    if resume is None:
        return None
    if "file" in resume:
        return SimpleUploadedFile(resume["file"], (RESUMES / resume["file"]).read_bytes())
    return SimpleUploadedFile("resume.txt", "\n".join(resume["text"]).encode())


def _take_step(application: Application, user: User, step: Mapping[str, Any]) -> None:
    """Let the applicant or the region's coordinator do the next thing."""
    words, note = step.get("words", ""), step.get("note", "")
    match step["do"]:
        case "submit":
            applications.submit(application, AttestationText.objects.current(user.language))
        case "answer":
            applications.answer(application, user, words)
        case "appeal":
            applications.appeal(application, user, words)
        case "withdraw":
            applications.withdraw(application, user)
        case "expire":
            aging.expire(timezone.now())
        case "review":
            reviews.begin_review(application, _reviewer(application))
        case "note":
            reviews.add_note(application, _reviewer(application), note)
        case "ask":
            reviews.request_info(application, _reviewer(application), words=words, note=note)
        case "approve":
            reviews.approve(application, _reviewer(application), words=words, note=note)
        case "decline":
            reviews.decline(application, _reviewer(application), words=words, note=note)
        case "transfer":
            region = Region.objects.get(code=step["region"])
            reviews.propose_transfer(application, _reviewer(application), region, note)


def _reviewer(application: Application) -> User:
    if application.region is None:
        raise ValueError("Nobody reviews what has not been submitted.")
    return User.objects.get(email=f"coordinator-{application.region.code}@example.org")
