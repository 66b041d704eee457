from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications.enums import MailState
from notifications.models import OutgoingMail
from tests.accounts.factories import UserFactory
from tests.notifications.factories import write_to


@pytest.fixture
def keeper(db):
    """Return who looks after the outbox."""
    return UserFactory(superuser=True)


@pytest.mark.parametrize("end", ["", "{token}/", "{token}/retry/", "{token}/cancel/"])
def test_outbox_is_for_superusers_only(client, reader, keeper, editor, member, end) -> None:
    mail = write_to(reader)
    path = "/admin/outbox/" + end.format(token=mail.token)
    ask = client.post if end.count("/") == 2 else client.get
    for person in (None, member, reader, editor):
        if person:
            client.force_login(person)
        response = ask(path)
        assert response.status_code == 302
        assert "/admin/outbox/" not in response.url.partition("?")[0]
    mail.refresh_from_db()
    assert mail.state == MailState.PENDING
    client.force_login(keeper)
    response = ask(path)
    assert response.status_code == (302 if end.count("/") == 2 else 200)
    assert client.get("/admin/outbox/aaaaaaaaaaaa/").status_code == 404


def test_outbox_shows_where_mails_stand_and_masks_addresses(client, reader, keeper) -> None:
    waiting, failed = write_to(reader), write_to(reader)
    OutgoingMail.objects.filter(pk=failed.pk).update(state=MailState.FAILED, failure="Oh 550")
    client.force_login(keeper)
    html = client.get("/admin/outbox/").content.decode()
    assert waiting.token in html
    assert "n…@example.org" in html
    assert "nadia" not in html
    assert "Hearing" not in html
    only = client.get("/admin/outbox/?state=failed").content.decode()
    assert failed.token in only
    assert waiting.token not in only
    assert client.get("/admin/outbox/?state=nonsense&p=x").status_code == 200


def test_text_can_be_read_only_where_mail_stays_on_this_machine(
    client, reader, keeper, settings
) -> None:
    mail = write_to(reader)
    client.force_login(keeper)
    path = f"/admin/outbox/{mail.token}/"
    assert "The hearing is on Friday." in client.get(path).content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    html = client.get(path).content.decode()
    assert "The hearing" not in html
    assert "Hearing" not in html
    assert "nadia" not in html


def test_failed_mail_is_sent_again_and_waiting_mail_called_back(client, reader, keeper) -> None:
    mail = write_to(reader)
    client.force_login(keeper)
    path = f"/admin/outbox/{mail.token}/"

    def states() -> tuple[str, str]:
        mail.refresh_from_db()
        before = mail.state
        client.post(f"{path}retry/")
        mail.refresh_from_db()
        return before, mail.state

    assert states() == ("pending", "pending")
    OutgoingMail.objects.update(state=MailState.FAILED)
    assert states() == ("failed", "pending")
    assert client.get(f"{path}cancel/").status_code == 405
    client.post(f"{path}cancel/")
    assert states() == ("cancelled", "cancelled")


def test_menu_offers_the_outbox_to_superusers_only(client, keeper, editor) -> None:
    client.force_login(editor)
    assert "/admin/outbox/" not in client.get("/admin/").content.decode()
    client.force_login(keeper)
    assert "/admin/outbox/" in client.get("/admin/").content.decode()


def test_outbox_takes_as_many_queries_for_one_as_for_twenty(client, reader, keeper) -> None:
    client.force_login(keeper)
    write_to(reader)
    client.get("/admin/outbox/")
    with CaptureQueriesContext(connection) as one:
        client.get("/admin/outbox/")
    for _ in range(19):
        write_to(reader)
    with CaptureQueriesContext(connection) as twenty:
        client.get("/admin/outbox/")
    assert len(one) == len(twenty)
