from __future__ import annotations

import logging
import os
import signal
import smtplib
import time
from collections import Counter
from datetime import timedelta
from email import message_from_bytes, policy
from threading import Barrier, Thread

import pytest
from django.core import mail as django_mail
from django.core.mail.backends import locmem
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.models import F
from django.utils import timezone

from notifications import mailfiles, services
from notifications.delivery import BACKOFF, LEASE, deliver_due
from notifications.enums import MailState, SuppressionReason
from notifications.models import OutgoingMail, Suppression
from notifications.suppression import address_fingerprint
from tests.accounts.factories import UserFactory
from tests.notifications.factories import letter, write_to

HERE = "tests.notifications.test_delivery"


class ServerThatRefuses(locmem.EmailBackend):
    """A mail server that answers some recipients with an error."""

    answers: dict[str, Exception] = {}

    def send_messages(self, messages):
        """Send, or raise what is to be raised for the recipient."""
        if error := self.answers.get(messages[0].to[0]):
            raise error
        return super().send_messages(messages)


@pytest.fixture
def answers(settings, monkeypatch):
    """Return what the mail server answers, by address."""
    settings.EMAIL_BACKEND = f"{HERE}.ServerThatRefuses"
    given: dict[str, Exception] = {}
    monkeypatch.setattr(ServerThatRefuses, "answers", given)
    return given


def refused(address: str, code: int, text: bytes = b"5.1.1 no such user") -> Exception:
    """Return what smtplib raises where a server refuses a recipient."""
    return smtplib.SMTPRecipientsRefused({address: (code, text)})


def test_failure_of_one_mail_keeps_no_other(db, answers, mailoutbox) -> None:
    people = UserFactory.create_batch(3)
    mails = [write_to(person) for person in people]
    answers[people[0].email] = ConnectionResetError()
    counts = deliver_due()
    assert (counts.sent, counts.postponed) == (2, 1)
    assert {message.to[0] for message in mailoutbox} == {person.email for person in people[1:]}
    mails[0].refresh_from_db()
    assert (mails[0].state, mails[0].failure) == (MailState.PENDING, "ConnectionResetError")


def test_damaged_mail_is_given_up_and_keeps_no_other(db, mailoutbox) -> None:
    damaged, whole = (write_to(person) for person in UserFactory.create_batch(2))
    # Sealed for another column: as unreadable here as with a broken byte.
    OutgoingMail.objects.filter(pk=damaged.pk).update(to_address=F("letter"))
    assert deliver_due().sent == 1
    assert [message.to for message in mailoutbox] == [[whole.to_address]]
    rows = OutgoingMail.objects.filter(pk=damaged.pk)
    assert rows.values_list("state", "failure").get() == (MailState.FAILED, "UnsealError")
    assert deliver_due(timezone.now() + LEASE).sent == 0


def test_failed_mail_is_tried_again_later_and_later_then_given_up(reader, answers) -> None:
    answers[reader.email] = smtplib.SMTPServerDisconnected()
    mail = write_to(reader)
    now = timezone.now()
    for wait in BACKOFF:
        assert deliver_due(now).postponed == 1
        assert deliver_due(now + wait - timedelta(seconds=1)).postponed == 0
        now += wait
    assert deliver_due(now).failed == 1
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.bounce) == (MailState.FAILED, 6, "")
    answers.clear()
    assert services.retry(mail)
    assert not services.retry(mail)
    assert deliver_due().sent == 1


@pytest.mark.parametrize(
    ("error", "state", "bounce"),
    [
        (refused("x", 550), "failed", "hard"),
        (refused("x", 451, b"4.2.1 busy"), "pending", ""),
        (refused("x", 550, b"5.7.1 refused by policy"), "failed", ""),
        (smtplib.SMTPDataError(554, b"5.6.0 no"), "failed", "hard"),
        (smtplib.SMTPSenderRefused(550, b"who", "us@example.org"), "pending", ""),
        (smtplib.SMTPAuthenticationError(535, b"no"), "pending", ""),
    ],
)
def test_what_a_server_answers_decides(reader, answers, error, state, bounce) -> None:
    answers[reader.email] = error
    mail = write_to(reader)
    deliver_due()
    mail.refresh_from_db()
    assert (mail.state, mail.bounce) == (state, bounce)


def test_log_names_no_address(reader, answers, caplog) -> None:
    answers[reader.email] = refused(reader.email, 550, b"<nadia.invented@example.org> unknown")
    mail = write_to(reader)
    with caplog.at_level(logging.DEBUG):
        deliver_due()
    mail.refresh_from_db()
    assert mail.token in caplog.text
    assert "nadia" not in caplog.text
    assert mail.failure == "SMTPRecipientsRefused 550"


def test_mail_that_cannot_be_composed_keeps_no_other(reader, mailoutbox) -> None:
    broken = write_to(reader)
    OutgoingMail.objects.filter(pk=broken.pk).update(letter='{"subject": "half"')
    write_to(reader)
    assert deliver_due().sent == 1
    broken.refresh_from_db()
    assert broken.failure == "JSONDecodeError"


def test_what_she_chose_meanwhile_holds(reader, mailoutbox) -> None:
    mail = write_to(reader)
    reader.mail_preferences.create(kind="bulletin", is_wanted=False)
    assert deliver_due().withheld == 1
    mail.refresh_from_db()
    assert mail.state == MailState.SITE
    assert not mailoutbox


