from __future__ import annotations

import io
import sys
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.core.management import call_command
from django.utils import timezone

from core.portal import sections_for
from notifications import services
from notifications.bounces import Report, mail_of_return_path, receive, return_path
from notifications.delivery import deliver_due
from notifications.enums import BounceKind
from notifications.models import OutgoingMail, Suppression
from notifications.suppression import charge, clear_suppression, is_suppressed
from tests.accounts.factories import UserFactory
from tests.notifications.factories import letter, write_to


@pytest.fixture(autouse=True)
def bounce_domain(settings) -> None:
    """Let bounces come back."""
    settings.BOUNCE_DOMAIN = "bounces.example.org"


def report(to: str, status: str = "5.1.1", action: str = "failed") -> bytes:
    """Return a delivery status notification as RFC 3464 describes it."""
    return (
        f"From: MAILER-DAEMON@mx.example.net\r\nTo: {to}\r\nSubject: Undelivered Mail\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="=="\r\n\r\n'
        "--==\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
        "--==\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example.net\r\n\r\n"
        "Final-Recipient: rfc822; somebody.else@example.net\r\n"
        f"Action: {action}\r\nStatus: {status}\r\n\r\n"
        "--==--\r\n"
    ).encode()


def delayed(to: str) -> bytes:
    """Return a report that a mail has not been delivered yet."""
    return report(to, "4.2.2", "delayed")


def test_report_is_charged_to_the_address_the_mail_was_sent_to(reader) -> None:
    """Whatever address the report names, and whatever address she has now."""
    mail = write_to(reader)
    reader.email = "new.invented@example.org"
    reader.save()
    for _again in range(5):
        receive(report(return_path(mail)))
    mail.refresh_from_db()
    assert (mail.bounce, mail.to_address) == (BounceKind.HARD, "nadia.invented@example.org")
    for _ in range(2):
        other = write_to(reader, address="nadia.invented@example.org")
        assert receive(report(return_path(other))) == Report.COUNTED
    assert is_suppressed("nadia.invented@example.org")
    assert not is_suppressed("new.invented@example.org")
    assert not is_suppressed("somebody.else@example.net")


def test_mail_counts_once_and_hard_supersedes_soft(reader) -> None:
    mail = write_to(reader)
    back = return_path(mail)
    outcomes = [
        receive(message) for message in (delayed(back), delayed(back), report(back), delayed(back))
    ]
    assert outcomes == [Report.COUNTED, Report.REPEATED, Report.COUNTED, Report.REPEATED]
    mail.refresh_from_db()
    assert mail.bounce == BounceKind.HARD


def test_forged_reports_count_for_nothing(reader, settings) -> None:
    mail = write_to(reader)
    genuine = return_path(mail)
    token, mark = genuine.partition("@")[0].removeprefix("b+").split(".")
    other_mark = ("0" if mark[0] != "0" else "1") + mark[1:]
    for forged in (
        f"b+{token}.{other_mark}@bounces.example.org",
        f"b+{token}@bounces.example.org",
        f"b+{token}.{mark}@elsewhere.example",
        "b+aaaaaaaaaaaa.00000000@bounces.example.org",
        "postmaster@bounces.example.org",
    ):
        assert receive(report(forged)) == Report.NOT_OURS
    mail.refresh_from_db()
    assert mail.bounce == ""
    assert mail_of_return_path(genuine.upper()) == mail
    assert receive(report("list@example.org"), genuine) == Report.COUNTED


def test_absence_reply_is_no_bounce(reader) -> None:
    mail = write_to(reader)
    reply = (
        f"From: nadia.invented@example.org\r\nTo: {return_path(mail)}\r\n"
        "Subject: Out of office\r\nAuto-Submitted: auto-replied\r\n\r\nBack on Monday.\r\n"
    ).encode()
    assert receive(reply) == Report.NO_BOUNCE
    assert receive(b"\xff\xfe no message at all") == Report.NOT_OURS
    mail.refresh_from_db()
    assert mail.bounce == ""


@pytest.mark.parametrize(("kind", "limit"), [(BounceKind.HARD, 3), (BounceKind.SOFT, 5)])
def test_address_is_suppressed_after_so_many_bounces_in_thirty_days(reader, kind, limit) -> None:
    now = timezone.now()
    old = write_to(reader)
    charge(old, kind, now - timedelta(days=31))
    for number in range(limit):
        assert not is_suppressed(reader.email), number
        charge(write_to(reader), kind, now)
    assert is_suppressed(reader.email)
    assert Suppression.objects.count() == 1
    assert "nadia" not in Suppression.objects.get().fingerprint


def test_server_that_refuses_three_mails_suppresses_the_address(reader, settings) -> None:
    for _ in range(3):
        charge(write_to(reader), BounceKind.HARD)
    last = write_to(reader)
    assert deliver_due().suppressed == 4
    last.refresh_from_db()
    assert last.state == "suppressed"


def test_proving_the_address_again_forgets_the_bounces(reader) -> None:
    for _ in range(3):
        charge(write_to(reader), BounceKind.HARD)

    def summary() -> str:
        return next(s.summary(reader) for s in sections_for(reader) if s.name == "mail")

    assert is_suppressed(reader.email)
    assert "came back" in summary()
    address = EmailAddress(user=reader, email="Nadia.Invented@example.org")
    email_confirmed.send(sender=EmailAddress, request=None, email_address=address)
    assert not is_suppressed(reader.email)
    assert summary() == ""
    # The old bounces no longer count with a new one.
    charge(write_to(reader), BounceKind.HARD)
    assert not is_suppressed(reader.email)


def test_what_an_address_asked_for_is_not_forgotten_with_its_bounces(db) -> None:
    mail = services.send_to_address(
        "bulletin", "a@example.org", "en", letter, dedupe_key="bulletin:1"
    )
    services.stop_kind(mail)
    clear_suppression("a@example.org")
    assert is_suppressed("a@example.org", "bulletin")
    assert not is_suppressed("a@example.org", "decision")


def test_suppression_holds_under_a_new_key(reader, settings) -> None:
    for _ in range(3):
        charge(write_to(reader), BounceKind.HARD)
    settings.SEALING_KEYS = ["YW5vdGhlciBrZXkgb2YgdGhpcnR5LXR3byBieXRlcyE=", *settings.SEALING_KEYS]
    assert is_suppressed(reader.email)
    mail = OutgoingMail.objects.first()
    assert mail_of_return_path(return_path(mail)) == mail


def test_command_takes_a_report_from_standard_input(reader, monkeypatch) -> None:
    mail = write_to(reader)

    def run(raw: bytes, **options: str) -> str:
        out = io.StringIO()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        call_command("receive_bounce", stdout=out, **options)
        return out.getvalue().strip()

    assert run(b"Subject: hello\r\n\r\n") == Report.NOT_OURS.value
    assert run(report("x@example.org"), recipient=return_path(mail)) == Report.COUNTED.value
    mail.refresh_from_db()
    assert mail.bounce == BounceKind.HARD


def test_without_a_bounce_domain_there_is_no_way_back(reader, settings) -> None:
    settings.BOUNCE_DOMAIN = ""
    assert return_path(write_to(reader)) == ""
    assert return_path(write_to(UserFactory())) == ""
