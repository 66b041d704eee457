"""Every level of disclosure against every kind of viewer."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from membership import audiences
from membership.audiences import ANONYMOUS, Level, Viewer, audiences_of, may_see, viewer_for
from membership.enums import Role
from tests.membership.factories import (
    OTHER_REGION,
    SECRETARIAT,
    MemberFactory,
    PersonFactory,
    RoleFactory,
    person,
    region,
    today,
    with_role,
)

pytestmark = pytest.mark.django_db

#: The levels at which each kind of viewer sees a fact of an African member.
TABLE = {
    "anonymous": {"public"},
    "applicant": {"public"},
    "lapsed": {"public"},
    "editor": {"public"},
    "superuser": {"public"},
    "member_other_region": {"members", "public"},
    "coordinator_other_region": {"members", "public"},
    "member": {"region", "members", "public"},
    "treasurer": {"region", "members", "public"},
    "ended_coordinator": {"region", "members", "public"},
    "deputy": {"coordinator", "shared", "region", "members", "public"},
    "coordinator": {"coordinator", "shared", "region", "members", "public"},
    "secretary": {"staff", "coordinator", "shared", "region", "members", "public"},
}


@pytest.fixture
def sharing(monkeypatch) -> dict[int, set[str]]:
    """Return the groups by member's id, as an app above would register them."""
    groups: dict[int, set[str]] = {}
    monkeypatch.setattr(audiences, "_sharing", [lambda member_id: groups.get(member_id, set())])
    return groups


@pytest.mark.parametrize("kind", TABLE)
def test_each_level_is_seen_by_those_it_names(kind):
    member = MemberFactory()
    viewer = viewer_for(person(kind))

    assert {level.value for level in Level if may_see(level, None, member, viewer)} == TABLE[kind]


def test_those_who_share_a_group_see_what_is_shown_to_it(sharing):
    member, other = MemberFactory(), MemberFactory(other_region=True)
    viewer = viewer_for(other.user)
    assert not may_see(Level.SHARED, None, member, viewer)

    sharing[member.pk] = {"list:1", "room:2"}
    sharing[other.pk] = {"room:2"}

    assert may_see(Level.SHARED, None, member, viewer)
    assert not may_see(Level.COORDINATOR, None, member, viewer)


def test_she_sees_all_of_herself_whatever_her_state():
    for state in ({}, {"lapsed": True}, {"ended": True}):
        member = MemberFactory(**state)
        assert all(may_see(level, None, member, viewer_for(member.user)) for level in Level)


def test_a_member_who_is_not_saved_yet_is_nobody_to_strangers():
    assert not may_see(Level.NOBODY, None, MemberFactory.build(user=None), ANONYMOUS)
    former = MemberFactory(user=None)
    assert not may_see(Level.MEMBERS, None, former, ANONYMOUS)


def test_d8_a_disclosure_ends_after_its_last_day_without_any_job():
    member, viewer = MemberFactory(), viewer_for(person("member"))
    yesterday = today() - timedelta(days=1)

    assert may_see(Level.MEMBERS, today(), member, viewer)
    assert not may_see(Level.MEMBERS, yesterday, member, viewer)
    assert may_see(Level.MEMBERS, yesterday, member, viewer_for(member.user))
    with timezone.override("Pacific/Midway"):
        assert not may_see(Level.MEMBERS, yesterday, member, viewer)


def test_the_levels_include_those_before_them():
    assert Level.PUBLIC.includes(Level.STAFF)
    assert Level.MEMBERS.includes(Level.MEMBERS)
    assert not Level.STAFF.includes(Level.COORDINATOR)


def test_rows_prepared_for_audiences_meet_a_viewer_exactly_when_she_may_see(sharing):
    """Over every viewer that can be: the search index must say what the page says."""
    own, other = region(), region(OTHER_REGION)
    member = MemberFactory()
    friend = MemberFactory(other_region=True)
    sharing[member.pk] = {"list:1"}
    sharing[friend.pk] = {"list:1", "list:2"}
    stranger = MemberFactory(other_region=True)
    memberships = [
        (None, None),
        (friend.pk, other.pk),
        (stranger.pk, other.pk),
        (stranger.pk, own.pk),
        (friend.pk, own.pk),
    ]
    coordinated = [frozenset(), frozenset({own.pk}), frozenset({other.pk})]
    viewers = [
        Viewer(0, member_id, region_id, regions, regions, is_secretariat)
        for (member_id, region_id), regions, is_secretariat in itertools.product(
            memberships, coordinated, [False, True]
        )
    ]

    for viewer, level in itertools.product(viewers, Level):
        meet = not audiences_of(level, member).isdisjoint(viewer.audiences())
        assert meet is may_see(level, None, member, viewer), (viewer, level)


def test_the_real_viewers_meet_their_rows_too():
    member = MemberFactory()
    for kind, level in itertools.product(TABLE, Level):
        viewer = viewer_for(person(kind))
        meet = not audiences_of(level, member).isdisjoint(viewer.audiences())
        assert meet is (level.value in TABLE[kind]), (kind, level)


def test_only_members_and_those_who_keep_regions_enter():
    may = {kind for kind in TABLE if viewer_for(person(kind)).may_enter}

    assert may == set(TABLE) - {"anonymous", "applicant", "lapsed", "editor", "superuser"}
    outsider = PersonFactory()
    RoleFactory(user=outsider)
    assert viewer_for(outsider).may_enter
    assert not viewer_for(outsider).is_member


def test_a_deactivated_account_is_anonymous():
    member = MemberFactory()
    member.user.is_active = False
    member.user.save()

    assert viewer_for(member.user) == ANONYMOUS
    assert viewer_for(AnonymousUser()) == ANONYMOUS


def test_a_regional_secretary_with_another_role_in_the_secretariat_is_no_secretariat():
    regional = with_role(Role.SECRETARY, OTHER_REGION)
    RoleFactory(user=regional, region=region(SECRETARIAT), role=Role.TREASURER)
    viewer = viewer_for(regional)

    assert not viewer.is_secretariat
    assert not may_see(Level.STAFF, None, MemberFactory(), viewer)
    assert not may_see(Level.COORDINATOR, None, MemberFactory(), viewer)


def test_a_viewer_costs_few_queries(django_assert_max_num_queries):
    someone = person("coordinator")
    with django_assert_max_num_queries(6):
        viewer_for(type(someone).objects.get(pk=someone.pk))