def test_mail_called_back_while_it_fails_stays_called_back(reader, answers, monkeypatch) -> None:
    mail = write_to(reader, dedupe_key="action:1")

    def send_messages(self, messages):
        services.cancel("action:1")
        raise ConnectionResetError

    monkeypatch.setattr(ServerThatRefuses, "send_messages", send_messages)
    deliver_due()
    mail.refresh_from_db()
    assert mail.state == MailState.CANCELLED
    assert deliver_due(timezone.now() + timedelta(days=1)).sent == 0


def test_closed_account_gets_only_what_is_essential(reader, mailoutbox) -> None:
    reader.is_active = False
    reader.save()
    write_to(reader)
    write_to(reader, kind="decision")
    deliver_due()
    assert len(mailoutbox) == 1


def test_suppressed_address_gets_essential_mail_once_a_week(reader, mailoutbox) -> None:
    Suppression.objects.create(
        fingerprint=address_fingerprint(reader.email), reason=SuppressionReason.BOUNCES
    )
    bulletin = write_to(reader)
    write_to(reader, kind="decision")
    write_to(reader, kind="security")
    now = timezone.now()
    counts = deliver_due(now)
    assert (counts.sent, counts.suppressed) == (1, 2)
    write_to(reader, kind="security")
    assert deliver_due(now + timedelta(days=6)).sent == 0
    write_to(reader, kind="security")
    assert deliver_due(now + timedelta(days=8)).sent == 1
    bulletin.refresh_from_db()
    assert bulletin.state == MailState.SUPPRESSED
    assert bulletin in OutgoingMail.objects.readable_by(reader, timezone.now())
    # Somebody else's mail is none of this.
    write_to(UserFactory())
    assert deliver_due().sent == 1


# --- Files ----------------------------------------------------------------------------------


@pytest.fixture
def folder(settings, tmp_path):
    """Write mail to files."""
    settings.EMAIL_BACKEND = "notifications.mailfiles.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return settings.EMAIL_FILE_PATH


def test_each_mail_lands_in_a_file_of_its_own(db, folder) -> None:
    people = UserFactory.create_batch(5)
    for person in people:
        write_to(person)
    assert deliver_due().sent == 5
    files = list(folder.iterdir())
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]
    assert {mail["To"] for mail in mails} == {person.email for person in people}
    assert all(mail.get_body(("html",)) and mail.get_body(("plain",)) for mail in mails)
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert {path.suffix for path in files} == {".eml"}


# --- Workers --------------------------------------------------------------------------------


class FilesThatHang(mailfiles.EmailBackend):
    """Writes files; one process hangs with a mail that has left and is not settled yet.

    The others wait for it with their first mail, so that all hold one at the same time.
    """

    def send_messages(self, messages):
        """Write, and hang where told to."""
        sent = super().send_messages(messages)
        marker = self.folder.parent / "hanging"
        if os.environ.get("HANG_HERE"):
            marker.touch()
            time.sleep(120)
        while not marker.exists():
            time.sleep(0.01)
        return sent


def write_many(number: int) -> None:
    """Write letters that are all due, none of them taken by a task yet."""
    person = UserFactory()
    later = timezone.now() + timedelta(hours=1)
    with transaction.atomic():
        for index in range(number):
            write_to(person, dedupe_key=f"many:{index}", not_before=later)
        OutgoingMail.objects.update(not_before=timezone.now())


def work(hangs: bool) -> None:
    """Be a worker in a process of its own."""
    code = 1
    try:
        if hangs:
            os.environ["HANG_HERE"] = "1"
        deliver_due()
        connections.close_all()
        code = 0
    finally:
        os._exit(code)


@pytest.mark.django_db(transaction=True)
def test_killed_worker_doubles_only_the_mail_in_its_hands(settings, folder, tmp_path) -> None:
    settings.EMAIL_BACKEND = f"{HERE}.FilesThatHang"
    write_many(200)
    connections.close_all()
    children = []
    for number in range(4):
        child = os.fork()
        if child == 0:
            work(hangs=number == 0)
        children.append(child)
    deadline = time.monotonic() + 60
    while not (tmp_path / "hanging").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(children[0], signal.SIGKILL)
    (tmp_path / "hanging").touch()
    endings = [os.waitpid(child, 0)[1] for child in children]
    assert endings[1:] == [0, 0, 0]

    # The mail in its hands is taken again only when its time is over.
    held = OutgoingMail.objects.get(state=MailState.LEASED)
    assert deliver_due().sent == 0
    assert deliver_due(timezone.now() + LEASE).sent == 1
    times = Counter(
        message_from_bytes(path.read_bytes())["Message-ID"].strip("<>").partition("@")[0]
        for path in folder.iterdir()
    )
    assert len(times) == 200
    assert {token for token, number in times.items() if number > 1} == {held.token}
    assert times[held.token] == 2
    assert OutgoingMail.objects.filter(state=MailState.SENT).count() == 200


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_send_each_mail_once(mailoutbox) -> None:
    write_many(40)
    start, errors = Barrier(4), []

    def tick(number: int) -> None:
        try:
            start.wait()
            # Two through the job, as cron does; two as tasks do, which no job holds back.
            if number % 2:
                call_command("tick", verbosity=0)
            else:
                deliver_due()
        except Exception as error:  # noqa: BLE001  (shown below)
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=tick, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    sent = [message.extra_headers["Message-ID"] for message in django_mail.outbox]
    assert len(sent) == len(set(sent)) == 40


def test_letter_about_someone_is_kept_for_its_reader_only(db) -> None:
    reviewer, applicant = UserFactory(), UserFactory()
    mail = write_to(reviewer, about=applicant, write=letter)
    assert list(OutgoingMail.objects.readable_by(applicant, timezone.now())) == []
    assert list(OutgoingMail.objects.readable_by(reviewer, timezone.now())) == [mail]
