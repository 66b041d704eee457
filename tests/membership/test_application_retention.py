"""What stays of an application when its time is over, and what goes with an erased account."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.storage import storages
from django.db import connection
from django.utils import timezone
from wagtail.models import ModelLogEntry

from membership.models import Application
from membership.personal_data import export_applications
from membership.retention import months_before
from membership.services import applications, reviews
from privacy.models import SealedFile
from privacy.services import forget, purge_expired
from tests.accounts.factories import UserFactory
from tests.membership.factories import draft_application, person, submitted_application

pytestmark = pytest.mark.django_db

SECRETS = ("Marvalinda", "Ficticia", "dock workers", "Firm X", "Not enough", "Nowhere")


def declined() -> Application:
    """Return an application that was declined just now, with words and a note."""
    application = submitted_application()
    reviews.decline(application, person("coordinator"), words="Not enough.", note="Firm X")
    return Application.objects.get(pk=application.pk)


def said(application: Application) -> str:
    """Return every text of an application and its history, opened."""
    application = Application.objects.get(pk=application.pk)
    fields = [str(getattr(application, field.name)) for field in application._meta.fields]
    for event in application.events.all():
        fields += [event.note_internal, event.note_to_applicant, event.note_from_applicant]
    return " ".join(fields)


def test_m8_a_declined_application_is_emptied_six_months_after_the_decision():
    application = declined()
    file = application.resume
    assert "dock workers" in said(application)

    purge_expired(application.decided_at + timedelta(days=170))
    assert "dock workers" in said(application)
    purge_expired(application.decided_at + timedelta(days=190))

    file.refresh_from_db()
    application.refresh_from_db()
    assert file.is_shredded
    assert application.resume is None
    assert not any(secret in said(application) for secret in SECRETS)
    assert application.reference.startswith("APP-")
    assert application.status == "declined"
    assert application.country.iso2 == "KE"
    assert application.events.count() == 2


def test_m8_the_months_are_a_setting(settings):
    settings.MEMBERSHIP_DECLINED_MONTHS = 24
    application = declined()
    purge_expired(application.decided_at + timedelta(days=200))
    assert "dock workers" in said(application)
    settings.MEMBERSHIP_DECLINED_MONTHS = 1
    purge_expired(application.decided_at + timedelta(days=32))
    assert "dock workers" not in said(application)


def test_m8_an_approved_resume_is_destroyed_after_90_days(django_capture_on_commit_callbacks):
    application = submitted_application()
    reviews.approve(application, person("coordinator"))
    file = application.resume
    now = timezone.now()
    purge_expired(now + timedelta(days=89))
    file.refresh_from_db()
    assert not file.is_shredded
    with django_capture_on_commit_callbacks(execute=True):
        purge_expired(now + timedelta(days=91))
    file.refresh_from_db()
    assert file.is_shredded
    assert not storages["private"].exists(file.storage_name)


def test_m8_what_was_withdrawn_is_emptied_after_30_days():
    application = submitted_application()
    applications.withdraw(application, application.user)
    purge_expired(timezone.now() + timedelta(days=29))
    assert "dock workers" in said(application)
    purge_expired(timezone.now() + timedelta(days=31))
    assert not any(secret in said(application) for secret in SECRETS)


def test_m8_no_log_of_the_admin_holds_a_name(client):
    application = submitted_application()
    coordinator = person("coordinator")
    client.force_login(coordinator)
    client.post(
        f"/admin/membership/applications/{application.token}/decline/", {"words": "Not enough."}
    )
    application.refresh_from_db()
    assert application.status == "declined"
    ModelLogEntry.objects.log_action(application, "wagtail.edit", user=coordinator)
    labels = " ".join(ModelLogEntry.objects.values_list("label", flat=True))
    assert application.reference in labels
    assert not any(secret in labels for secret in SECRETS)


def test_an_appeal_keeps_what_it_is_about():
    application = declined()
    applications.appeal(application, application.user, "Look again.")
    purge_expired(timezone.now() + timedelta(days=300))
    assert "dock workers" in said(application)


def test_a_copy_of_her_data_holds_what_she_wrote_and_not_the_reviewers_notes():
    application = declined()
    data = str(export_applications(application.user))
    assert "dock workers" in data
    assert "Not enough." in data
    assert "Firm X" not in data
    assert export_applications(UserFactory()) == {"applications": []}


@pytest.mark.parametrize("make", [draft_application, submitted_application, declined])
def test_x6_erasing_an_account_leaves_none_of_her_strings(make):
    application = make()
    user = application.user
    user.first_name, email = "Marvalinda", user.email
    user.save()
    forget(user, actor=user)
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("membership_", "privacy_", "accounts_", "notifications_")):
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  (names of our own tables)
                rows += cursor.fetchall()
    everything = str(rows)
    assert email not in everything
    assert not any(secret in everything for secret in SECRETS)
    application = Application.objects.get(pk=application.pk)
    assert application.user is None
    assert not any(secret in said(application) for secret in SECRETS)
    assert application.status not in ("draft", "submitted")
    assert not SealedFile.objects.filter(wrapped_key__isnull=False).exists()


def test_months_are_counted_to_the_same_day_or_the_last_one():
    assert months_before(datetime(2026, 8, 31, 9, tzinfo=UTC), 6) == datetime(
        2026, 2, 28, 9, tzinfo=UTC
    )
    assert months_before(datetime(2026, 3, 5, tzinfo=UTC), 6) == datetime(2025, 9, 5, tzinfo=UTC)
    assert months_before(datetime(2026, 1, 5, tzinfo=UTC), 1) == datetime(2025, 12, 5, tzinfo=UTC)
