"""The attestation: seven languages per version, and the one that holds is the one signed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from core.languages import language_codes
from membership.models import AttestationText
from membership.services import applications
from tests.membership.factories import draft_application

pytestmark = pytest.mark.django_db


def new_version(number: int = 2, *, languages=None, in_days: int = 0) -> None:
    """Add a version, in all seven languages unless told otherwise."""
    for language in languages or language_codes():
        AttestationText.objects.create(
            version=number,
            language=language,
            body=f"Version {number} in {language}",
            active_from=timezone.now().date() + timedelta(days=in_days),
        )


def test_the_shipped_version_has_seven_languages_and_each_its_own_words():
    texts = AttestationText.objects.filter(version=1)
    assert {text.language for text in texts} == set(language_codes())
    assert len({text.body for text in texts}) == 7
    assert all(text.body.count("\n") >= 6 for text in texts)


def test_a_version_holds_once_it_is_complete_and_its_day_has_come():
    assert AttestationText.objects.current_version() == 1
    new_version(2, languages=["en", "fr"])
    assert AttestationText.objects.current_version() == 1
    new_version(3, in_days=5)
    assert AttestationText.objects.current_version() == 1
    later = timezone.now().date() + timedelta(days=5)
    assert AttestationText.objects.current_version(later) == 3
    assert AttestationText.objects.current("ar", later).body == "Version 3 in ar"


def test_m10_an_application_needs_the_attestation_of_the_current_version():
    draft, outdated = draft_application(), AttestationText.objects.current("es")
    new_version(2)
    with pytest.raises(applications.AttestationError):
        applications.submit(draft, outdated)
    submitted = applications.submit(draft, AttestationText.objects.current("es"))

    assert submitted.attestation.version == 2
    assert submitted.attestation_language == "es"
    assert submitted.attested_at is not None


def form_data(**values) -> dict:
    """Return what a browser sends to submit a kept draft."""
    return {
        "first_name": "Marvalinda",
        "last_name": "Ficticia",
        "country": "KE",
        "profession": "lawyer",
        "languages": ["en"],
        "statement": "I defend invented workers.",
        "represents_employers": "no",
        "action": "submit",
        "attested": "on",
        "attestation": "1-es",
    } | values


@pytest.mark.parametrize(
    "wrong",
    [
        {"attested": ""},
        {"attestation": "1-en"},
        {"attestation": "0-es"},
        {"attestation": ""},
    ],
    ids=["not given", "of another language", "of another version", "of none"],
)
def test_m10_the_form_refuses_what_was_not_read_in_the_page_s_language(client, wrong):
    draft = draft_application()
    client.force_login(draft.user)
    address = "/es/account/membership/application/edit/"

    refused = client.post(address, form_data(**wrong))
    assert refused.status_code == 200
    draft.refresh_from_db()
    assert draft.status == "draft"

    assert client.post(address, form_data()).status_code == 302
    draft.refresh_from_db()
    assert draft.status == "submitted"
    assert draft.attestation_language == "es"


def test_m10_a_version_that_changed_while_she_wrote_is_shown_to_her(client):
    draft = draft_application()
    client.force_login(draft.user)
    new_version(2)
    answer = client.post("/es/account/membership/application/edit/", form_data())
    assert "Version 2 in es" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.status == "draft"
