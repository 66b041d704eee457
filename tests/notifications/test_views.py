from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notifications import services
from notifications.composing import stop_url
from notifications.delivery import deliver_due
from notifications.enums import BounceKind
from notifications.letters import Action, Letter
from notifications.models import OutgoingMail, Suppression
from notifications.permissions import wants_mail
from notifications.signing import sign_preferences, sign_proof, sign_stop
from notifications.suppression import charge, is_suppressed
from tests.accounts.factories import UserFactory
from tests.notifications.factories import letter, write_to


def path_in(body: str, part: str) -> str:
    """Return the path of the link in a mail that contains something."""
    return re.search(rf"http://localhost:8000(/\S*{part}\S*)", body)[1]


def assert_private(response) -> None:
    """Check that nobody keeps a page."""
    assert "no-store" in response.headers["Cache-Control"]
    assert "private" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"].startswith("noindex")
    assert response.headers["Referrer-Policy"] in {"no-referrer", "same-origin"}


# --- Letters --------------------------------------------------------------------------------


def test_letter_is_shown_to_its_reader_and_to_nobody_else(client, reader) -> None:
    mail = write_to(reader)
    address = f"/en/account/messages/{mail.token}/"
    assert client.get(address).status_code == 302
    client.force_login(UserFactory(superuser=True))
    others = client.get(address)
    absent = client.get("/en/account/messages/aaaaaaaaaaaa/")
    assert (others.status_code, absent.status_code) == (404, 404)
    assert "Hearing" not in client.get("/en/account/messages/").content.decode()
    client.force_login(reader)
    page = client.get(address)
    html = page.content.decode()
    assert '<h1 lang="ar" dir="rtl">Hearing moved</h1>' in html
    assert '<blockquote dir="auto"><p>Is &lt;b&gt;this&lt;/b&gt; fair?</p></blockquote>' in html
    assert 'href="/en/news/"' in html
    assert_private(page)
    assert "Hearing moved" in client.get("/en/account/messages/").content.decode()


def test_letter_is_not_shown_before_its_time_nor_after_a_year(client, reader) -> None:
    later = write_to(reader, not_before=timezone.now() + timedelta(days=1))
    old = write_to(reader)
    OutgoingMail.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=366))
    client.force_login(reader)
    for mail in (later, old):
        assert client.get(f"/en/account/messages/{mail.token}/").status_code == 404
    assert "Hearing" not in client.get("/en/account/messages/").content.decode()


def test_letter_whose_text_is_gone_says_so(client, reader) -> None:
    mail = write_to(reader)
    OutgoingMail.objects.update(letter="", to_address="")
    client.force_login(reader)
    page = client.get(f"/en/account/messages/{mail.token}/").content.decode()
    assert "no longer kept" in page
    assert "Hearing moved" in page


def test_list_of_letters_takes_as_many_queries_for_one_as_for_twenty(client, reader) -> None:
    client.force_login(reader)
    write_to(reader)
    client.get("/en/account/messages/")
    with CaptureQueriesContext(connection) as one:
        client.get("/en/account/messages/")
    for _ in range(19):
        write_to(reader)
    with CaptureQueriesContext(connection) as twenty:
        client.get("/en/account/messages/")
    assert len(one) == len(twenty)


# --- Choices --------------------------------------------------------------------------------


def test_reader_chooses_her_mail(client, reader) -> None:
    assert client.get("/en/account/mail/").status_code == 302
    client.force_login(reader)
    page = client.get("/en/account/mail/")
    html = page.content.decode()
    assert 'name="kind-bulletin"' in html
    assert "kind-security" not in html
    assert "kind-decision" not in html
    assert_private(page)
    client.post("/en/account/mail/", {"kind-security": ""})
    assert not wants_mail(reader, "bulletin")
    assert wants_mail(reader, "security")
    client.post("/en/account/mail/", {"kind-bulletin": "on"})
    assert wants_mail(reader, "bulletin")


def test_link_in_a_mail_opens_her_choices_and_nothing_else(client, reader, mailoutbox) -> None:
    write_to(reader)
    deliver_due()
    path = path_in(mailoutbox[0].body, f"/account/mail/{reader.token}")
    page = client.get(path)
    assert page.status_code == 200
    assert "nadia" not in page.content.decode()
    assert_private(page)
    assert wants_mail(reader, "bulletin")
    assert client.post(path, {}).status_code == 302
    assert not wants_mail(reader, "bulletin")
    assert client.get("/ar/account/messages/").status_code == 302


