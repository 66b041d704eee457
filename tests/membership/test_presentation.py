"""What a person is called, to whom and where."""

from __future__ import annotations

import pytest

from membership.audiences import ANONYMOUS, viewer_for
from membership.enums import Listing, MemberStatus, NameMode, Surface
from membership.presentation import initials, may_find, present
from tests.membership.factories import MemberFactory, PersonFactory, person

pytestmark = pytest.mark.django_db

NAME = "Zephyrine Inventado"
OUTSIDE_ADMIN = [surface for surface in Surface if surface != Surface.ADMIN]


def someone(**fields):
    return MemberFactory(
        user=PersonFactory(first_name="Zephyrine", last_name="Inventado"), **fields
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, NAME),
        ({"name_mode": NameMode.PSEUDONYM, "pseudonym": " Heron "}, "Heron"),
        ({"name_mode": NameMode.PSEUDONYM}, "Member"),
        ({"name_mode": NameMode.INITIALS}, "Z. I."),
        ({"name_mode": NameMode.INITIALS, "hide_country": True}, "Z. I."),
        ({"status": MemberStatus.ENDED}, "Former member"),
    ],
)
@pytest.mark.parametrize("surface", OUTSIDE_ADMIN)
def test_one_name_on_every_surface(fields, expected, surface):
    member = someone(**fields)
    for kind in ("member", "member_other_region", "coordinator", "secretary"):
        assert present(member, viewer_for(person(kind)), surface).name == expected


def test_a_country_stands_behind_initials_only_where_the_caller_knows_that_it_may():
    member, viewer = someone(name_mode=NameMode.INITIALS), viewer_for(person("member"))
    assert present(member, viewer, Surface.DIRECTORY).name == "Z. I."
    shown = present(member, viewer, Surface.DIRECTORY, with_country=True)
    assert shown.name == "Z. I. (Kenya)"
    hiding = someone(name_mode=NameMode.INITIALS, hide_country=True)
    assert present(hiding, viewer, Surface.DIRECTORY, with_country=True).name == "Z. I."


def test_a_real_name_is_known_in_the_admin_to_those_who_keep_the_region():
    member = someone(name_mode=NameMode.PSEUDONYM, pseudonym="Heron", listing=Listing.HIDDEN)

    def called(kind):
        return present(member, viewer_for(person(kind)), Surface.ADMIN).name

    for kind in ("coordinator", "deputy", "treasurer", "secretary"):
        assert called(kind) == NAME
    for kind in ("coordinator_other_region", "ended_coordinator", "member"):
        assert called(kind) == "Heron"
    assert called("superuser") == "Member"


def test_a_shielded_member_is_known_to_the_secretariat_only():
    member = someone(name_mode=NameMode.PSEUDONYM, is_shielded=True)

    assert present(member, viewer_for(person("secretary")), Surface.ADMIN).name == NAME
    for kind in ("coordinator", "deputy", "treasurer"):
        assert present(member, viewer_for(person(kind)), Surface.ADMIN).name == "Member"


@pytest.mark.parametrize("kind", ["anonymous", "applicant", "lapsed", "editor", "superuser"])
def test_outsiders_learn_no_name_but_the_advisory_boards(kind):
    member, viewer = someone(), viewer_for(person(kind))

    for surface in Surface:
        shown = present(member, viewer, surface)
        assert shown.token == ""
        assert shown.name == (NAME if surface == Surface.ADVISORY_BOARD else "Member")


def test_a_hidden_member_is_found_by_herself_alone():
    hidden = someone(listing=Listing.HIDDEN)

    for kind in ("member", "coordinator", "secretary", "anonymous"):
        viewer = viewer_for(person(kind))
        assert not may_find(hidden, viewer)
        assert present(hidden, viewer, Surface.DIRECTORY).token == ""
    assert may_find(hidden, viewer_for(hidden.user))


def test_listed_and_contact_only_members_are_found_and_lapsed_ones_are_not():
    viewer = viewer_for(person("member_other_region"))
    for listing in (Listing.LISTED, Listing.CONTACT_ONLY):
        member = someone(listing=listing)
        assert present(member, viewer, Surface.DIRECTORY).token == member.token
    assert not may_find(someone(lapsed=True), viewer)
    assert not may_find(someone(ended=True), viewer)


def test_a_member_without_an_account_or_a_name_has_a_word_for_it():
    viewer = viewer_for(person("member"))

    assert present(MemberFactory(user=None), viewer, Surface.DIRECTORY).name == "Former member"
    unnamed = MemberFactory(user=PersonFactory(first_name="", last_name=""))
    assert present(unnamed, viewer, Surface.DIRECTORY).name == "Member"


def test_an_unsaved_member_is_nobodys_self():
    assert not may_find(MemberFactory.build(user=None), ANONYMOUS)


def test_initials_are_those_of_every_word():
    assert initials("amina Real-Name") == "A. R."
    assert initials("") == ""


def test_references_tell_nothing():
    member = someone()

    assert str(member) == f"Member {member.token}"
    assert "Zephyrine" not in str(member.user)
