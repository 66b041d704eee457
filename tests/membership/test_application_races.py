"""Two people at once: one decision, one application, one reminder."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.utils import timezone

from accounts.models import User
from membership.enums import ApplicationStatus
from membership.models import Application, AttestationText, Member
from membership.services import applications, queue, reviews
from notifications.models import OutgoingMail
from privacy.services.erasure import forget
from tests.accounts.factories import UserFactory
from tests.membership.factories import draft_application, person, submitted_application

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """Run calls in threads that start together; return what each returned or raised."""
    barrier, outcomes = Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        try:
            barrier.wait(timeout=10)
            outcomes[place] = call()
        except Exception as error:  # noqa: BLE001  (the test looks at it)
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def errors(outcomes) -> list[Exception]:
    """Return what was raised."""
    return [outcome for outcome in outcomes if isinstance(outcome, Exception)]


def test_m5_two_reviewers_at_once_make_one_decision():
    application = submitted_application()
    first, second = person("coordinator"), person("deputy")
    outcomes = at_once(
        lambda: reviews.approve(
            Application.objects.get(pk=application.pk), User.objects.get(pk=first.pk)
        ),
        lambda: reviews.decline(
            Application.objects.get(pk=application.pk), User.objects.get(pk=second.pk), words="No."
        ),
    )
    application.refresh_from_db()
    refused = errors(outcomes)

    assert [type(error) for error in refused] == [reviews.AlreadyDecidedError]
    assert refused[0].status == application.status
    is_member = Member.objects.filter(user=application.user).exists()
    assert is_member == (application.status == ApplicationStatus.APPROVED)
    decided = application.events.filter(verb__in=["approved", "declined"])
    assert decided.count() == 1
    key = f"application:{application.token}:{decided.get().pk}"
    mails = OutgoingMail.objects.filter(dedupe_key__startswith=f"application:{application.token}:")
    assert mails.count() == 2  # Received, and decided.
    assert mails.filter(dedupe_key=key).count() == 1


def test_m5_two_approvals_at_once_of_one_that_needs_two_make_one_member():
    application = submitted_application(represents_employers=True, conflicts_text="A port.")
    people = person("coordinator"), person("deputy")
    outcomes = at_once(
        *(
            lambda who=who: reviews.approve(
                Application.objects.get(pk=application.pk), User.objects.get(pk=who.pk)
            )
            for who in people
        )
    )
    application.refresh_from_db()
    assert errors(outcomes) == []
    assert application.status == ApplicationStatus.APPROVED
    assert Member.objects.filter(user=application.user).count() == 1


def test_a_double_click_submits_once():
    draft = draft_application()
    text = AttestationText.objects.current("en")
    outcomes = at_once(
        *[lambda: applications.submit(Application.objects.get(pk=draft.pk), text)] * 3
    )
    assert sorted(type(error).__name__ for error in errors(outcomes)) == ["NotOpenError"] * 2
    assert draft.events.count() == 1


def test_an_applicant_erases_her_account_while_it_is_decided_and_neither_waits_for_ever():
    coordinator, application = person("coordinator"), submitted_application()
    applicant = application.user
    outcomes = at_once(
        lambda: forget(User.objects.get(pk=applicant.pk), actor=applicant),
        lambda: reviews.approve(
            Application.objects.get(pk=application.pk), User.objects.get(pk=coordinator.pk)
        ),
    )
    application.refresh_from_db()

    assert {type(error) for error in errors(outcomes)} <= {reviews.AlreadyDecidedError}
    assert not User.objects.filter(pk=applicant.pk).exists()
    assert application.user is None
    assert application.purged_at is not None
    assert not Member.objects.exclude(user=coordinator).filter(user__isnull=False).exists()


def test_two_windows_begin_one_draft():
    user = UserFactory()
    outcomes = at_once(
        *(
            lambda name=name: applications.save_draft(
                User.objects.get(pk=user.pk), {"first_name": name}
            )
            for name in ("Quillon", "Belmundo")
        )
    )
    assert errors(outcomes) == []
    assert Application.objects.filter(user=user).count() == 1


def test_two_ticks_remind_once():
    person("coordinator")
    application = submitted_application(days_ago=15)
    now = timezone.now() + timedelta(minutes=1)
    outcomes = at_once(*[lambda: queue.remind(now)] * 2)
    assert errors(outcomes) == []
    key = f"review:{application.token}:14d:"
    assert OutgoingMail.objects.filter(dedupe_key__startswith=key).count() == 1
