"""A member writes her own entry and sees it as others do."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from core.portal import sections_for
from directory.models import ContactMethod, DirectoryEntry, FieldVisibility
from membership.audiences import Level
from tests.directory.factories import CANARIES, canary_entry, on_the_board, show
from tests.membership.factories import person

pytestmark = pytest.mark.django_db

EDIT = "directory_portal:edit"


@pytest.fixture
def member(client, site_tree):
    user = person("member")
    client.force_login(user)
    return user.member


def form_of(client):
    """Return what the page's form would send as it stands, every chosen box included."""
    page = BeautifulSoup(client.get(reverse(EDIT)).content.decode(), "html.parser")
    data = QueryDict(mutable=True)
    for box in page.select("form.form [name]"):
        if box.name == "select":
            chosen = box.select("option[selected]") or box.select("option")[:1]
            data.setlist(box["name"], [option["value"] for option in chosen])
        elif box.name == "textarea":
            data.appendlist(box["name"], box.text.removeprefix("\n"))
        elif box.get("type") != "checkbox" or box.has_attr("checked"):
            data.appendlist(box["name"], box.get("value", ""))
    return data


def test_the_first_visit_makes_the_entry_and_saving_keeps_everything(client, member):
    assert not DirectoryEntry.objects.filter(member=member).exists()
    data = form_of(client)
    entry = DirectoryEntry.objects.get(member=member)
    assert entry.languages == member.languages
    assert not FieldVisibility.objects.exists()
    data.update({"headline_en": "Defends dock workers", "level_headline": "members"})
    data.update({"organisation": "Example Chambers", "level_organisation": "region"})
    data.update({"until_organisation": "2099-12-31", "city": "Exampleville"})
    data["admissions"] = "Bar of Example, 2012\nCourt of Nowhere"
    data.setlist("languages", ["en", "fr"])
    data["other_language_0"] = "sw"
    data.setlist("accepts", ["mentoring"])
    data.update({"contacts-0-kind": "phone", "contacts-0-value": "+999 555 0101"})
    data["contacts-0-level"] = "coordinator"
    assert client.post(reverse(EDIT), dict(data.lists())).status_code == 302
    entry.refresh_from_db()
    assert entry.headline == {"en": "Defends dock workers"}
    assert entry.languages == ["en", "fr", "sw"]
    assert entry.admissions == [
        {"body": "Bar of Example", "year": 2012},
        {"body": "Court of Nowhere", "year": None},
    ]
    shown = {v.field: (v.level, v.until and v.until.isoformat()) for v in entry.visibilities.all()}
    assert shown == {"headline": ("members", None), "organisation": ("region", "2099-12-31")}
    contact = ContactMethod.objects.get()
    assert (contact.value, contact.level) == ("+999 555 0101", "coordinator")
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM directory_contactmethod")
        assert "0101" not in cursor.fetchone()[0]
    # What the form shows is what is stored: saving it again changes nothing.
    token = contact.token
    assert client.post(reverse(EDIT), dict(form_of(client).lists())).status_code == 302
    entry.refresh_from_db()
    assert entry.languages == ["en", "fr", "sw"]
    assert ContactMethod.objects.get().token == token
    data = form_of(client)
    data["contacts-0-value"] = ""
    client.post(reverse(EDIT), dict(data.lists()))
    assert not ContactMethod.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("level_bio", "everyone"),
        ("level_bio", "public"),
        ("level_accepts", "public"),
        ("until_bio", "soon"),
        ("website", "javascript:alert(1)"),
        ("headline_en", "x" * 161),
        ("bio_en", "x" * 3001),
        ("contacts-0-level", "public"),
        ("contacts-0-value", "no address"),
        ("admissions", "\n".join(f"Bar {n}" for n in range(21))),
        # Refused by its length, before a pattern takes minutes over it.
        ("admissions", "Bar" + " " * 200_000 + "x"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_saved(client, member, name, value):
    data = form_of(client)
    data.update({"city": "Exampleville", "contacts-0-kind": "email", name: value})
    if name == "contacts-0-level":
        data["contacts-0-value"] = "someone@example.org"
    response = client.post(reverse(EDIT), dict(data.lists()))
    assert response.status_code == 200
    assert "error-summary" in response.content.decode()
    assert DirectoryEntry.objects.get(member=member).city == ""


def test_the_preview_is_what_others_see(client, site_tree):
    entry = show(canary_entry(), Level.REGION)
    client.force_login(entry.member.user)

    def seen_as(viewpoint):
        response = client.get(reverse("directory_portal:preview", args=[viewpoint]))
        assert response.status_code == 200
        return response.content.decode()

    for viewpoint, sees in (
        ("member", False),
        ("region", True),
        ("coordinator", True),
        ("secretariat", True),
        ("public", False),
    ):
        assert (CANARIES["bio"] in seen_as(viewpoint)) == sees, viewpoint
    assert client.get(reverse("directory_portal:preview", args=["queen"])).status_code == 404
    show(on_the_board(entry), Level.PUBLIC)
    assert CANARIES["bio"] in seen_as("public")


def test_only_members_have_the_section(client, site_tree):
    def names(user):
        return {section.name for section in sections_for(user)}

    assert {"directory", "conversations"} <= names(person("member"))
    for kind in ("applicant", "lapsed", "editor"):
        user = person(kind)
        assert "directory" not in names(user)
        stranger = Client()
        stranger.force_login(user)
        assert stranger.get(reverse(EDIT)).status_code == 404