def test_link_stops_working_after_ninety_days_and_with_a_changed_sign(
    client, reader, time_machine
) -> None:
    signed = sign_preferences(reader)
    stop = sign_stop(write_to(reader))
    assert client.get(f"/en/account/mail/{signed}/").status_code == 200
    for bad in (signed[:-1] + ("A" if signed[-1] != "A" else "B"), stop, reader.token, "x"):
        assert client.get(f"/en/account/mail/{bad}/").status_code == 404
        assert client.post(f"/en/account/mail/{bad}/").status_code == 404
    time_machine.move_to(timezone.now() + timedelta(days=91))
    late = client.get(f"/en/account/mail/{signed}/")
    assert late.status_code == 410
    assert "no longer works" in late.content.decode()
    assert client.post(f"/en/account/mail/{signed}/").status_code == 410
    assert wants_mail(reader, "bulletin")


def test_links_of_a_closed_account_open_nothing(client, reader) -> None:
    paths = [
        f"/en/account/mail/{sign_preferences(reader)}/",
        f"/en/account/mail/proof/{sign_proof(reader)}/",
    ]
    assert [client.get(path).status_code for path in paths] == [200, 200]
    reader.is_active = False
    reader.save()
    assert [client.get(path).status_code for path in paths] == [404, 404]
    assert [client.post(path).status_code for path in paths] == [404, 404]


def test_one_click_stops_a_kind_and_looking_does_not(client, reader) -> None:
    mail = write_to(reader)
    waiting = write_to(reader, not_before=timezone.now() + timedelta(days=1))
    path = stop_url(mail).removeprefix("http://localhost:8000")
    looked = client.get(path)
    assert looked.status_code == 200
    assert 'method="post"' in looked.content.decode()
    assert wants_mail(reader, "bulletin")
    strict = type(client)(enforce_csrf_checks=True)
    done = strict.post(path, {"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200
    assert_private(done)
    assert not wants_mail(reader, "bulletin")
    waiting.refresh_from_db()
    assert waiting.state == "site"
    essential = write_to(reader, kind="decision")
    assert client.post(f"/en/account/mail/stop/{sign_stop(essential)}/").status_code == 404


def test_one_click_of_somebody_without_an_account(client, db, mailoutbox) -> None:
    mail = services.send_to_address("bulletin", "a@example.org", "fr", letter, dedupe_key="1")
    client.post(f"/fr/account/mail/stop/{sign_stop(mail)}/")
    services.send_to_address("bulletin", "A@example.org", "fr", letter, dedupe_key="2")
    services.send_to_address("decision", "a@example.org", "fr", letter, dedupe_key="3")
    services.send_to_address("bulletin", "b@example.org", "fr", letter, dedupe_key="4")
    deliver_due()
    assert sorted(message.to[0] for message in mailoutbox) == ["a@example.org", "b@example.org"]
    assert "example" not in Suppression.objects.get().fingerprint


# --- An address that mail does not reach ----------------------------------------------------


def test_reader_sees_that_mail_came_back_and_shows_that_it_arrives(
    client, reader, mailoutbox
) -> None:
    client.force_login(reader)
    assert "mail/proof/" not in client.get("/en/account/mail/").content.decode()
    for _ in range(3):
        charge(write_to(reader), BounceKind.HARD)
    assert "mail/proof/" in client.get("/en/account/mail/").content.decode()
    write_to(reader, kind="security")
    deliver_due()
    client.post("/en/account/mail/proof/")
    client.post("/en/account/mail/proof/")
    mailoutbox.clear()
    assert deliver_due().sent == 1
    client.logout()
    path = path_in(mailoutbox[0].body, "/mail/proof/")
    assert client.get(path).status_code == 200
    assert is_suppressed(reader.email)
    assert client.post(path).status_code == 200
    assert not is_suppressed(reader.email)


def test_proof_holds_for_the_address_it_was_sent_to(client, reader, mailoutbox) -> None:
    services.prove_address(reader)
    deliver_due()
    path = path_in(mailoutbox[0].body, "/mail/proof/")
    assert client.get(path).status_code == 200
    reader.email = "other.invented@example.org"
    reader.save()
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("code", ["en", "ar"])
def test_secret_link_of_a_letter_is_not_on_the_site(client, reader, code) -> None:
    mail = write_to(
        reader,
        kind="security",
        write=lambda: Letter("S", ["T"], Action("Go", "/en/secret/", is_secret=True)),
    )
    client.force_login(reader)
    page = client.get(f"/{code}/account/messages/{mail.token}/").content.decode()
    assert "/en/secret/" not in page
    assert "T" in page
    assert "/en/secret/" in mail.text
