"""One table says who sees what; every surface agrees with it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from directory import listing
from directory.enums import PUBLIC_FIELDS, EntryField, Use
from directory.models import UseCounter
from directory.presentation import present_entry
from directory.services.entries import NotPublicError, Showing, ensure_entry, save_entry
from directory.services.relay import write_first
from membership import audiences
from membership.audiences import ANONYMOUS, Level, viewer_for
from membership.enums import Listing, NameMode, Surface
from notifications.models import OutgoingMail
from tests.directory.factories import CANARIES, canary_entry, on_the_board, show
from tests.factories import AdvisoryBoardPageFactory
from tests.membership.factories import MemberFactory, fresh, person, today

pytestmark = pytest.mark.django_db

OUTSIDE = ("anonymous", "applicant", "lapsed")
INSIDE = (
    *("member_other_region", "sharer", "member", "coordinator", "coordinator_other_region"),
    *("ended_coordinator", "secretary"),
)
#: The table: who sees what an African member shows at a level. The coordinators are members of
#: their regions, the secretary and the ended coordinator of Africa; the sharer of the Americas.
SEES = {
    Level.NOBODY: set(),
    Level.STAFF: {"secretary"},
    Level.COORDINATOR: {"secretary", "coordinator"},
    Level.SHARED: {"secretary", "coordinator", "sharer"},
    Level.REGION: {"secretary", "coordinator", "sharer", "member", "ended_coordinator"},
    Level.MEMBERS: set(INSIDE),
    Level.PUBLIC: set(INSIDE),
}
#: What each surface shows at all.
LIST = {
    *(EntryField.NAME, EntryField.COUNTRY, EntryField.LANGUAGES, EntryField.EXPERTISE),
    *(EntryField.HEADLINE, EntryField.ORGANISATION, EntryField.CITY),
}
API_LIST = LIST - {EntryField.ORGANISATION, EntryField.CITY}
FACETS = {
    *(EntryField.COUNTRY, EntryField.LANGUAGES, EntryField.EXPERTISE, EntryField.ACCEPTS),
}
EVERYTHING = set(CANARIES)
#: What of a board member is drawn for everybody.
BOARD = EVERYTHING & set(PUBLIC_FIELDS)


@pytest.fixture
def sharing(monkeypatch):
    """Let two members share a list; `share` names them."""
    together = set()
    monkeypatch.setattr(
        audiences, "_sharing", [lambda member_id: {"list:1"} if member_id in together else set()]
    )
    return together


@pytest.fixture
def viewers(sharing):
    """Return one person of each kind of the table."""
    people = {
        kind: person(kind) for kind in (*OUTSIDE, *INSIDE) if kind not in ("sharer", "anonymous")
    }
    people["anonymous"] = AnonymousUser()
    people["sharer"] = person("member_other_region")
    sharing.add(people["sharer"].member.pk)
    return people


@pytest.fixture
def entry(sharing):
    """Return an entry of a member in Africa who shares a list with the sharer."""
    entry = canary_entry()
    sharing.add(entry.member_id)
    return entry


def client_of(user):
    client = Client()
    client.reader = user
    if user.is_authenticated:
        client.force_login(user)
        client.reader = fresh(user)
    return client


def told(text):
    """Return the fields whose words stand in a text."""
    return {field for field, canary in CANARIES.items() if canary in text}


def read(client, name, token=""):
    address = reverse(name, args=[token] if token else [])
    response = client.get(address)
    return response.content.decode() if response.status_code == 200 else ""


def of_page(client, entry):
    return told(read(client, "directory:entry", entry.member.token))


def of_list(client, entry):
    """Return what the rows tell; the filters beside them are a surface of their own."""
    page = read(client, "directory:list")
    _before, _mark, rows = page.partition('id="results-title"')
    return told(rows)


def of_facets(client, entry):
    page = read(client, "directory:list")
    filters, _mark, _rows = page.partition('id="results-title"')
    return told(filters)


def of_vcard(client, entry):
    return told(read(client, "directory:vcard", entry.member.token).replace("\r\n ", ""))


def api(client, path):
    response = client.get(f"/api/v1/members{path}")
    return json.dumps(response.json(), ensure_ascii=False) if response.status_code == 200 else ""


def in_api(text):
    """Return the fields an answer tells; a language is a code there."""
    return told(text.replace('"wo"', "Wolof"))


def of_api_list(client, entry):
    return in_api(api(client, "?limit=50"))


def of_api(client, entry):
    return in_api(api(client, f"/{entry.member.token}"))


def of_search(client, entry):
    """Return the fields by whose words the entry is found; the page asks the same question."""
    viewer = viewer_for(client.reader)
    return {
        field
        for field, canary in CANARIES.items()
        if listing.found(listing.Question(viewer, canary)).filter(pk=entry.pk).exists()
    }


#: Each surface, and the fields it has; languages and requests are narrowed by, not searched.
SURFACES = {
    "page": (of_page, EVERYTHING),
    "list": (of_list, LIST),
    "facets": (of_facets, FACETS),
    "vcard": (of_vcard, EVERYTHING - {EntryField.ACCEPTS, EntryField.ADMISSIONS}),
    "api list": (of_api_list, API_LIST),
    "api": (of_api, EVERYTHING),
    "search": (of_search, EVERYTHING - {EntryField.LANGUAGES, EntryField.ACCEPTS}),
}


def board(client):
    page = AdvisoryBoardPageFactory()
    try:
        return told(client.get(page.url_in("en")).content.decode())
    finally:
        page.delete()


@pytest.mark.parametrize("level", list(Level))
def test_d1_every_surface_agrees_with_the_table(site_tree, entry, viewers, level):
    entry = show(on_the_board(entry), level)
    wrong = []
    for kind, user in viewers.items():
        client = client_of(user)
        for name, (tell, has) in SURFACES.items():
            expected = has if kind in SEES[level] else set()
            # A card names languages by their codes.
            given = tell(client, entry) - ({EntryField.LANGUAGES} if name == "vcard" else set())
            expected = expected - ({EntryField.LANGUAGES} if name == "vcard" else set())
            if given != expected:
                wrong.append((name, kind, sorted(given ^ expected)))
        UseCounter.objects.filter(use=Use.API).delete()
    assert wrong == []


@pytest.mark.parametrize("level", list(Level))
def test_d1_the_public_page_shows_what_is_public_and_agreed_to(site_tree, entry, viewers, level):
    shown = show(on_the_board(entry), level)
    expected = BOARD - {EntryField.ACCEPTS} if level == Level.PUBLIC else set()
    for kind in ("anonymous", "applicant", "member", "coordinator", "secretary"):
        assert board(client_of(viewers[kind])) == expected, kind
    # Nobody agreed to it: the same level shows nothing.
    shown.consents.all().delete()
    for kind in ("anonymous", "member", "secretary"):
        assert board(client_of(viewers[kind])) == set()


@pytest.mark.parametrize("level", list(Level))
def test_d1_mail_calls_a_member_what_its_reader_may_know(entry, viewers, level):
    entry = show(on_the_board(entry), level)
    for kind in INSIDE:
        reader = viewers[kind]
        ensure_entry(reader.member)
        UseCounter.objects.all().delete()
        write_first(entry.member, reader.member, "A question")
        mail = OutgoingMail.objects.get(recipient=reader, kind="relay")
        text = mail.subject + mail.letter
        assert ("Canaryname" in text) == (kind in SEES[level]), kind
        assert told(text) <= {EntryField.NAME}


@pytest.mark.parametrize("field", list(CANARIES))
def test_d1_each_field_has_a_level_of_its_own(site_tree, entry, viewers, field):
    entry = show(entry, Level.REGION, field)
    inside, outside = client_of(viewers["member"]), client_of(viewers["member_other_region"])
    for name, (tell, has) in SURFACES.items():
        if name == "vcard" and field == EntryField.LANGUAGES:
            continue
        expected = {field} & has
        assert tell(inside, entry) == expected, name
        assert tell(outside, entry) == set(), name


@pytest.mark.parametrize("kind", [*OUTSIDE, *INSIDE])
def test_d1_the_presenter_agrees_with_the_table(entry, viewers, kind):
    user = viewers[kind]
    for level in Level:
        shown = show(entry, level)
        viewer = viewer_for(user if not user.is_authenticated else fresh(user))
        presented = present_entry(shown, viewer, Surface.DIRECTORY)
        if kind in OUTSIDE:
            assert presented is None
        else:
            assert presented is not None
            sees = kind in SEES[level]
            assert bool(presented.contacts) == sees
            assert (presented.name == "Canaryname Invented") == sees
            assert bool(presented.bio) == sees


def test_members_see_themselves_whatever_they_show(site_tree, entry):
    entry = show(entry, Level.NOBODY)
    client = client_of(entry.member.user)
    assert of_page(client, entry) == EVERYTHING
    assert of_facets(client, entry) == FACETS
    assert of_search(client, entry) == SURFACES["search"][1]


def test_by_default_a_name_a_country_languages_and_expertise_are_shown(site_tree, entry, viewers):
    seen = of_page(client_of(viewers["member"]), entry)
    assert seen == {
        *(EntryField.NAME, EntryField.COUNTRY, EntryField.LANGUAGES, EntryField.EXPERTISE),
    }


def test_who_hides_her_country_hides_her_city_and_her_initials_hide_it_too(
    site_tree, entry, viewers
):
    entry = show(entry, Level.MEMBERS)
    member = entry.member
    member.name_mode, member.hide_country = NameMode.INITIALS, True
    member.save()
    from directory.services.indexing import reindex

    reindex(entry)
    client = client_of(viewers["member"])
    hidden = {EntryField.NAME, EntryField.COUNTRY, EntryField.CITY}
    for name in ("page", "list", "api", "facets"):
        tell, has = SURFACES[name]
        assert tell(client, entry) == has - hidden
    assert "C. I." in read(client, "directory:entry", member.token)
    member.hide_country = False
    member.save()
    entry = show(entry, Level.MEMBERS, EntryField.NAME)
    # The country has a level of its own, behind initials too.
    assert "Lesotho" not in read(client, "directory:entry", member.token)


def test_what_others_may_ask_for_is_never_public(entry):
    with pytest.raises(NotPublicError):
        save_entry(entry, showing={EntryField.ACCEPTS: Showing(Level.PUBLIC)})
    save_entry(entry, showing={EntryField.BIO: Showing(Level.PUBLIC)})
    assert present_entry(entry, ANONYMOUS, Surface.DIRECTORY) is None
    assert present_entry(entry, ANONYMOUS, Surface.ADVISORY_BOARD) is None


def test_d8_a_day_that_is_over_hides_without_any_job(site_tree, entry, viewers):
    client = client_of(viewers["member"])
    on_the_last_day = show(entry, Level.MEMBERS, until=today())
    for name, (tell, has) in SURFACES.items():
        has = has - {EntryField.LANGUAGES} if name == "vcard" else has
        assert tell(client, on_the_last_day) - {EntryField.LANGUAGES} == has - {
            EntryField.LANGUAGES
        }, name
    over = show(entry, Level.MEMBERS, until=today() - timedelta(days=1))
    for name, (tell, _has) in SURFACES.items():
        assert tell(client, over) == set(), name


def test_d8_a_public_day_that_is_over_ends_the_public_page(site_tree, entry):
    show(on_the_board(entry), Level.PUBLIC, until=today())
    assert EntryField.NAME in board(Client())
    show(entry, Level.PUBLIC, until=today() - timedelta(days=1))
    assert board(Client()) == set()


def test_lists_cost_the_same_for_one_and_for_twenty(site_tree, viewers, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost(address):
        client = client_of(fresh(viewers["member"]))
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    canary_entry()
    addresses = [reverse("directory:list"), reverse("directory:list") + "?q=can&country=LS"]
    before = [cost(address) for address in addresses]
    for number in range(19):
        entry = canary_entry(MemberFactory())
        show(entry, Level.MEMBERS)
        if number % 2:
            on_the_board(entry)
    assert [cost(address) for address in addresses] == before
    assert max(before) <= 12


def test_a_listing_that_is_contact_only_or_hidden_is_in_no_list(site_tree, entry, viewers):
    member = entry.member
    client = client_of(viewers["member"])
    for state, opens in (
        (Listing.LISTED, True),
        (Listing.CONTACT_ONLY, True),
        (Listing.HIDDEN, False),
    ):
        member.listing = state
        member.save()
        assert bool(of_list(client, entry)) == (state == Listing.LISTED)
        assert bool(of_facets(client, entry)) == (state == Listing.LISTED)
        assert bool(of_api_list(client, entry)) == (state == Listing.LISTED)
        assert bool(of_page(client, entry)) == opens
        assert bool(of_api(client, entry)) == opens
