"""Who may do what in which region, and from which day to which."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from membership.enums import Capability, Role
from membership.models import Application, Member, Region
from membership.scope import (
    forget_kept,
    has_role,
    reaches_every_region,
    region_of,
    regions_for,
    users_with,
)
from membership.services import queue
from tests.membership.factories import (
    OTHER_REGION,
    OWN_REGION,
    SECRETARIAT,
    MemberFactory,
    PersonFactory,
    RoleFactory,
    country,
    fresh,
    person,
    region,
    submitted_application,
    today,
    with_role,
)

pytestmark = pytest.mark.django_db

#: Who has which capability in the own region, of those whom the factories make.
TABLE = {
    "coordinator": {"review", "see_members", "manage_members", "invite"},
    "coordinator_other_region": set(),
    "ended_coordinator": set(),
    "deputy": {"review", "see_members", "invite"},
    "treasurer": {"see_members", "see_amounts"},
    "secretary": {
        "review",
        "see_members",
        "manage_members",
        "invite",
        "review_shielded",
        "grant_roles",
    },
    "member": set(),
    "lapsed": set(),
    "applicant": set(),
    "editor": set(),
    "superuser": set(),
    "anonymous": set(),
}


@pytest.mark.parametrize("kind", TABLE)
def test_capabilities_in_a_region(kind):
    someone, own = person(kind), region().pk

    has = {capability.value for capability in Capability if own in regions_for(someone, capability)}

    assert has == TABLE[kind]


def test_a_regional_role_reaches_its_region_and_the_secretariats_every_one():
    coordinator, secretary = person("coordinator"), person("secretary")

    assert regions_for(coordinator, Capability.REVIEW) == {region().pk}
    assert regions_for(secretary, Capability.REVIEW) == set(
        Region.objects.values_list("pk", flat=True)
    )


def test_a_role_holds_on_its_first_and_its_last_day_and_not_beside_them():
    day = today()
    cases = {
        (day - timedelta(days=9), day - timedelta(days=1)): False,
        (day - timedelta(days=9), day): True,
        (day, day): True,
        (day + timedelta(days=1), None): False,
    }
    for (first, last), holds in cases.items():
        holder = PersonFactory()
        RoleFactory(user=holder, starts_on=first, ends_on=last)
        assert has_role(holder) is holds
        assert bool(regions_for(holder, Capability.REVIEW)) is holds


def test_nobody_keeps_a_role_longer_by_choosing_a_time_zone():
    holder = PersonFactory()
    RoleFactory(user=holder, ended=True)
    for zone in ("Pacific/Midway", "Pacific/Kiritimati"):
        with timezone.override(zone):
            assert not has_role(fresh(holder))


def test_m3_a_role_taken_back_holds_no_more_and_neither_does_a_deactivated_account():
    holder = person("coordinator")
    assert has_role(holder)

    holder.regional_roles.update(ended_at=timezone.now())
    assert not has_role(fresh(holder))

    other = person("coordinator")
    other.is_active = False
    other.save()
    assert not has_role(fresh(other))
    assert not regions_for(fresh(other), Capability.REVIEW)


def test_what_a_user_object_kept_can_be_forgotten():
    holder = PersonFactory()
    assert not has_role(holder)
    RoleFactory(user=holder)
    assert not has_role(holder)

    forget_kept(holder)

    assert has_role(holder)


def test_roles_open_the_admin_and_nothing_else_does_for_members():
    assert person("coordinator").has_perm("wagtailadmin.access_admin")
    assert not person("ended_coordinator").has_perm("wagtailadmin.access_admin")
    assert not person("member").has_perm("wagtailadmin.access_admin")


def test_a_secretary_of_a_region_is_not_the_secretariat_even_with_another_role_there():
    regional = with_role(Role.SECRETARY)
    RoleFactory(user=regional, region=region(SECRETARIAT), role=Role.EDITOR)
    real = person("secretary")

    assert not reaches_every_region(regional, Capability.REVIEW_SHIELDED)
    assert reaches_every_region(real, Capability.REVIEW_SHIELDED)
    assert regions_for(regional, Capability.REVIEW_SHIELDED) == {region().pk}


def test_a_country_is_in_its_region_and_one_in_none_with_the_secretariat():
    assert region_of(country("KE")) == region(OWN_REGION)
    assert region_of(country("BR")) == region(OTHER_REGION)

    region(OTHER_REGION).region_countries.filter(country__iso2="BR").delete()
    assert region_of(country("BR")) == region(SECRETARIAT)


def test_the_secretariat_stands_in_where_a_region_has_nobody():
    secretary = person("secretary")
    assert users_with(Capability.REVIEW, region()) == [secretary]

    coordinator = person("coordinator")
    person("ended_coordinator")
    assert users_with(Capability.REVIEW, region()) == [coordinator]
    assert users_with(Capability.REVIEW, region(OTHER_REGION)) == [secretary]


def test_anonymous_people_have_no_role():
    assert not has_role(AnonymousUser())
    assert regions_for(AnonymousUser(), Capability.REVIEW) == frozenset()


def test_m1_members_of_other_regions_and_shielded_ones_are_absent():
    own, other = MemberFactory(), MemberFactory(other_region=True)
    shielded = MemberFactory(is_shielded=True)

    def seen(kind):
        rows = Member.objects.for_actor(person(kind), Capability.SEE_MEMBERS)
        return set(rows.filter(pk__in=[own.pk, other.pk, shielded.pk]))

    assert seen("coordinator") == {own}
    assert seen("coordinator_other_region") == {other}
    assert seen("secretary") == {own, other, shielded}
    assert seen("superuser") == set()


def test_a_secretary_of_one_region_does_not_know_its_shielded_people():
    shielded = MemberFactory(is_shielded=True)
    application = submitted_application(is_shielded=True)
    regional, real = with_role(Role.SECRETARY), person("secretary")

    assert not Member.objects.for_actor(regional, Capability.SEE_MEMBERS).filter(pk=shielded.pk)
    assert not Application.objects.for_actor(regional).filter(pk=application.pk)
    assert queue.shielded_count(regional) == 1
    assert Member.objects.for_actor(real, Capability.SEE_MEMBERS).filter(pk=shielded.pk)
    assert Application.objects.for_actor(real).filter(pk=application.pk)
    assert queue.shielded_count(real) == 0


def test_all_questions_of_a_request_read_the_roles_once(django_assert_num_queries):
    holder = person("coordinator")
    with django_assert_num_queries(1):
        for capability in Capability:
            regions_for(holder, capability)
            reaches_every_region(holder, capability)
        assert has_role(holder)
