"""The safety switch holds on every surface at the next request."""

from __future__ import annotations

import threading

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from directory.models import DirectoryFacet, DirectorySearchText, RelayMessage
from directory.services import relay
from directory.services.entries import save_entry
from membership.audiences import Level
from membership.enums import Listing, NameMode
from membership.models import Member
from membership.services.members import safety_switch, set_display
from notifications.enums import MailState
from notifications.models import OutgoingMail
from tests.directory.factories import canary_entry, on_the_board, show
from tests.factories import AdvisoryBoardPageFactory
from tests.membership.factories import MemberFactory, person

pytestmark = pytest.mark.django_db


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def test_d9_after_the_safety_switch_every_surface_shows_the_pseudonym_or_nothing(site_tree):
    entry = show(on_the_board(canary_entry()), Level.PUBLIC)
    member, reader = entry.member, canary_entry(MemberFactory()).member
    conversation = relay.write_first(member, reader, "Hello").conversation
    page = AdvisoryBoardPageFactory()
    client, stranger = client_of(reader.user), Client()
    places = {
        "list": (client, reverse("directory:list")),
        "search": (client, reverse("directory:list") + "?q=Canaryname"),
        "entry": (client, reverse("directory:entry", args=[member.token])),
        "vcard": (client, reverse("directory:vcard", args=[member.token])),
        "api list": (client, "/api/v1/members"),
        "api": (client, f"/api/v1/members/{member.token}"),
        "mailbox": (client, reverse("directory:mailbox")),
        "conversation": (client, reverse("directory:conversation", args=[conversation.token])),
        "messages": (client, reverse("notifications:messages")),
        "message": (
            client,
            reverse("notifications:message", args=[reader.user.letters.get(kind="relay").token]),
        ),
        "board": (stranger, page.url_in("en")),
        "board in French": (stranger, page.url_in("fr")),
    }
    for name, (reads, address) in places.items():
        assert "Canaryname" in reads.get(address).content.decode(), name
    safety_switch(member, actor=member.user)
    for name, (reads, address) in places.items():
        response = reads.get(address)
        body = (
            response.content.decode().replace("?q=Canaryname", "").replace('value="Canaryname"', "")
        )
        assert "Canaryname" not in body.replace("“Canaryname”", ""), name
        assert response.status_code in (200, 404), name
    for text in DirectorySearchText.objects.filter(entry=entry):
        assert "canaryname" not in text.text
    # The other can still be answered, and sees no name.
    assert "Member" in client.get(places["conversation"][1]).content.decode()


def test_d9_a_pseudonym_holds_everywhere_at_once(site_tree):
    entry = show(canary_entry(), Level.MEMBERS)
    member = entry.member
    client = client_of(person("member"))
    address = reverse("directory:entry", args=[member.token])
    assert "Canaryname" in client.get(address).content.decode()
    set_display(
        member,
        listing=member.listing,
        name_mode=NameMode.PSEUDONYM,
        pseudonym="Nightheron",
        hide_country=True,
        languages=["en"],
        is_shielded=False,
    )
    for place in (
        address,
        reverse("directory:list"),
        reverse("directory:vcard", args=[member.token]),
        "/api/v1/members",
    ):
        body = client.get(place).content.decode()
        assert "Nightheron" in body
        assert "Canaryname" not in body
        assert "Lesotho" not in body


def test_d9_a_letter_on_its_way_is_called_back_and_one_that_arrived_names_her_no_more(site_tree):
    entry, reader = canary_entry(), canary_entry(MemberFactory()).member
    relay.write_first(entry.member, reader, "Hello from Canaryname")
    letter = reader.user.letters.get(kind="relay")
    OutgoingMail.objects.filter(pk=letter.pk).update(state=MailState.PENDING)
    other = canary_entry(MemberFactory()).member
    relay.write_first(entry.member, other, "Hello from Canaryname")
    arrived = other.user.letters.get(kind="relay")
    OutgoingMail.objects.filter(pk=arrived.pk).update(state=MailState.SENT)

    safety_switch(entry.member, actor=entry.member.user)

    letter.refresh_from_db()
    arrived.refresh_from_db()
    assert (letter.state, letter.letter) == (MailState.CANCELLED, "")
    assert (arrived.state, arrived.letter, arrived.subject) == (
        MailState.SENT,
        "",
        "A message for you",
    )
    # What she wrote still waits in the conversation.
    assert RelayMessage.objects.filter(sender=entry.member).count() == 2


@pytest.mark.django_db(transaction=True)
def test_changes_at_once_prepare_an_entry_once_from_what_holds_in_the_end():
    entry = show(canary_entry(), Level.MEMBERS)
    barrier, errors = threading.Barrier(6), []

    def run(change):
        try:
            barrier.wait(timeout=10)
            change()
        except Exception as error:  # noqa: BLE001  (the test looks at it)
            errors.append(error)
        finally:
            connections.close_all()

    def rename():
        set_display(
            Member.objects.get(pk=entry.member_id),
            listing=Listing.LISTED,
            name_mode=NameMode.PSEUDONYM,
            pseudonym="Nightheron",
            hide_country=True,
            languages=["en"],
            is_shielded=False,
        )

    changes = [rename, *[lambda: save_entry(entry, facts={"city": "Otherville"})] * 5]
    threads = [threading.Thread(target=run, args=[change]) for change in changes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert errors == []
    rows = list(DirectorySearchText.objects.filter(entry=entry).values_list("audience", "text"))
    assert len(rows) == len(set(rows)) == len({audience for audience, _text in rows})
    assert not any("canaryname" in text or "lesotho" in text for a, text in rows if a == "members")
    assert any("nightheron" in text for _audience, text in rows)
    countries = DirectoryFacet.objects.filter(entry=entry, facet="country")
    assert set(countries.values_list("audience", flat=True)) == {f"own:{entry.member_id}"}
