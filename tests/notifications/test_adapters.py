from __future__ import annotations

import re
from pathlib import Path

import allauth
import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core import context
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from notifications.delivery import deliver_due
from notifications.models import OutgoingMail
from notifications.security_letters import known_prefixes, letter_for, path_of
from tests.accounts.factories import UserFactory

FACTS = {
    "activate_url": "http://evil.example/en/account/confirm-email/key/",
    "password_reset_url": "http://evil.example/en/account/password/reset/key/a-b/",
    "signup_url": "http://evil.example/en/account/signup/",
    "timestamp": timezone.now(),
    "ip": "203.0.113.9",
    "user_agent": "Invented Browser",
    "from_email": "old@example.org",
    "to_email": "new@example.org",
    "deleted_email": "old@example.org",
}
#: Mails with codes belong to parts of allauth that are not switched on.
SWITCHED_OFF = {"account/email/login_code", "account/email/password_reset_code"}


def test_every_mail_of_allauth_has_a_letter() -> None:
    root = Path(allauth.__file__).parent / "templates"
    prefixes = {
        str(path.relative_to(root)).removesuffix("_subject.txt")
        for app in ("account", "mfa")
        for path in (root / app / "email").glob("*_subject.txt")
    }
    assert prefixes - SWITCHED_OFF == known_prefixes()
    with pytest.raises(KeyError):
        letter_for("account/email/login_code", FACTS)


@pytest.mark.parametrize("prefix", sorted(known_prefixes()))
def test_letter_leads_to_this_site_and_tells_where_from_only_openly(prefix: str) -> None:
    letter = letter_for(prefix, FACTS)
    assert letter.action.path.startswith("/en/account/")
    if letter.discreet:
        words = " ".join(map(str, [letter.discreet.subject, *letter.discreet.paragraphs]))
        assert "account" not in words
        assert "password" not in words
        assert letter.discreet.action.path == letter.action.path
    has_details = any("203.0.113.9" in str(paragraph) for paragraph in letter.paragraphs)
    assert has_details == (letter.discreet is None and "unknown" not in prefix)


def test_path_of_forgets_the_host() -> None:
    assert path_of("https://evil.example/en/x/?a=b") == "/en/x/?a=b"


def last_mail() -> OutgoingMail:
    """Return the mail written last."""
    return OutgoingMail.objects.order_by("-pk")[0]


def ask_for_reset(client, email: str, code: str = "en"):
    """Ask for a new password on a page in a language."""
    with translation.override(code):
        path = reverse("account_reset_password")
    return client.post(path, {"email": email})


def test_reset_reaches_her_in_her_language_with_a_link_that_works(db, client, mailoutbox) -> None:
    person = UserFactory(email="ana.invented@example.org", language="es")
    ask_for_reset(client, person.email, "fr")
    mail = last_mail()
    assert (mail.kind, mail.recipient, mail.language) == ("security", person, "es")
    deliver_due()
    (sent,) = mailoutbox
    assert sent.to == [person.email]
    link = re.search(r"http://localhost:8000(/es/account/\S+)", sent.body)[1]
    response = client.get(link, follow=True)
    assert response.status_code == 200
    assert 'name="password1"' in response.content.decode()
    # Who only sees the messages on the site cannot set a password.
    client.force_login(person)
    page = client.get(f"/es/account/messages/{mail.token}/").content.decode()
    assert link not in page


def test_m9_unknown_address_gets_a_mail_by_the_same_steps(db, client, mailoutbox) -> None:
    UserFactory(email="known.invented@example.org")
    known = ask_for_reset(client, "known.invented@example.org")
    unknown = ask_for_reset(client, "nobody.invented@example.org", "en")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    deliver_due()
    assert {message.to[0] for message in mailoutbox} == {
        "known.invented@example.org",
        "nobody.invented@example.org",
    }
    assert OutgoingMail.objects.filter(recipient=None).count() == 1


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password"])
def test_m9_who_only_claims_an_address_learns_nothing_of_its_owner(
    db, client, mailoutbox, name
) -> None:
    curious, address = UserFactory(), "owner.invented@example.org"
    claim = EmailAddress.objects.create(user=curious, email=address)
    secret = "an invented passphrase"
    form = {"email": address, "password1": secret, "password2": secret}

    client.post(reverse(name), form)
    deliver_due()
    assert [message.to for message in mailoutbox] == [[address]]
    assert not curious.letters.exists()

    # Once it is proved, what happens with the address is hers to know.
    claim.verified = True
    claim.save()
    cache.clear()  # of how often mail may be asked for
    client.post(reverse(name), form)
    assert curious.letters.count() == 1


def test_discreet_reset_says_nothing_but_its_link(db, client, mailoutbox) -> None:
    person = UserFactory(discreet_mail=True)
    ask_for_reset(client, person.email)
    deliver_due()
    (sent,) = mailoutbox
    assert sent.subject == "A message for you"
    assert "/en/account/" in sent.body
    for word in ("password", "ILAW", "account was", "Somebody"):
        assert word not in sent.body.replace("/password/", "/")


def test_notice_says_where_from_and_a_discreet_one_does_not(db, rf, client, mailoutbox) -> None:
    openly, discreetly = UserFactory(), UserFactory(discreet_mail=True)
    request = rf.get("/", HTTP_USER_AGENT="Invented Browser", REMOTE_ADDR="203.0.113.9")
    with context.request_context(request):
        for person in (openly, discreetly):
            get_adapter(request).send_notification_mail(
                "account/email/password_changed", person, email=person.email
            )
    deliver_due()
    bodies = {message.to[0]: message.body for message in mailoutbox}
    assert "203.0.113.9" in bodies[openly.email]
    assert "Invented Browser" in bodies[openly.email]
    assert "203.0.113.9" not in bodies[discreetly.email]
    assert "password" not in bodies[discreetly.email]
    assert "/en/account/messages/" in bodies[discreetly.email]
    client.force_login(discreetly)
    letter = OutgoingMail.objects.get(recipient=discreetly)
    page = client.get(f"/en/account/messages/{letter.token}/").content.decode()
    assert "203.0.113.9" in page


def test_sign_up_opens_an_account_in_the_language_of_the_page(db, rf) -> None:
    with translation.override("pt"):
        assert get_adapter().new_user(rf.get("/pt/account/signup/")).language == "pt"


def test_ways_end_where_they_should(db, rf) -> None:
    request = rf.get("/")
    request.user = UserFactory(language="de")
    with translation.override("fr"):
        adapter = get_adapter(request)
        assert adapter.get_login_redirect_url(request) == "/de/account/"
        assert adapter.get_signup_redirect_url(request) == "/fr/account/"
        assert adapter.get_logout_redirect_url(request) == "/fr/"
        assert adapter.is_open_for_signup(request)
    assert User.objects.count() == 1
