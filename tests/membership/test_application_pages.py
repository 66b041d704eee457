"""The applicant's pages: what joining means, a draft that is never lost, what becomes of it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from membership.models import Application
from membership.services import reviews
from privacy.models import AccessLog, SealedFile
from tests.accounts.factories import UserFactory
from tests.membership.factories import (
    RESUME_TEXT,
    draft_application,
    person,
    resume,
    submitted_application,
)

pytestmark = pytest.mark.django_db

PAGES = "/en/account/membership/"
EDIT = PAGES + "application/edit/"


def written(**values) -> dict:
    """Return what a browser sends to keep a draft."""
    return {
        "first_name": "Marvalinda",
        "last_name": "Ficticia",
        "country": "KE",
        "profession": "lawyer",
        "languages": ["en"],
        "other_languages": ["sw"],
        "statement": "I defend invented workers.",
        "represents_employers": "no",
        "action": "save",
        "attestation": "1-en",
    } | values


@pytest.mark.parametrize("code", ["en", "ar", "ru"])
def test_anybody_may_read_what_joining_means(client, code):
    answer = client.get(f"/{code}/account/membership/apply/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{code}"' in text
    assert f"/{code}/account/signup/?next=/{code}/account/membership/application/edit/" in text


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(client):
    answer = client.get(EDIT)
    assert answer.status_code == 302
    assert answer.url == f"{reverse('account_login')}?next={EDIT}"


def test_every_page_of_an_application_is_private(client):
    application = submitted_application()
    client.force_login(application.user)
    for page in ("", "withdraw/", "resume/"):
        answer = client.get(f"{PAGES}application/{page}")
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Referrer-Policy"] in {"no-referrer", "same-origin"}


def test_a_draft_is_kept_with_a_mistake_in_it_and_so_is_its_resume(client):
    user = UserFactory()
    client.force_login(user)
    sent = written(website="no address at all", statement="", resume=resume())
    answer = client.post(EDIT, sent)
    draft = Application.objects.get(user=user)

    assert answer.status_code == 200
    assert 'href="#id_website"' in answer.content.decode()
    assert draft.first_name == "Marvalinda"
    assert draft.languages == ["en", "sw"]
    assert draft.resume.name == "resume.txt"
    again = client.get(EDIT).content.decode()
    assert "Marvalinda" in again
    assert "resume.txt" in again


def test_a_refused_resume_loses_nothing_else_and_leaves_nothing(client):
    user = UserFactory()
    client.force_login(user)
    bad = SimpleUploadedFile("resume.pdf", b"<!doctype html><script>alert(1)</script>")
    answer = client.post(EDIT, written(resume=bad))
    assert answer.status_code == 200
    assert 'href="#id_resume"' in answer.content.decode()
    assert Application.objects.get(user=user).statement == "I defend invented workers."
    assert not SealedFile.objects.exists()


def test_submitting_says_what_is_missing_and_keeps_the_rest(client):
    user = UserFactory()
    client.force_login(user)
    answer = client.post(EDIT, written(action="submit", statement="", attested="on"))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'href="#id_statement"' in text
    assert 'href="#id_resume"' in text
    assert Application.objects.get(user=user).status == "draft"

    answer = client.post(EDIT, written(action="submit", attested="on", resume=resume()))
    assert answer.url == f"{PAGES}application/"
    assert Application.objects.get(user=user).status == "submitted"
    assert client.get(EDIT).status_code == 302


def test_a_yes_to_employers_needs_an_explanation(client):
    draft = draft_application()
    client.force_login(draft.user)
    sent = written(action="submit", attested="on", represents_employers="yes")
    assert 'href="#id_conflicts_text"' in client.post(EDIT, sent).content.decode()
    sent["conflicts_text"] = "A shipping firm, in tax matters."
    assert client.post(EDIT, sent).status_code == 302


def test_m2_an_applicant_sets_neither_state_nor_region(client):
    draft = draft_application()
    client.force_login(draft.user)
    client.post(EDIT, written(status="approved", region="2", decided_by="1", reference="APP-1"))
    after = Application.objects.get(pk=draft.pk)
    assert (after.status, after.region, after.reference) == ("draft", None, draft.reference)


def test_the_status_page_tells_what_she_may_know_and_no_more(client):
    application = submitted_application()
    coordinator = person("coordinator")
    reviews.add_note(application, coordinator, "Internal doubts")
    reviews.request_info(application, coordinator, words="Which <b>court</b>?", note="Doubts again")
    client.force_login(application.user)
    text = client.get(f"{PAGES}application/").content.decode()

    assert application.reference in text
    assert "Which &lt;b&gt;court&lt;/b&gt;?" in text
    assert "oubts" not in text
    assert coordinator.get_full_name() not in text
    assert f"{PAGES}application/answer/" in text


def test_an_answer_a_withdrawal_and_an_appeal_on_the_pages(client):
    application = submitted_application()
    coordinator = person("coordinator")
    client.force_login(application.user)
    page = f"{PAGES}application/"
    assert client.get(f"{page}answer/").status_code == 404
    assert client.get(f"{page}appeal/").status_code == 404

    reviews.request_info(application, coordinator, words="Which court?")
    assert "Which court?" in client.get(f"{page}answer/").content.decode()
    assert client.post(f"{page}answer/", {"words": ""}).status_code == 200
    assert client.post(f"{page}answer/", {"words": "That one."}).status_code == 302

    application.refresh_from_db()
    reviews.decline(application, coordinator, words="No.")
    assert client.get(f"{page}withdraw/").status_code == 404
    assert client.get(f"{page}appeal/").status_code == 200
    assert client.post(f"{page}appeal/", {"words": "Look again."}).status_code == 302
    assert client.post(f"{page}appeal/", {"words": "Once more."}).status_code == 404

    assert client.get(f"{page}withdraw/").status_code == 200
    assert client.post(f"{page}withdraw/").status_code == 302
    application.refresh_from_db()
    assert application.status == "withdrawn"


def test_her_own_resume_can_be_had_and_destroyed(client):
    application = submitted_application()
    client.force_login(application.user)
    answer = client.get(f"{PAGES}application/resume/")
    assert answer.content == RESUME_TEXT
    assert answer["Content-Disposition"].startswith("attachment")
    assert AccessLog.objects.get().actor == application.user
    assert client.get(f"{PAGES}application/resume/remove/").status_code == 405
    assert client.post(f"{PAGES}application/resume/remove/").status_code == 302
    assert client.get(f"{PAGES}application/resume/").status_code == 404


@pytest.mark.parametrize("status", ["draft", "submitted", "withdrawn", "expired", "declined"])
@pytest.mark.parametrize("code", ["en", "fr", "es", "de", "ru", "ar", "pt"])
def test_every_state_has_a_page_in_every_language(client, code, status):
    application = submitted_application()
    Application.objects.filter(pk=application.pk).update(status=status)
    client.force_login(application.user)
    with translation.override(code):
        address = reverse("membership:application")
    assert client.get(address).status_code == 200
