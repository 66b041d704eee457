"""Giving roles and taking them back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.permissions import needs_second_factor
from membership.enums import Capability, Role
from membership.models import RegionalRole
from membership.scope import has_role, regions_for
from membership.services import roles as verbs
from notifications.models import OutgoingMail
from tests.membership.factories import (
    OTHER_REGION,
    SECRETARIAT,
    PersonFactory,
    RoleFactory,
    fresh,
    person,
    region,
    today,
    with_role,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["secretary", "superuser"])
def test_secretaries_and_superusers_give_roles_and_the_holder_is_told(kind):
    holder = PersonFactory()

    role = verbs.grant_role(holder, region(), Role.COORDINATOR, actor=person(kind))

    assert regions_for(holder, Capability.REVIEW) == {region().pk}
    assert role.starts_on == today()
    assert OutgoingMail.objects.filter(recipient=holder).count() == 1
    assert needs_second_factor(fresh(holder))


@pytest.mark.parametrize("kind", ["coordinator", "deputy", "treasurer", "member", "editor"])
def test_others_give_none(kind):
    with pytest.raises(verbs.NotAllowedError):
        verbs.grant_role(PersonFactory(), region(), Role.DEPUTY, actor=person(kind))


def test_a_secretary_of_a_region_gives_none_beyond_it():
    regional = with_role(Role.SECRETARY)

    for code in (OTHER_REGION, SECRETARIAT):
        with pytest.raises(verbs.NotAllowedError):
            verbs.grant_role(PersonFactory(), region(code), Role.SECRETARY, actor=regional)
    assert verbs.grant_role(PersonFactory(), region(), Role.DEPUTY, actor=regional)


@pytest.mark.parametrize("kind", ["secretary", "superuser"])
def test_nobody_gives_or_ends_a_role_of_her_own(kind):
    actor = person(kind)
    with pytest.raises(verbs.OwnRoleError):
        verbs.grant_role(actor, region(), Role.TREASURER, actor=actor)

    own = RoleFactory(user=actor)
    with pytest.raises(verbs.OwnRoleError):
        verbs.end_role(own, actor=actor)
    verbs.end_role(own, actor=person("superuser"))


def test_the_same_role_is_not_held_twice_on_a_day():
    actor, holder = person("secretary"), PersonFactory()
    day = today()
    verbs.grant_role(
        holder,
        region(),
        Role.DEPUTY,
        actor=actor,
        starts_on=day,
        ends_on=day + timedelta(days=9),
    )

    with pytest.raises(verbs.RoleHeldError):
        verbs.grant_role(holder, region(), Role.DEPUTY, actor=actor)
    with pytest.raises(verbs.RoleHeldError):
        verbs.grant_role(
            holder, region(), Role.DEPUTY, actor=actor, starts_on=day + timedelta(days=9)
        )
    verbs.grant_role(holder, region(), Role.DEPUTY, actor=actor, starts_on=day + timedelta(days=10))
    verbs.grant_role(holder, region(OTHER_REGION), Role.DEPUTY, actor=actor)


def test_m3_an_ended_role_is_gone_at_the_next_request():
    coordinator, secretary = person("coordinator"), person("secretary")
    client = Client()
    client.force_login(coordinator)
    pages = [
        reverse("membership_admin:members"),
        reverse("membership_admin:members_export"),
        reverse("membership_admin:member", args=[person("member").member.token]),
        reverse("membership_admin:invitations"),
        reverse("membership_admin:invite"),
    ]
    assert [client.get(page).status_code for page in pages] == [200] * len(pages)

    verbs.end_role(coordinator.regional_roles.get(), actor=secretary)

    assert not has_role(fresh(coordinator))
    # The admin itself is closed to her now, which Wagtail says by leading to its sign-in.
    assert all(client.get(page).status_code in {302, 403, 404} for page in pages)
    client.force_login(person("editor"))
    assert [client.get(page).status_code for page in pages] == [404] * len(pages)


def test_a_secretary_of_one_region_gives_roles_in_no_other():
    user = PersonFactory()
    client = Client()
    client.force_login(with_role(Role.SECRETARY))
    form = {
        "address": user.email,
        "role": "deputy",
        "region": OTHER_REGION,
        "starts_on": today().isoformat(),
    }

    refused = client.post(reverse("membership_admin:role_grant"), form)
    assert refused.status_code == 200
    assert b'value="americas"' not in refused.content
    assert not user.regional_roles.exists()
    form["region"] = "africa"
    assert client.post(reverse("membership_admin:role_grant"), form).status_code == 302
    assert user.regional_roles.get().region.code == "africa"


def test_a_role_ends_once():
    role = RoleFactory()
    actor = person("superuser")
    verbs.end_role(role, actor=actor)

    with pytest.raises(verbs.RoleEndedError):
        verbs.end_role(role, actor=actor)
    with pytest.raises(verbs.RoleEndedError):
        verbs.end_role(RoleFactory(ended=True), actor=actor)
    role.refresh_from_db()
    assert role.ended_by == actor


def test_a_role_that_begins_later_can_be_taken_back_before():
    role = RoleFactory(starts_on=today() + timedelta(days=5))

    verbs.end_role(role, actor=person("secretary"))

    assert not RegionalRole.objects.current(today() + timedelta(days=6)).filter(pk=role.pk).exists()


def test_the_admin_gives_and_ends_roles():
    secretary, holder = person("secretary"), PersonFactory()
    client = Client()
    client.force_login(secretary)
    form = {
        "address": holder.email.upper(),
        "role": "deputy",
        "region": "africa",
        "starts_on": today().isoformat(),
        "ends_on": "",
    }

    unknown = client.post(
        reverse("membership_admin:role_grant"), form | {"address": "nobody@example.org"}
    )
    assert "No account has this address" in unknown.content.decode()
    own = client.post(reverse("membership_admin:role_grant"), form | {"address": secretary.email})
    assert "Nobody gives a role to themselves" in own.content.decode()
    assert client.post(reverse("membership_admin:role_grant"), form).status_code == 302

    role = holder.regional_roles.get()
    assert holder.email in client.get(reverse("membership_admin:roles")).content.decode()
    end = reverse("membership_admin:role_end", args=[role.token])
    assert client.get(end).status_code == 200
    assert client.post(end).status_code == 302
    assert not has_role(fresh(holder))
    own_role = secretary.regional_roles.get()
    own_end = reverse("membership_admin:role_end", args=[own_role.token])
    assert client.post(own_end).status_code == 404


def test_a_regional_secretary_sees_the_roles_of_her_region_only():
    regional = with_role(Role.SECRETARY)
    elsewhere = RoleFactory(region=region(OTHER_REGION))
    client = Client()
    client.force_login(regional)

    page = client.get(reverse("membership_admin:roles")).content.decode()

    assert regional.email in page
    assert elsewhere.user.email not in page
    end = reverse("membership_admin:role_end", args=[elsewhere.token])
    assert client.post(end).status_code == 404


def test_only_superusers_configure_regions():
    client = Client()
    client.force_login(person("secretary"))
    page = reverse("membership_admin:region", args=["africa"])
    assert client.get(page).status_code == 404
    assert client.get(reverse("membership_admin:regions")).status_code == 404

    client.force_login(person("superuser"))
    assert client.get(reverse("membership_admin:regions")).status_code == 200
    assert client.get(page).status_code == 200
    data = {
        "labels_en": "Africa and islands",
        "sort_order": "3",
        "countries": ["KE", "TZ"],
    }
    assert client.post(page, data).status_code == 302
    changed = region()
    assert changed.labels["en"] == "Africa and islands"
    assert set(changed.region_countries.values_list("country__iso2", flat=True)) == {"KE", "TZ"}
