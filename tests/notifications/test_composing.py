from __future__ import annotations

import re

import pytest
from django.utils import timezone

from notifications import services
from notifications.composing import compose
from notifications.letters import Action, Letter, Link, Quote
from notifications.services import deliver_due
from tests.accounts.factories import UserFactory
from tests.notifications.factories import letter, write_to

CODES = ["en", "fr", "es", "de", "ru", "ar", "pt"]


@pytest.mark.parametrize("code", CODES)
def test_g5_mail_has_the_language_and_direction_of_its_reader(db, mailoutbox, parsed, code) -> None:
    write_to(UserFactory(language=code))
    deliver_due()
    mail = parsed(mailoutbox[0])
    html = mail.get_body(("html",)).get_content()
    text = mail.get_body(("plain",)).get_content()
    assert f'<html lang="{code}" dir="{"rtl" if code == "ar" else "ltr"}">' in html
    assert mail["Content-Language"] == code
    assert f"/{code}/account/mail/" in text
    assert "The hearing is on Friday." in text
    assert "The hearing is on Friday." in html


def test_words_of_another_are_quoted_and_never_markup(reader, mailoutbox, parsed) -> None:
    quote = Quote("<script>alert(1)</script>\nשלום & more")
    write_to(reader, write=lambda: Letter("A & B <i>", ["x < y", quote]))
    deliver_due()
    mail = parsed(mailoutbox[0])
    html = mail.get_body(("html",)).get_content()
    text = mail.get_body(("plain",)).get_content()
    assert mail["Subject"] == "A & B <i>"
    assert "<script" not in html
    assert '<blockquote dir="auto"><p>&lt;script&gt;alert(1)&lt;/script&gt;<br>' in html
    assert "> <script>alert(1)</script>\n> שלום & more" in text
    assert "x < y" in text


def test_a_work_is_named_with_its_address_and_never_as_markup(
    reader, mailoutbox, parsed, client, settings
) -> None:
    link = Link("<b>شركة</b>\nVerdict:  it & us", "/en/library/a-case/")
    mail = write_to(reader, write=lambda: Letter("New", ["Found.", link]))
    deliver_due()
    sent = parsed(mailoutbox[0])
    address = settings.SITE_URL.rstrip("/") + "/en/library/a-case/"
    html = sent.get_body(("html",)).get_content()
    text = sent.get_body(("plain",)).get_content()
    shown = "&lt;b&gt;شركة&lt;/b&gt; Verdict: it &amp; us"
    assert f'<p><a href="{address}"><bdi>{shown}</bdi></a></p>' in html
    assert f"<b>شركة</b> Verdict: it & us\n{address}\n" in text

    client.force_login(reader)
    page = client.get(f"/en/account/messages/{mail.token}/").content.decode()
    assert '<a href="/en/library/a-case/"><bdi>&lt;b&gt;' in page


@pytest.mark.parametrize(
    "path", ["https://example.org/", "//example.org/", "page/", "/\\example.org"]
)
def test_a_letter_names_nothing_of_another_site(path) -> None:
    with pytest.raises(ValueError, match="this site only"):
        Link("A case", path)


def test_subject_cannot_add_a_header(reader, mailoutbox, parsed) -> None:
    write_to(reader, write=lambda: Letter("Hi\r\nBcc: all@example.org", []))
    deliver_due()
    mail = parsed(mailoutbox[0])
    assert mail["Subject"] == "Hi Bcc: all@example.org"
    assert mail["Bcc"] is None
    assert mailoutbox[0].recipients() == ["nadia.invented@example.org"]


def test_mail_loads_and_reports_nothing(reader, mailoutbox, parsed, settings) -> None:
    write_to(reader)
    deliver_due()
    html = parsed(mailoutbox[0]).get_body(("html",)).get_content()
    assert not re.search(r"<(img|script|link|iframe|object|form)\b|url\(|@import", html, re.I)
    addresses = re.findall(r'https?://[^\s"<]+', html)
    assert addresses
    assert all(address.startswith(f"{settings.SITE_URL}/") for address in addresses)


