from __future__ import annotations

from datetime import datetime, timedelta
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.utils import formats, timezone
from django.utils.translation import gettext

from notifications import services
from notifications.enums import MailState
from notifications.letters import Letter
from notifications.models import OutgoingMail
from tests.accounts.factories import UserFactory
from tests.notifications.factories import letter, write_to


def test_g5_letter_is_in_the_language_and_time_zone_of_its_reader(reader) -> None:
    moment = datetime(2026, 7, 1, 22, 30, tzinfo=ZoneInfo("UTC"))

    def write() -> Letter:
        clock = formats.date_format(timezone.localtime(moment), "H:i")
        return Letter(gettext("Search"), [f"{gettext('Language')} {clock}"])

    mail = write_to(reader, write=write)
    assert mail.language == "ar"
    assert mail.subject == "البحث"
    # Cairo is three hours ahead of UTC in July.
    assert "01:30" in mail.text
    assert gettext("Search") == "Search"


def test_unknown_time_zone_is_taken_for_utc(db) -> None:
    person = UserFactory(time_zone="Mars/Olympus")
    mail = write_to(person, write=lambda: Letter(timezone.get_current_timezone_name(), []))
    assert mail.subject == "UTC"


def test_second_letter_with_a_key_is_never_written(reader) -> None:
    first = write_to(reader, dedupe_key="dues:1")
    assert first is not None
    assert write_to(reader, dedupe_key="dues:1", write=lambda: pytest.fail("written")) is None
    assert write_to(reader, dedupe_key="dues:2") is not None
    assert OutgoingMail.objects.count() == 2


def test_letter_goes_with_the_transaction_it_tells_of(reader) -> None:
    with transaction.atomic():
        assert write_to(reader, dedupe_key="undone") is not None
        transaction.set_rollback(True)
    assert not OutgoingMail.objects.exists()
    assert write_to(reader, dedupe_key="undone") is not None


def test_mail_leaves_once_the_transaction_has_ended(
    reader, mailoutbox, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        write_to(reader)
        write_to(reader, not_before=timezone.now() + timedelta(hours=1))
        assert not mailoutbox
    assert [message.to for message in mailoutbox] == [["nadia.invented@example.org"]]


def test_address_and_words_lie_sealed_in_the_database(reader) -> None:
    mail = write_to(reader)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM notifications_outgoingmail")
        row = repr(cursor.fetchall())
    for secret in ("nadia", "Hearing", "Friday", "fair"):
        assert secret not in row
    mail.refresh_from_db()
    assert (mail.to_address, mail.subject) == ("nadia.invented@example.org", "Hearing moved")


# --- G6, G7: what she wants -----------------------------------------------------------------


def test_g6_unknown_kind_goes_to_the_site_only(reader, mailoutbox) -> None:
    mail = write_to(reader, kind="misspelt")
    known = write_to(reader, kind="bulletin")
    services.deliver_due()
    mail.refresh_from_db()
    known.refresh_from_db()
    assert (mail.state, known.state) == (MailState.SITE, MailState.SENT)
    assert len(mailoutbox) == 1
    assert set(OutgoingMail.objects.readable_by(reader, timezone.now())) == {mail, known}
    with pytest.raises(ValueError, match="misspelt"):
        services.send_to_address("misspelt", "a@example.org", "en", letter, dedupe_key="x")


def test_g6_turning_a_kind_off_cancels_what_waits(reader, mailoutbox) -> None:
    waiting = write_to(reader, kind="bulletin", not_before=timezone.now() + timedelta(hours=1))
    other = write_to(reader, kind="decision")
    services.choose(reader, {"bulletin": False})
    waiting.refresh_from_db()
    assert waiting.state == MailState.SITE
    later = write_to(reader, kind="bulletin")
    services.deliver_due(timezone.now() + timedelta(hours=2))
    for mail in (waiting, other, later):
        mail.refresh_from_db()
    assert [mail.state for mail in (waiting, other, later)] == ["site", "sent", "site"]
    assert len(mailoutbox) == 1
    services.choose(reader, {"bulletin": True})
    assert write_to(reader, kind="bulletin").state == MailState.PENDING


def test_g7_essential_kinds_cannot_be_turned_off(reader, mailoutbox) -> None:
    services.choose(reader, {"security": False, "decision": False, "bulletin": False})
    write_to(reader, kind="security")
    write_to(reader, kind="decision")
    write_to(reader, kind="bulletin")
    services.deliver_due()
    assert len(mailoutbox) == 2


# --- Calling back ---------------------------------------------------------------------------


def test_cancel_calls_back_what_has_not_left(reader, mailoutbox) -> None:
    sent = write_to(reader, dedupe_key="event:7:a")
    services.deliver_due()
    waiting = write_to(reader, dedupe_key="event:7:b")
    planned = write_to(
        reader, dedupe_key="event:7:c", kind="misspelt", not_before=timezone.now() + timedelta(1)
    )
    other = write_to(reader, dedupe_key="event:8:a")
    assert services.cancel("event:7:") == 2
    services.deliver_due()
    for mail in (sent, waiting, planned, other):
        mail.refresh_from_db()
    assert [mail.state for mail in (sent, waiting, planned, other)] == [
        "sent",
        "cancelled",
        "cancelled",
        "sent",
    ]
    assert set(OutgoingMail.objects.readable_by(reader, timezone.now())) == {sent, other}
    with pytest.raises(ValueError, match="Which"):
        services.cancel("")


def test_letter_to_an_address_without_an_account(db, mailoutbox) -> None:
    mail = services.send_to_address(
        "decision", "new.invented@example.org", "es", letter, dedupe_key="invite:1"
    )
    again = services.send_to_address(
        "decision", "new.invented@example.org", "es", letter, dedupe_key="invite:1"
    )
    services.deliver_due()
    assert (mail.recipient, mail.language, again) == (None, "es", None)
    assert mailoutbox[0].to == ["new.invented@example.org"]


# --- Races ----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_letter_written_by_eight_at_once_exists_once(mailoutbox) -> None:
    person = UserFactory()
    start, results, errors = Barrier(8), [], []

    def write() -> None:
        try:
            start.wait()
            with transaction.atomic():
                results.append(write_to(person, dedupe_key="same"))
        except Exception as error:  # noqa: BLE001  (shown below)
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert sum(mail is not None for mail in results) == 1
    assert OutgoingMail.objects.count() == 1
    assert len(mailoutbox) == 1
