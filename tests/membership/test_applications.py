"""What applicants do with an application, and what time does to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.db import connection
from django.utils import timezone

from membership.enums import ApplicationStatus, ApplicationVerb
from membership.models import Application, ApplicationEvent, AttestationText
from membership.services import aging, applications, reviews
from membership.services.members import AlreadyMemberError
from notifications.models import OutgoingMail
from tests.accounts.factories import UserFactory
from tests.membership.factories import (
    RESUME_TEXT,
    MemberFactory,
    draft_application,
    person,
    resume,
    submitted_application,
)

pytestmark = pytest.mark.django_db


def keys(prefix: str) -> list[str]:
    """Return the keys of what was written, by their beginning."""
    return list(
        OutgoingMail.objects.filter(dedupe_key__startswith=prefix).values_list(
            "dedupe_key", flat=True
        )
    )


def asked(user=None):
    """Return an application whose reviewer has asked something."""
    application = submitted_application(user)
    return reviews.request_info(application, person("coordinator"), words="Which court?")


# --- Drafts ---------------------------------------------------------------------------------


def test_a_draft_keeps_itself_and_needs_nothing():
    user = UserFactory()
    first = applications.save_draft(user, {"first_name": "Quillon"})
    second = applications.save_draft(user, {"last_name": "Erfunden"}, resume())

    assert second.pk == first.pk
    assert (second.first_name, second.last_name) == ("Quillon", "Erfunden")
    assert second.resume.name == "resume.txt"
    assert second.status == ApplicationStatus.DRAFT
    assert "statement" in applications.missing(second)


def test_a_new_resume_destroys_the_one_before():
    draft = draft_application()
    before = draft.resume
    applications.save_draft(draft.user, {}, resume("again.txt"))
    before.refresh_from_db()
    draft.refresh_from_db()

    assert before.is_shredded
    assert draft.resume.name == "again.txt"


def test_a_person_has_one_open_application_and_a_member_none():
    submitted = submitted_application()
    with pytest.raises(applications.NotOpenError):
        applications.save_draft(submitted.user, {"first_name": "Other"})
    assert Application.objects.of_applicant(submitted.user).count() == 1
    with pytest.raises(AlreadyMemberError):
        applications.save_draft(person("member"), {})
    assert applications.may_begin(person("lapsed"))


def test_only_what_an_applicant_writes_is_taken_from_her():
    draft = applications.save_draft(
        UserFactory(), {"status": "approved", "region": 1, "first_name": "Tamborin"}
    )
    assert draft.status == ApplicationStatus.DRAFT
    assert draft.region is None


# --- Submitting -----------------------------------------------------------------------------


def test_submitting_sets_the_region_from_the_country_and_tells_both_sides():
    coordinator, elsewhere = person("coordinator"), person("coordinator_other_region")
    application = submitted_application(iso2="NG")

    assert application.region.code == "africa"
    assert application.status == ApplicationStatus.SUBMITTED
    assert application.attestation_language == "en"
    assert len(keys(f"application:{application.token}:")) == 1
    told = keys(f"review:{application.token}:")
    assert [key.rpartition(":")[2] for key in told] == [coordinator.token]
    assert elsewhere.token not in str(told)


def test_an_incomplete_draft_is_not_submitted():
    draft = draft_application(statement="", represents_employers=True, file=False)
    with pytest.raises(applications.IncompleteError) as error:
        applications.submit(draft, AttestationText.objects.current("en"))
    assert error.value.missing == ["statement", "resume", "conflicts_text"]
    draft.refresh_from_db()
    assert draft.status == ApplicationStatus.DRAFT


def test_submitting_twice_does_it_once():
    application = submitted_application()
    with pytest.raises(applications.NotOpenError):
        applications.submit(application, AttestationText.objects.current("en"))
    assert application.events.count() == 1


def test_a_shielded_application_tells_the_secretariat_only():
    coordinator, secretary = person("coordinator"), person("secretary")
    application = submitted_application(is_shielded=True)
    told = [key.rpartition(":")[2] for key in keys(f"review:{application.token}:")]
    assert told == [secretary.token]
    assert coordinator.token not in told


def test_a_reviewer_who_applies_is_not_told_of_her_own():
    coordinator = person("ended_coordinator")
    coordinator.member.delete()
    coordinator.regional_roles.update(ends_on=None)
    secretary = person("secretary")
    application = submitted_application(coordinator)
    told = [key.rpartition(":")[2] for key in keys(f"review:{application.token}:")]
    assert told == [secretary.token]


# --- What is sealed -------------------------------------------------------------------------


def test_personal_texts_and_the_resume_are_sealed_at_rest():
    application = submitted_application()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT first_name, last_name, statement, organisation FROM membership_application"
        )
        stored = str(cursor.fetchall())
    with storages["private"].open(application.resume.storage_name) as blob:
        content = blob.read()
    for text in ("Marvalinda", "Ficticia", "dock workers", "Law Centre"):
        assert text not in stored
    assert RESUME_TEXT not in content
    assert application.statement.startswith("I defend")


def test_events_are_neither_changed_nor_removed():
    event = submitted_application().events.get()
    event.note_internal = "rewritten"
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()
    assert ApplicationEvent.objects.get(pk=event.pk).note_internal == ""


# --- Answering, withdrawing, appealing ------------------------------------------------------


def test_an_answer_goes_back_to_the_reviewers():
    application = asked()
    applications.answer(application, application.user, "The labour court.", resume("new.txt"))
    application.refresh_from_db()

    assert application.status == ApplicationStatus.IN_REVIEW
    assert application.resume.name == "new.txt"
    assert application.events.last().note_from_applicant == "The labour court."
    with pytest.raises(applications.NotOpenError):
        applications.answer(application, application.user, "Again.")


def test_nobody_answers_for_another():
    application = asked()
    with pytest.raises(Application.DoesNotExist):
        applications.answer(application, UserFactory(), "It was me.")
    application.refresh_from_db()
    assert application.status == ApplicationStatus.INFO_REQUESTED


def test_withdrawing_closes_it_and_hides_its_texts():
    application = submitted_application()
    applications.withdraw(application, application.user)
    application.refresh_from_db()

    assert application.status == ApplicationStatus.WITHDRAWN
    assert not application.is_readable
    with pytest.raises(applications.NotOpenError):
        applications.withdraw(application, application.user)
    assert applications.may_begin(application.user)


def test_a_decision_is_appealed_once_and_in_time():
    coordinator, secretary = person("coordinator"), person("secretary")
    application = submitted_application()
    reviews.decline(application, coordinator, words="Not enough.")
    application.refresh_from_db()
    application = applications.appeal(application, application.user, "Please look again.")

    assert application.status == ApplicationStatus.APPEALED
    assert application.declined_by == coordinator
    with pytest.raises(reviews.NotYourTurnError):
        reviews.approve(application, coordinator)
    reviews.decline(application, secretary, words="Still not enough.")
    application.refresh_from_db()
    with pytest.raises(applications.NotOpenError):
        applications.appeal(application, application.user, "Once more.")

    late = submitted_application()
    reviews.decline(late, coordinator, words="No.")
    Application.objects.filter(pk=late.pk).update(decided_at=timezone.now() - timedelta(days=61))
    with pytest.raises(applications.NotOpenError):
        applications.appeal(late, late.user, "Too late.")


def test_the_secretary_who_declined_does_not_decide_the_appeal():
    decider, other = person("secretary"), person("secretary")
    application = submitted_application(is_shielded=True)
    reviews.decline(application, decider, words="No.")
    application.refresh_from_db()
    applications.appeal(application, application.user, "Please.")
    with pytest.raises(reviews.NotYourTurnError):
        reviews.approve(application, decider)
    reviews.approve(application, other)
    application.refresh_from_db()
    assert application.status == ApplicationStatus.APPROVED


def test_who_declined_gives_no_second_approval_on_appeal_either():
    decider, first, second = (person("secretary") for _secretary in range(3))
    application = submitted_application(
        is_shielded=True, represents_employers=True, conflicts_text="A port."
    )
    reviews.decline(application, decider, words="No.")
    applications.appeal(application, application.user, "Please.")
    reviews.approve(application, first)
    Application.objects.update(waiting_since=timezone.now() - timedelta(days=29))
    for refused in (
        lambda: reviews.take_over(application, decider),
        lambda: reviews.approve(application, decider),
        lambda: reviews.decline(application, decider, words="Still no."),
    ):
        with pytest.raises(reviews.NotYourTurnError):
            refused()
    reviews.approve(application, second)
    application.refresh_from_db()
    assert application.status == ApplicationStatus.APPROVED


# --- Time -----------------------------------------------------------------------------------


def test_a_draft_expires_after_30_days_and_can_be_taken_up_again():
    draft = draft_application()
    assert aging.expire(timezone.now() + timedelta(days=29)) == 0
    assert aging.expire(timezone.now() + timedelta(days=30, minutes=1)) == 1
    draft.refresh_from_db()
    assert draft.status == ApplicationStatus.EXPIRED
    again = applications.save_draft(draft.user, {"last_name": "Imaginaire"})
    assert again.pk == draft.pk
    assert again.first_name == "Marvalinda"


def test_an_unanswered_question_expires_after_60_days_once():
    application = asked()
    later = timezone.now() + timedelta(days=60, minutes=1)
    assert aging.expire(timezone.now() + timedelta(days=59)) == 0
    assert aging.expire(later) == 1
    assert aging.expire(later) == 0
    application.refresh_from_db()
    assert application.status == ApplicationStatus.EXPIRED
    assert application.events.last().verb == ApplicationVerb.EXPIRED


def test_a_resume_is_destroyed_on_its_applicants_word_alone():
    application = submitted_application()
    file = application.resume
    with pytest.raises(Application.DoesNotExist):
        applications.remove_resume(application, UserFactory())
    applications.remove_resume(application, application.user)
    file.refresh_from_db()
    assert file.is_shredded
    assert application.events.last().verb == ApplicationVerb.RESUME_REMOVED


def test_the_string_of_an_application_tells_nothing_of_the_person():
    application = submitted_application()
    assert str(application) == application.reference
    assert str(application.events.get()).startswith(application.reference)
    assert "Ficticia" not in repr(application)


def test_whoever_was_a_shielded_member_applies_anew_to_the_secretariat_only():
    former, other = MemberFactory(ended=True, is_shielded=True), MemberFactory(ended=True)
    assert submitted_application(former.user).is_shielded
    assert not submitted_application(other.user).is_shielded
