from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from notifications import personal_data, services
from notifications.delivery import deliver_due
from notifications.enums import BounceKind, MailState
from notifications.letters import Action, Letter
from notifications.models import MailPreference, OutgoingMail, Suppression
from notifications.suppression import charge, is_suppressed
from privacy.registry import retention_rules
from privacy.signals import export_ready
from tests.accounts.factories import UserFactory
from tests.notifications.factories import letter, write_to


@pytest.fixture
def folder(settings, tmp_path):
    """Write mail to files."""
    settings.EMAIL_BACKEND = "notifications.mailfiles.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return settings.EMAIL_FILE_PATH


def test_export_holds_her_letters_without_secrets(reader) -> None:
    write_to(reader)
    secret = Action("Go", "/en/secret/", is_secret=True)
    write_to(reader, kind="security", write=lambda: Letter("S", ["T"], secret))
    write_to(UserFactory(), write=lambda: Letter("Another's", []))
    services.choose(reader, {"bulletin": False})
    data = personal_data.export(reader)
    assert [row["subject"] for row in data["letters"]] == ["Hearing moved", "S"]
    assert data["letters"][0]["paragraphs"] == [
        "The hearing is on Friday.",
        "Is <b>this</b> fair?",
    ]
    assert "secret" not in repr(data)
    assert data["preferences"] == {"bulletin": False}
    assert data["mail_is_held_back"] is False


def test_forgetting_her_leaves_none_of_her_mail(
    reader, folder, django_capture_on_commit_callbacks
) -> None:
    coordinator, other = UserFactory(), UserFactory()
    write_to(reader)
    write_to(reader, address="older.invented@example.org")
    write_to(coordinator, about=reader, write=lambda: Letter("Nadia Invented applied", []))
    services.send_to_address(
        "decision", "NADIA.invented@example.org", "en", letter, dedupe_key="invited"
    )
    kept = write_to(other)
    services.choose(reader, {"bulletin": False})
    services.choose(reader, {"bulletin": True})
    for mail in OutgoingMail.objects.filter(recipient=reader)[:1]:
        charge(mail, BounceKind.HARD)
    Suppression.objects.create(
        fingerprint=OutgoingMail.objects.filter(recipient=reader)[0].address_fingerprint,
        reason="bounces",
    )
    deliver_due()
    assert len(list(folder.iterdir())) >= 3
    (folder / "stray.eml").write_bytes(b"To: Nadia <Nadia.Invented@example.org>\n\nby Wagtail\n")
    with django_capture_on_commit_callbacks(execute=True):
        personal_data.forget(reader)
    assert list(OutgoingMail.objects.all()) == [kept]
    assert not MailPreference.objects.exists()
    left = b"".join(path.read_bytes() for path in folder.iterdir())
    assert other.email.encode() in left
    for word in (b"nadia", b"Nadia", b"older.invented"):
        assert word not in left
    # Nobody writes to her again, and nobody can read from it whom.
    assert is_suppressed("nadia.invented@example.org")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM notifications_suppression")
        assert "nadia" not in repr(cursor.fetchall())


def test_mail_ends_in_time(reader) -> None:
    now = timezone.now()
    ages = {"new": 80, "old": 91, "older": 366, "waiting": 366}
    mails = {name: write_to(reader) for name in ages}
    for name, days in ages.items():
        then = now - timedelta(days=days)
        state = MailState.PENDING if name == "waiting" else MailState.SENT
        OutgoingMail.objects.filter(pk=mails[name].pk).update(
            created_at=then, not_before=then, state=state
        )
    rules = {rule.name: rule for rule in retention_rules()}
    for name in ("notifications.rows", "notifications.bodies"):
        rows = rules[name].rows(now)
        assert rows.count() == 1
        assert rules[name].purge(rows, now) == 1
        assert rules[name].rows(now).count() == 0
    assert not OutgoingMail.objects.filter(pk=mails.pop("older").pk).exists()
    for mail in mails.values():
        mail.refresh_from_db()
    assert (mails["new"].letter != "", mails["waiting"].letter != "") == (True, True)
    assert (mails["old"].letter, mails["old"].to_address) == ("", "")
    assert mails["old"].subject == "Hearing moved"
    assert OutgoingMail.objects.count() == 3


def test_she_is_told_once_that_her_copy_is_ready(reader) -> None:
    class Export:
        token = "invented0001"

    for _ in range(2):
        export_ready.send(sender=None, user=reader, export=Export())
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.kind) == (reader, "security")
    assert "/ar/account/data/" in mail.text
