"""Opening an account: no robots, no telling who has one, and the right language from the start."""

from __future__ import annotations

import base64
import re

import pytest
from allauth.account.models import EmailAddress
from altcha.v1 import Payload, solve_challenge
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail

from accounts import proof
from accounts.models import SentForm, User
from tests.accounts.conftest import is_signed_in, sign_in

NEW = "newcomer@example.org"
SECRET = "four invented words here"


def solve(challenge: dict) -> str:
    """Answer a challenge as js/proof.js does."""
    solution = solve_challenge(
        challenge["challenge"], challenge["salt"], challenge["algorithm"], challenge["maxNumber"], 0
    )
    return Payload(
        challenge["algorithm"],
        challenge["challenge"],
        solution.number,
        challenge["salt"],
        challenge["signature"],
    ).to_base64()


def sign_up(client, email=NEW, code="en", proof="", **extra):
    """Send the form that opens an account."""
    form = {"email": email, "password1": SECRET, "password2": SECRET, "proof": proof}
    return client.post(f"/{code}/account/signup/", {**form, **extra})


def test_a_newcomer_signs_up_confirms_and_signs_in(
    client, site_tree, django_capture_on_commit_callbacks
):
    challenge = client.get("/es/account/challenge/").json()
    with django_capture_on_commit_callbacks(execute=True):
        response = sign_up(client, code="es", proof=solve(challenge))
    assert response.url == "/es/account/confirm-email/"
    user = User.objects.get(email=NEW)
    assert user.language == "es"
    sign_in(client, user, SECRET)
    assert not is_signed_in(client)

    (letter,) = mail.outbox
    assert letter.to == [NEW]
    link = re.search(r"/es/account/confirm-email/\S+", letter.body).group()
    assert client.get(link).status_code == 200
    client.post(link)

    assert EmailAddress.objects.get(email=NEW).verified
    sign_in(client, user, SECRET)
    assert is_signed_in(client)


def body(response) -> str:
    """Return a page without what differs by design each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("signup/", {"password1": SECRET, "password2": SECRET}),
        ("password/reset/", {}),
    ],
)
def test_m9_a_known_and_an_unknown_address_answer_alike(
    client, client_class, site_tree, person, path, form, monkeypatch
):
    hashed = []
    encode = MD5PasswordHasher.encode

    def counting(self, *args, **kwargs):
        hashed.append(args)
        return encode(self, *args, **kwargs)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    answers = []
    for email in (person.email, "nobody@example.org"):
        browser = client_class()
        hashed.clear()
        first = browser.post(f"/en/account/{path}", {"email": email, **form})
        work = len(hashed)
        page = browser.get(first.url)
        answers.append(
            (
                first.status_code,
                first.url,
                work,
                page.status_code,
                len(browser.cookies),
                body(page).replace(email, "ADDRESS"),
            )
        )

    known, unknown = answers
    assert known == unknown
    assert not User.objects.filter(email="nobody@example.org").exists() or path == "signup/"


def test_m9_each_of_both_gets_one_mail(
    client_class, site_tree, person, django_capture_on_commit_callbacks
):
    for email in (person.email, "nobody@example.org"):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            sign_up(client_class(), email)
        assert [letter.to for letter in mail.outbox] == [[email]]


def test_a_proof_counts_once(client, client_class, site_tree):
    payload = solve(client.get("/en/account/challenge/").json())

    assert sign_up(client, proof=payload).status_code == 302
    again = sign_up(client_class(), "second@example.org", proof=payload)

    assert again.status_code == 200
    assert "robots" in again.content.decode()
    assert not User.objects.filter(email="second@example.org").exists()


@pytest.mark.parametrize(
    "payload",
    [
        "x",
        "bnVsbA==",
        "W10=",
        "eyJhbGdvcml0aG0iOiJTSEEtMjU2In0=",
        "{}",
        "MTI=",
        pytest.param(base64.b64encode(b"[" * 100_000).decode(), id="nested"),
    ],
)
def test_what_is_no_proof_is_refused(client, site_tree, payload):
    assert sign_up(client, proof=payload).status_code == 200
    assert not User.objects.filter(email=NEW).exists()


def test_a_forged_or_late_proof_is_refused(client, site_tree, monkeypatch):
    forged = proof.new_challenge() | {"signature": "0" * 64}
    monkeypatch.setattr(proof, "LIFE", -proof.LIFE)
    late = proof.new_challenge()

    for challenge in (forged, late):
        assert sign_up(client, proof=solve(challenge)).status_code == 200
    assert not User.objects.filter(email=NEW).exists()


def test_without_javascript_a_few_pass_and_then_no_more(client_class, site_tree, monkeypatch):
    monkeypatch.setattr(proof, "FROM_ONE_NETWORK", 2)
    for n in range(2):
        assert sign_up(client_class(), f"first-{n}@example.org").status_code == 302

    refused = sign_up(client_class(), "third@example.org", code="en")
    assert refused.status_code == 200
    assert "without JavaScript" in refused.content.decode()
    # Another network still may, and so may whoever brings a proof.
    other = client_class(REMOTE_ADDR="198.51.100.7")
    assert sign_up(other, "fourth@example.org").status_code == 302
    payload = solve(proof.new_challenge())
    assert sign_up(client_class(), "fifth@example.org", proof=payload).status_code == 302


def test_without_javascript_the_whole_world_has_a_limit(client_class, site_tree, monkeypatch):
    monkeypatch.setattr(proof, "FROM_EVERYWHERE", 1)
    assert sign_up(client_class(REMOTE_ADDR="192.0.2.1")).status_code == 302

    assert sign_up(client_class(REMOTE_ADDR="198.51.100.1"), "b@example.org").status_code == 200


def test_limits_forget_after_an_hour_and_keep_no_address(client, site_tree):
    sign_up(client)
    row = SentForm.objects.get()
    assert row.network == "127.0.0.0"
    SentForm.objects.update(sent_at=row.sent_at - proof.WINDOW * 2)

    proof.may_go_without(None, "signup")

    assert not SentForm.objects.filter(pk=row.pk).exists()


def test_the_page_names_its_script_and_challenge(client, site_tree):
    page = client.get("/fr/account/signup/").content.decode()

    assert 'data-proof="/fr/account/challenge/"' in page
    assert 'src="/static/js/proof.js"' in page
