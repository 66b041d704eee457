"""What reviewers do: whose turn it is, what they decide, and that they decide once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone, translation

from membership.enums import ApplicationStatus, ApplicationVerb, Listing, NameMode
from membership.models import Application, Member, RegionalRole
from membership.services import applications, queue, reviews
from membership.services.members import AlreadyMemberError, set_display
from notifications.models import OutgoingMail
from notifications.services import deliver_due
from tests.membership.factories import (
    MemberFactory,
    fresh,
    person,
    region,
    submitted_application,
)

pytestmark = pytest.mark.django_db


def letters(application: Application) -> list[OutgoingMail]:
    """Return the letters to the applicant, in their order."""
    key = f"application:{application.token}:"
    return list(OutgoingMail.objects.filter(dedupe_key__startswith=key).order_by("pk"))


def reviewer_mails(application: Application, part: str = "") -> int:
    """Return how many mails reviewers have got about an application."""
    key = f"review:{application.token}:{part}"
    return OutgoingMail.objects.filter(dedupe_key__startswith=key).count()


# --- Deciding -------------------------------------------------------------------------------


def test_an_approval_makes_a_member_with_the_name_she_gave():
    application = submitted_application(languages=["es", "en"])
    reviews.approve(application, person("coordinator"), words="Welcome!", note="Solid.")
    application.refresh_from_db()
    member = Member.objects.select_related("user").get(user=application.user)

    assert application.status == ApplicationStatus.APPROVED
    assert application.full_name == ""
    assert member.user.get_full_name() == "Marvalinda Ficticia-Applying"
    assert member.region.code == "africa"
    assert member.languages == ["es", "en"]
    assert member.periods.count() == 1
    assert application.events.last().note_internal == "Solid."


def test_a_shielded_applicant_begins_hidden():
    application = submitted_application(is_shielded=True)
    with pytest.raises(Application.DoesNotExist):
        reviews.approve(application, person("coordinator"))
    reviews.approve(application, person("secretary"))
    member = Member.objects.get(user=application.user)
    assert member.listing == Listing.HIDDEN
    assert member.name_mode == NameMode.PSEUDONYM
    assert fresh(application.user).discreet_mail


def test_a_decline_needs_words_and_sends_them():
    application, coordinator = submitted_application(), person("coordinator")
    with pytest.raises(reviews.WordsNeededError):
        reviews.decline(application, coordinator, words="  ")
    reviews.decline(application, coordinator, words="Your firm acts against unions.", note="Firm X")
    application.refresh_from_db()
    assert application.decided_by == coordinator
    letter = letters(application)[-1].letter
    assert "Your firm acts against unions." in letter
    assert "Firm X" not in letter


def test_m1_a_coordinator_reviews_her_own_region_and_no_other():
    application = submitted_application(iso2="DE")
    for verb in (
        lambda who: reviews.begin_review(application, who),
        lambda who: reviews.approve(application, who),
        lambda who: reviews.decline(application, who, words="No."),
        lambda who: reviews.request_info(application, who, words="Why?"),
        lambda who: reviews.add_note(application, who, "I was here."),
        lambda who: reviews.take_over(application, who),
        lambda who: reviews.propose_transfer(application, who, region("africa")),
        lambda who: reviews.accept_transfer(application, who),
        lambda who: reviews.refuse_transfer(application, who),
    ):
        for kind in ("coordinator", "deputy", "treasurer", "member", "superuser", "applicant"):
            with pytest.raises(Application.DoesNotExist):
                verb(person(kind))
    application.refresh_from_db()
    assert application.status == ApplicationStatus.SUBMITTED
    assert application.events.count() == 1

    african = submitted_application()
    assert reviews.begin_review(african, person("coordinator")).status == "in_review"


def test_m3_a_coordinator_whose_role_has_ended_reviews_nothing():
    application, coordinator = submitted_application(), person("coordinator")
    assert Application.objects.for_actor(coordinator).filter(pk=application.pk).exists()
    yesterday = timezone.now().date() - timedelta(days=1)
    RegionalRole.objects.filter(user=coordinator).update(ends_on=yesterday)
    coordinator = fresh(coordinator)
    assert not Application.objects.for_actor(coordinator).exists()
    with pytest.raises(Application.DoesNotExist):
        reviews.approve(application, coordinator)


def test_m4_nobody_reviews_her_own_application():
    coordinator = person("coordinator")
    Member.objects.filter(user=coordinator).delete()
    application = submitted_application(coordinator)
    with pytest.raises(Application.DoesNotExist):
        reviews.approve(application, coordinator)
    with pytest.raises(Application.DoesNotExist):
        reviews.add_note(application, coordinator, "I am excellent.")
    reviews.approve(application, person("deputy"))
    application.refresh_from_db()
    assert application.status == ApplicationStatus.APPROVED


def test_m5_the_second_reviewer_hears_what_was_decided():
    application = submitted_application()
    reviews.decline(application, person("coordinator"), words="No.")
    with pytest.raises(reviews.AlreadyDecidedError) as error:
        reviews.approve(application, person("deputy"))
    assert error.value.status == ApplicationStatus.DECLINED
    assert "declined" in str(error.value.message)
    assert not Member.objects.filter(user=application.user).exists()


def test_somebody_who_became_a_member_meanwhile_is_not_admitted_twice():
    application = submitted_application()
    MemberFactory(user=application.user)
    with pytest.raises(AlreadyMemberError):
        reviews.approve(application, person("coordinator"))
    application.refresh_from_db()
    assert application.status == ApplicationStatus.SUBMITTED
    assert application.full_name


def test_m14_the_decision_is_in_the_applicant_s_language():
    application = submitted_application(language="ar")
    application.user.language = "ar"
    application.user.save()
    with translation.override("fr"):
        reviews.approve(application, person("coordinator"), words="Bienvenue <b>à tous</b>")
    deliver_due()
    sent = mail.outbox[-1]
    html = sent.alternatives[0].content

    assert letters(application)[-1].language == "ar"
    assert sent.to == [application.user.email]
    assert 'lang="ar"' in html
    assert 'dir="rtl"' in html
    assert "Bienvenue &lt;b&gt;à tous&lt;/b&gt;" in html
    assert "Bienvenue <b>à tous</b>" in sent.body
    assert "/ar/account/" in sent.body


# --- Two reviewers --------------------------------------------------------------------------


def test_who_represents_employers_needs_two_people():
    application = submitted_application(represents_employers=True, conflicts_text="A port.")
    first, second = person("coordinator"), person("deputy")
    reviews.approve(application, first)
    application.refresh_from_db()
    assert application.status == ApplicationStatus.IN_REVIEW
    assert not Member.objects.filter(user=application.user).exists()
    assert len(letters(application)) == 1
    with pytest.raises(reviews.NotYourTurnError):
        reviews.approve(application, first)
    reviews.approve(application, second)
    application.refresh_from_db()
    assert application.status == ApplicationStatus.APPROVED
    verbs = list(application.events.values_list("verb", flat=True))
    assert verbs[-2:] == [ApplicationVerb.APPROVED_FIRST, ApplicationVerb.APPROVED]


def test_a_question_undoes_the_first_approval():
    application = submitted_application(represents_employers=True, conflicts_text="A port.")
    reviews.approve(application, person("coordinator"))
    reviews.request_info(application, person("deputy"), words="Which port?")
    application = applications.answer(application, application.user, "That one.")
    assert application.first_approval_by is None
    reviews.approve(application, person("deputy"))
    application.refresh_from_db()
    assert application.status == ApplicationStatus.IN_REVIEW


# --- Whose turn it is -----------------------------------------------------------------------


def test_the_secretariat_decides_for_a_region_only_after_taking_over():
    person("coordinator")
    application, secretary = submitted_application(days_ago=27), person("secretary")
    with pytest.raises(reviews.NotYourTurnError):
        reviews.approve(application, secretary)
    with pytest.raises(reviews.NotYourTurnError):
        reviews.take_over(application, secretary)
    waiting = timezone.now() - timedelta(days=28, minutes=1)
    Application.objects.filter(pk=application.pk).update(waiting_since=waiting)
    reviews.take_over(application, secretary)
    reviews.approve(application, secretary)
    application.refresh_from_db()
    assert application.status == ApplicationStatus.APPROVED
    assert application.events.filter(verb=ApplicationVerb.TAKEN_OVER, actor=secretary).exists()


def test_the_secretariat_stands_in_where_a_region_has_nobody():
    application = submitted_application()
    reviews.approve(application, person("secretary"))
    application.refresh_from_db()
    assert application.status == ApplicationStatus.APPROVED


def test_a_coordinator_knows_how_many_shielded_ones_there_are_and_no_more():
    coordinator, secretary = person("coordinator"), person("secretary")
    submitted_application(is_shielded=True)
    submitted_application(is_shielded=True, iso2="DE")
    assert queue.shielded_count(coordinator) == 1
    assert queue.shielded_count(secretary) == 0
    assert not Application.objects.for_actor(coordinator).exists()
    assert Application.objects.for_actor(secretary).count() == 2


def test_a_member_who_is_shielded_later_leaves_the_coordinators_applications():
    coordinator = person("coordinator")
    application = submitted_application()
    reviews.approve(application, coordinator)
    assert Application.objects.for_actor(coordinator).filter(pk=application.pk).exists()
    member = Member.objects.get(user=application.user)
    set_display(
        member,
        listing=Listing.HIDDEN,
        name_mode=NameMode.PSEUDONYM,
        pseudonym="",
        hide_country=True,
        is_shielded=True,
        languages=["en"],
    )
    assert not Application.objects.for_actor(coordinator).filter(pk=application.pk).exists()


def test_what_a_lapsed_member_applies_for_anew_is_the_secretariats_once_she_is_shielded():
    here, there, secretary = (
        person(kind) for kind in ("coordinator", "coordinator_other_region", "secretary")
    )
    member = MemberFactory(lapsed=True)
    application = submitted_application(member.user)
    reviews.propose_transfer(application, here, region("americas"))
    assert Application.objects.offered_to(there).exists()
    set_display(
        member,
        listing=Listing.HIDDEN,
        name_mode=NameMode.PSEUDONYM,
        pseudonym="",
        hide_country=True,
        is_shielded=True,
        languages=["en"],
    )
    application.refresh_from_db()

    assert not Application.objects.offered_to(there).exists()
    assert queue.shielded_count(here) == 1
    assert queue.reviewers_of(application) == [secretary]
    reviews.approve(application, secretary)
    member.refresh_from_db()
    assert member.is_active
    assert member.is_shielded


# --- Transfer -------------------------------------------------------------------------------


def test_a_transfer_is_proposed_by_one_region_and_accepted_by_the_other():
    here, there = person("coordinator"), person("coordinator_other_region")
    application = submitted_application()
    with pytest.raises(Application.DoesNotExist):
        reviews.accept_transfer(application, there)
    reviews.propose_transfer(application, here, region("americas"), "She works in Brazil.")
    assert not Application.objects.for_actor(there).exists()
    with pytest.raises(Application.DoesNotExist):
        reviews.accept_transfer(application, here)
    reviews.accept_transfer(application, there)

    assert Application.objects.for_actor(there).get().region.code == "americas"
    assert not Application.objects.for_actor(here).exists()
    assert list(application.events.values_list("verb", flat=True))[-2:] == [
        ApplicationVerb.TRANSFER_PROPOSED,
        ApplicationVerb.TRANSFERRED,
    ]


def test_a_refused_transfer_leaves_it_where_it_is():
    here, there = person("coordinator"), person("coordinator_other_region")
    application = submitted_application()
    reviews.propose_transfer(application, here, region("americas"))
    reviews.refuse_transfer(application, there)
    application.refresh_from_db()
    assert application.region.code == "africa"
    assert application.transfer_to is None


@pytest.mark.parametrize("code", ["africa", "secretariat"])
def test_there_is_no_transfer_to_one_s_own_region_or_the_secretariat(code):
    application = submitted_application()
    with pytest.raises(reviews.TransferError):
        reviews.propose_transfer(application, person("coordinator"), region(code))


# --- Ageing ---------------------------------------------------------------------------------


def test_reminders_go_to_coordinator_deputy_and_secretariat_once_each():
    for kind in ("coordinator", "deputy", "secretary"):
        person(kind)
    application = submitted_application()
    start = application.waiting_since

    assert queue.remind(start + timedelta(days=13, hours=23)) == 0
    assert queue.remind(start + timedelta(days=14)) == 1
    assert queue.remind(start + timedelta(days=15)) == 0
    assert queue.remind(start + timedelta(days=21)) == 1
    assert queue.remind(start + timedelta(days=28)) == 1
    assert queue.remind(start + timedelta(days=60)) == 0
    assert reviewer_mails(application, "14d:") == 1
    assert reviewer_mails(application, "28d:") == 1


def test_nobody_is_reminded_while_the_applicant_has_to_answer():
    person("deputy")
    application = submitted_application()
    reviews.request_info(application, person("coordinator"), words="Which court?")
    assert queue.remind(timezone.now() + timedelta(days=40)) == 0
    applications.answer(application, application.user, "That one.")
    assert queue.remind(timezone.now() + timedelta(days=13)) == 0
    assert queue.remind(timezone.now() + timedelta(days=15)) == 1


def test_reviewers_mails_name_the_reference_only():
    coordinator = person("coordinator")
    application = submitted_application()
    queue.remind(application.waiting_since + timedelta(days=15))
    for row in OutgoingMail.objects.filter(recipient=coordinator):
        said = row.subject + row.letter
        assert application.reference in said
        for text in ("Marvalinda", "Ficticia", "Kenya", "dock", application.user.email):
            assert text not in said
