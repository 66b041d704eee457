"""A person's own pages: what is listed, what she can set, where it takes effect."""

from __future__ import annotations

import pytest
from wagtail.users.models import UserProfile

from accounts.portal import SECTIONS
from core.portal import sections_for
from tests.accounts.conftest import sign_in

PREFERENCES = "/en/account/preferences/"
SENT = {
    "first_name": "Rosa",
    "last_name": "Zzyzx",
    "language": "pt",
    "time_zone": "America/Sao_Paulo",
    "discreet_mail": "on",
}


def test_the_index_lists_every_section(client, site_tree, person):
    sign_in(client, person)

    page = client.get("/en/account/").content.decode()

    assert {section.name for section in SECTIONS} <= {s.name for s in sections_for(person)}
    for section in sections_for(person):
        assert str(section.title) in page


def test_preferences_are_kept_and_the_admin_follows(client, site_tree, person):
    sign_in(client, person)
    UserProfile.get_for_user(person)

    response = client.post(PREFERENCES, SENT)

    assert response.url == "/pt/account/preferences/"
    person.refresh_from_db()
    assert person.get_full_name() == "Rosa Zzyzx"
    assert (person.language, person.time_zone) == ("pt", "America/Sao_Paulo")
    assert person.discreet_mail
    profile = UserProfile.objects.get(user=person)
    assert (profile.preferred_language, profile.current_time_zone) == ("pt-br", "America/Sao_Paulo")


@pytest.mark.parametrize(("field", "value"), [("language", "xx"), ("time_zone", "Mars/Olympus")])
def test_unknown_preferences_are_refused(client, site_tree, person, field, value):
    sign_in(client, person)

    response = client.post(PREFERENCES, SENT | {field: value})

    assert response.status_code == 200
    assert "error-summary" in response.content.decode()
    person.refresh_from_db()
    assert person.language == "en"


def test_a_choice_in_the_admin_holds_for_mails_too(person):
    profile = UserProfile.get_for_user(person)
    profile.preferred_language, profile.current_time_zone = "pt-pt", "Europe/Lisbon"
    profile.save()

    person.refresh_from_db()
    assert (person.language, person.time_zone) == ("pt", "Europe/Lisbon")
    profile.preferred_language = ""
    profile.save()
    person.refresh_from_db()
    assert person.language == "pt"


def test_an_address_replaced_in_the_admin_opens_nothing(client, site_tree, person):
    old = person.email
    person.email = "replaced@example.org"
    person.save()

    client.post("/en/account/login/", {"login": old, "password": "an invented password"})

    assert "_auth_user_id" not in client.session
    assert not person.emailaddress_set.filter(email=old).exists()


def test_a_person_is_a_reference_in_every_log(person):
    person.first_name = "Rosa"
    assert str(person) == f"Account {person.token}"
