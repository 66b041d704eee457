"""The safety switch: gone from every surface at the next request."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Scope
from accounts.tokens import issue, user_for_token
from membership.audiences import viewer_for
from membership.enums import Listing, NameMode, Surface
from membership.models import Member
from membership.presentation import may_find, present
from membership.services.members import (
    SafetyIsOnError,
    StandingChangedError,
    safety_switch,
    set_display,
    undo_safety_switch,
)
from notifications.models import OutgoingMail
from tests.membership.factories import MemberFactory, fresh, person

pytestmark = pytest.mark.django_db


def test_d9_every_surface_forgets_her_at_once():
    member = MemberFactory(pseudonym="Grey Heron")
    viewer = viewer_for(person("member"))
    assert may_find(member, viewer)

    safety_switch(member, actor=member.user)

    hidden = Member.objects.get(pk=member.pk)
    assert not may_find(hidden, viewer)
    for surface in Surface:
        shown = present(hidden, viewer, surface)
        assert (shown.name, shown.token) == ("Grey Heron", "")
    assert hidden.hide_country
    assert fresh(member.user).discreet_mail
    assert hidden.is_active


def test_her_sessions_and_tokens_end():
    member = MemberFactory()
    client = Client()
    client.force_login(member.user)
    assert client.get(reverse("membership:portal")).status_code == 200
    _token, plain = issue(member.user, "a program", [Scope.DIRECTORY_READ], 30)
    assert user_for_token(plain, Scope.DIRECTORY_READ) == member.user

    safety_switch(member, actor=member.user)

    assert client.get(reverse("membership:portal")).status_code == 302
    assert user_for_token(plain, Scope.DIRECTORY_READ) is None


def test_she_uses_it_in_one_step_and_is_signed_out():
    member = MemberFactory()
    client = Client()
    client.force_login(member.user)
    page = client.get(reverse("membership:safety"))
    assert page.status_code == 200
    assert Member.objects.get(pk=member.pk).safety_since is None

    answer = client.post(reverse("membership:safety"))

    assert answer.headers["Location"] == "/en/"
    assert Member.objects.get(pk=member.pk).listing == Listing.HIDDEN
    assert client.get(reverse("membership:portal")).status_code == 302


def test_a_coordinator_uses_it_for_her_with_a_reason_and_she_is_told():
    member, coordinator = MemberFactory(), person("coordinator")

    with pytest.raises(ValueError, match="says why"):
        safety_switch(member, actor=coordinator, reason=" ")
    safety_switch(member, actor=coordinator, reason="Her office was searched.")

    event = member.events.get()
    assert (event.actor, event.reason) == (coordinator, "Her office was searched.")
    assert OutgoingMail.objects.filter(recipient=member.user, kind="membership").count() == 1
    assert Member.objects.get(pk=member.pk).listing == Listing.HIDDEN


def test_her_own_use_sends_no_mail():
    member = MemberFactory()

    safety_switch(member, actor=member.user)

    assert not OutgoingMail.objects.filter(recipient=member.user).exists()


def test_undoing_gives_back_what_was_there_even_after_using_it_twice():
    member = MemberFactory(listing=Listing.CONTACT_ONLY, name_mode=NameMode.INITIALS)
    safety_switch(member, actor=member.user)
    safety_switch(Member.objects.get(pk=member.pk), actor=fresh(member.user))

    undo_safety_switch(Member.objects.get(pk=member.pk))

    back = Member.objects.get(pk=member.pk)
    assert (back.listing, back.name_mode) == (Listing.CONTACT_ONLY, NameMode.INITIALS)
    assert not back.hide_country
    assert back.safety_since is None
    assert not back.user.discreet_mail
    with pytest.raises(StandingChangedError):
        undo_safety_switch(back)


def test_nothing_of_how_she_appears_changes_while_it_is_on():
    member = MemberFactory()
    safety_switch(member, actor=member.user)

    with pytest.raises(SafetyIsOnError):
        set_display(
            member,
            listing=Listing.LISTED,
            name_mode=NameMode.REAL,
            pseudonym="",
            hide_country=False,
            languages=[],
            is_shielded=False,
        )
    assert Member.objects.get(pk=member.pk).listing == Listing.HIDDEN


def test_her_page_says_that_it_is_on_and_lets_her_undo_it(reauthenticate):
    member = MemberFactory()
    safety_switch(member, actor=member.user)
    client = Client()
    client.force_login(member.user)

    page = client.get(reverse("membership:portal")).content.decode()
    assert reverse("membership:safety_undo") in page
    # An unlocked phone is not enough: she gives her password again.
    client.post(reverse("membership:safety_undo"))
    assert Member.objects.get(pk=member.pk).listing == Listing.HIDDEN
    reauthenticate(client)
    assert client.get(reverse("membership:safety_undo")).status_code == 200
    client.post(reverse("membership:safety_undo"))

    assert Member.objects.get(pk=member.pk).listing == Listing.LISTED