def test_headers_of_mail_that_can_be_turned_off_and_of_mail_that_cannot(
    reader, mailoutbox, parsed, settings
) -> None:
    bulletin = write_to(reader, headers={"X-Occasion": "test"})
    write_to(reader, kind="decision")
    deliver_due()
    by_kind = {bool(mail["List-Unsubscribe"]): mail for mail in map(parsed, mailoutbox)}
    off, on = by_kind[True], by_kind[False]
    assert off["List-Unsubscribe"].strip().startswith(f"<{settings.SITE_URL}/ar/account/mail/stop/")
    assert off["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert off["X-Occasion"] == "test"
    assert off["Message-ID"].startswith(f"<{bulletin.token}@")
    assert on["List-Unsubscribe-Post"] is None
    for mail in (off, on):
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["From"] == settings.DEFAULT_FROM_EMAIL
        assert mail["To"] == "nadia.invented@example.org"
        assert not mail["Cc"]
        assert not mail["Bcc"]


def test_every_mail_has_a_way_back_of_its_own(reader, mailoutbox, parsed, settings) -> None:
    settings.BOUNCE_DOMAIN = "bounces.example.org"
    first, second = write_to(reader), write_to(reader)
    deliver_due()
    backs = {message.from_email for message in mailoutbox}
    assert len(backs) == 2
    for mail in (first, second):
        pattern = rf"b\+{mail.token}\.[0-9a-f]{{8}}@bounces\.example\.org"
        assert any(re.fullmatch(pattern, back) for back in backs)
    assert parsed(mailoutbox[0])["From"] == settings.DEFAULT_FROM_EMAIL


# --- Discreet mail --------------------------------------------------------------------------


def test_discreet_mail_says_only_that_a_message_waits(db, mailoutbox, parsed, settings) -> None:
    person = UserFactory(discreet_mail=True, language="fr")
    mail = write_to(person)
    open_mail = write_to(UserFactory(language="fr"))
    deliver_due()
    discreet, plain = (
        next(parsed(sent) for sent in mailoutbox if sent.to == [to.recipient.email])
        for to in (mail, open_mail)
    )
    for word in ("Hearing", "Friday", "fair", "Open it", "Bulletin", "ILAW", "/en/news/"):
        assert word not in discreet.as_string()
        assert word not in discreet.get_body(("plain",)).get_content()
        assert word not in discreet.get_body(("html",)).get_content()
    text = discreet.get_body(("plain",)).get_content()
    assert f"{settings.SITE_URL}/fr/account/messages/{mail.token}/" in text
    assert "Friday" in plain.get_body(("plain",)).get_content()
    assert "ILAW" in plain["From"]


def test_mail_written_before_she_chose_discreet_mail_is_discreet(reader, mailoutbox) -> None:
    write_to(reader)
    reader.discreet_mail = True
    reader.save()
    deliver_due()
    assert "Friday" not in mailoutbox[0].body
    assert "Hearing" not in mailoutbox[0].subject


def test_g7_discreet_mail_keeps_what_she_cannot_do_without(reader, mailoutbox) -> None:
    reader.discreet_mail = True
    reader.save()
    secret = Action("Confirm", "/ar/account/confirm/key/", is_secret=True)
    needed = Letter("For you", ["Open this."], secret)
    write_to(
        reader,
        kind="security",
        write=lambda: Letter("Confirm", ["From 203.0.113.9"], secret, needed),
    )
    deliver_due()
    assert "/ar/account/confirm/key/" in mailoutbox[0].body
    assert "203.0.113.9" not in mailoutbox[0].body
    assert mailoutbox[0].subject == "For you"


def test_letter_to_nobodys_account_has_no_link_to_choices(db, mailoutbox) -> None:
    services.send_to_address("decision", "a@example.org", "en", letter, dedupe_key="x")
    deliver_due()
    assert "/account/mail/" not in mailoutbox[0].body


def test_letter_no_longer_kept_is_not_composed(reader) -> None:
    mail = write_to(reader, not_before=timezone.now())
    assert "Friday" in mail.text
    assert "Friday" in mail.html
    mail.letter = ""
    assert (mail.text, mail.html) == ("", "")
    with pytest.raises(ValueError, match="no letter"):
        compose(mail)
