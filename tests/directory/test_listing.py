"""What is looked for and found, by whom."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from directory import listing
from directory.text import contact_key, normalise, words
from membership.audiences import Level, viewer_for
from membership.enums import NameMode
from membership.services.members import set_display
from tests.directory.factories import PHONE, canary_entry, show
from tests.membership.factories import MemberFactory, PersonFactory, fresh, person

pytestmark = pytest.mark.django_db


def finds(user, text):
    question = listing.Question(viewer_for(fresh(user)), text)
    return listing.found(question).exists()


@pytest.mark.parametrize(
    "asked", ["canary.contact@example.org", "CANARY.CONTACT@EXAMPLE.ORG ", PHONE, "+999123456789"]
)
def test_d3_an_address_is_found_by_those_who_see_it_only(asked):
    entry = show(canary_entry(), Level.COORDINATOR)
    assert not finds(person("member"), asked)
    assert not finds(person("coordinator_other_region"), asked)
    assert finds(person("coordinator"), asked)
    assert finds(person("secretary"), asked)
    # A part of it finds nobody: only the whole is compared.
    for part in ("canary.contact", "example.org", "contact@example.org", "999123"):
        assert not finds(person("coordinator"), part)
    assert finds(entry.member.user, asked)


def test_d3_a_real_name_behind_a_pseudonym_is_found_by_nobody_in_the_directory():
    entry = show(canary_entry(), Level.MEMBERS)
    member = entry.member
    assert finds(person("member"), "Canaryname")
    set_display(
        member,
        listing=member.listing,
        name_mode=NameMode.PSEUDONYM,
        pseudonym="Nightheron",
        hide_country=False,
        languages=["en"],
        is_shielded=False,
    )
    for kind in ("member", "member_other_region", "coordinator", "secretary"):
        assert not finds(person(kind), "Canaryname")
        assert finds(person(kind), "Nightheron")


def test_d3_the_order_of_the_list_tells_no_hidden_name():
    first = canary_entry(MemberFactory(user=PersonFactory(first_name="Aaa", last_name="Invented")))
    show(first, Level.REGION, "name")
    second = canary_entry(MemberFactory(user=PersonFactory(first_name="Zzz", last_name="Invented")))
    show(second, Level.MEMBERS, "name")
    viewer = viewer_for(person("member_other_region"))
    entries = list(listing.in_order(listing.found(listing.Question(viewer))))
    assert [entry.pk for entry in entries] == [second.pk, first.pk]
    assert "aaa" not in entries[1].sort_key


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Straßenwärter Ñandú", "strassenwarter nandu"),
        ("مُحَمَّد الأحمدي", "محمد الاحمدي"),
        ("Ёлкина", "елкина"),
        ("ＦＵＬＬ", "full"),
        ("Kreuzfeld-Müller", "muller kreuz"),
    ],
)
def test_words_are_found_however_they_are_spelled(written, asked):
    entry = canary_entry()
    entry.organisation = written
    entry.save()
    show(entry, Level.MEMBERS, "organisation")
    assert finds(person("member"), asked)
    assert not finds(person("member"), "absentword")


def test_signs_that_databases_read_are_only_signs():
    show(canary_entry(), Level.MEMBERS)
    member = person("member")
    for strange in ("%", "_", "a%' OR 1=1 --", "\x00", "'", '"', "\\", "💩", "a" * 500):
        assert not finds(member, strange)
    assert finds(member, " ")


def test_counts_are_of_what_a_filter_would_leave():
    show(canary_entry(), Level.MEMBERS)
    plain = canary_entry(MemberFactory())
    show(plain, Level.MEMBERS)
    viewer = viewer_for(person("member"))
    everything = listing.counts(listing.Question(viewer))
    assert everything["country"] == {"LS": 1, "KE": 1}
    assert everything["expertise"] == {"canary-expertise": 2}
    narrowed = listing.counts(listing.Question(viewer, facets={"country": ["LS"]}))
    assert narrowed["country"] == {"LS": 1, "KE": 1}
    assert narrowed["expertise"] == {"canary-expertise": 1}


def test_the_page_shows_chips_and_refuses_what_is_no_value(client, site_tree):
    show(canary_entry(), Level.MEMBERS)
    client.force_login(person("member"))
    address = reverse("directory:list")
    page = client.get(address, {"q": "canary", "country": "LS", "accepts": "referral"})
    assert "1 member" in page.content.decode()
    assert 'class="chip"' in page.content.decode()
    for wrong in ({"country": "XX"}, {"expertise": "nonsense"}, {"page": "0"}, {"page": "x"}):
        assert client.get(address, wrong).status_code == 404


def test_the_page_reads_in_arabic(site_tree):
    show(canary_entry(), Level.MEMBERS)
    client = Client()
    client.force_login(person("member"))
    response = client.get("/ar/directory/")
    assert response.status_code == 200
    assert 'dir="rtl"' in response.content.decode()


def test_normalising_is_stable():
    for text in ("Ünïcödé", "مُحَمَّد", "ЁЖ", "ﬁnal"):
        assert normalise(normalise(text)) == normalise(text)
    assert words("one-two, three") == ["one", "two", "three"]
    assert contact_key("+99 (1) 23-45") == "9912345"
    assert contact_key(" A@B.Example ") == "a@b.example"
