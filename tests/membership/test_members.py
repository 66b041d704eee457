"""The verbs of a membership: who may, from which state, and what goes with them."""

from __future__ import annotations

import threading

import pytest
from django.contrib.auth.models import Group
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from accounts.models import User
from membership.audiences import viewer_for
from membership.enums import Listing, MemberStatus, MemberVerb, NameMode
from membership.models import MEMBERS_GROUP, Member, MemberEvent
from membership.scope import has_role
from membership.services import members as verbs
from membership.services.regions import place_countries
from membership.services.roles import end_role
from membership.signals import member_changed
from notifications.models import OutgoingMail
from privacy.registry import actor_labels, personal_data
from tests.membership.factories import (
    OTHER_REGION,
    MemberFactory,
    PersonFactory,
    country,
    fresh,
    person,
    region,
    today,
)

pytestmark = pytest.mark.django_db


def in_group(user: User) -> bool:
    return user.groups.filter(name=MEMBERS_GROUP).exists()


def verbs_of(member: Member) -> list[str]:
    return [event.verb for event in member.events.all()]


@pytest.fixture
def changed():
    """Return the members of whom the apps above were told."""
    told = []

    def hear(sender, member, **kwargs):
        told.append((member.pk, member.status, member.listing))

    member_changed.connect(hear)
    yield told
    member_changed.disconnect(hear)


def test_admitting_makes_a_member_of_her_countrys_region(changed):
    user = PersonFactory()

    member = verbs.admit(user, country=country("BR"), languages=["pt", "es"], shielded=False)

    assert (member.region, member.status) == (region(OTHER_REGION), MemberStatus.ACTIVE)
    assert (member.joined_on, member.languages) == (today(), ["pt", "es"])
    assert (member.listing, member.is_shielded) == (Listing.LISTED, False)
    assert in_group(user)
    assert member.periods.count() == 1
    assert verbs_of(member) == [MemberVerb.ADMITTED]
    assert changed == [(member.pk, "active", "listed")]


def test_a_shielded_member_begins_hidden_and_discreet():
    user = PersonFactory()

    member = verbs.admit(user, country=country(), languages=["en"], shielded=True)

    assert member.listing == Listing.HIDDEN
    assert member.name_mode == NameMode.PSEUDONYM
    assert member.hide_country
    assert member.is_shielded
    assert User.objects.get(pk=user.pk).discreet_mail


def test_nobody_is_admitted_twice_but_one_who_left_may_come_back():
    member = MemberFactory()
    with pytest.raises(verbs.AlreadyMemberError):
        verbs.admit(member.user, country=country("BR"), languages=[], shielded=False)
    assert Member.objects.get(pk=member.pk).region == region()

    verbs.leave(member)
    again = verbs.admit(member.user, country=country("BR"), languages=["pt"], shielded=False)

    assert again.pk == member.pk
    assert again.is_active
    assert again.region == region(OTHER_REGION)


def test_lapsing_and_reinstating_keep_the_group_in_step_and_tell_her(changed):
    member = MemberFactory()

    verbs.lapse(member, reason="unpaid")
    assert not in_group(member.user)
    verbs.reinstate(member)
    assert in_group(member.user)

    assert verbs_of(member) == [MemberVerb.LAPSED, MemberVerb.REINSTATED]
    assert [status for _pk, status, _listing in changed] == ["lapsed", "active"]
    assert OutgoingMail.objects.filter(recipient=member.user, kind="membership").count() == 2


def test_each_verb_starts_from_its_state_and_changes_nothing_from_another():
    lapsed, active = MemberFactory(lapsed=True), MemberFactory()
    ended = MemberFactory(ended=True)
    actor = person("coordinator")
    for attempt in (
        lambda: verbs.lapse(lapsed, reason="again"),
        lambda: verbs.reinstate(active),
        lambda: verbs.end(ended, actor=actor),
        lambda: verbs.leave(ended),
    ):
        with pytest.raises(verbs.StandingChangedError):
            attempt()
    assert not MemberEvent.objects.exists()


def test_a_stale_member_in_hand_overwrites_nothing():
    member = MemberFactory()
    stale = Member.objects.get(pk=member.pk)
    verbs.lapse(member, reason="first")

    with pytest.raises(verbs.StandingChangedError):
        verbs.lapse(stale, reason="second")
    assert verbs_of(member) == [MemberVerb.LAPSED]


@pytest.mark.parametrize(
    "kind",
    ["coordinator_other_region", "ended_coordinator", "deputy", "member", "superuser", "editor"],
)
def test_m1_whoever_does_not_manage_the_region_finds_no_member_to_change(kind):
    member, actor = MemberFactory(), person(kind)

    for attempt in (
        lambda: verbs.lapse(member, reason="no", actor=actor),
        lambda: verbs.end(member, reason="no", actor=actor),
        lambda: verbs.change_country(member, country("BR"), actor=actor),
        lambda: verbs.safety_switch(member, actor=actor, reason="no"),
    ):
        with pytest.raises(Member.DoesNotExist):
            attempt()
    verbs.end(member, reason="yes", actor=person("coordinator"))
    assert Member.objects.get(pk=member.pk).status == MemberStatus.ENDED


def test_m4_nobody_uses_her_role_on_her_own_membership():
    coordinator = person("coordinator")
    own = coordinator.member

    for attempt in (
        lambda: verbs.lapse(own, reason="me", actor=coordinator),
        lambda: verbs.change_country(own, country("BR"), actor=coordinator),
    ):
        with pytest.raises(verbs.OwnMembershipError):
            attempt()
    verbs.lapse(own, reason="a colleague", actor=person("coordinator"))
    assert Member.objects.get(pk=own.pk).status == MemberStatus.LAPSED


def test_a_coordinator_cannot_change_a_shielded_member_and_the_secretariat_can():
    shielded = MemberFactory(is_shielded=True)

    with pytest.raises(Member.DoesNotExist):
        verbs.lapse(shielded, reason="no", actor=person("coordinator"))
    verbs.lapse(shielded, reason="yes", actor=person("secretary"))

    assert Member.objects.get(pk=shielded.pk).status == MemberStatus.LAPSED


def test_a_change_of_country_moves_the_region_and_is_logged(changed):
    member, actor = MemberFactory(), person("coordinator")

    verbs.change_country(member, country("BR"), actor=actor, reason="She has moved.")

    member.refresh_from_db()
    assert member.region == region(OTHER_REGION)
    event = member.events.get()
    assert (event.verb, event.actor, event.reason) == ("moved", actor, "She has moved.")
    assert changed
    with pytest.raises(Member.DoesNotExist):
        verbs.change_country(member, country("KE"), actor=actor)


def test_a_receiver_that_fails_undoes_the_change():
    member = MemberFactory()

    def fail(sender, member, **kwargs):
        raise RuntimeError("The directory could not be rebuilt.")

    member_changed.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            verbs.lapse(member, reason="unpaid")
    finally:
        member_changed.disconnect(fail)
    assert Member.objects.get(pk=member.pk).is_active


def test_setting_how_she_appears_is_told_at_once(changed):
    member = MemberFactory()

    verbs.set_display(
        member,
        listing=Listing.CONTACT_ONLY,
        name_mode=NameMode.PSEUDONYM,
        pseudonym="  Grey   Heron ",
        hide_country=True,
        languages=["en", "sw"],
        is_shielded=True,
    )

    member.refresh_from_db()
    assert (member.pseudonym, member.languages) == ("Grey Heron", ["en", "sw"])
    assert member.is_shielded
    assert changed == [(member.pk, "active", "contact_only")]
    assert member.events.get().actor == member.user


def test_a_new_name_of_the_account_is_told_and_a_sign_in_is_not(changed):
    member = MemberFactory()
    changed.clear()

    member.user.save(update_fields=["last_login"])
    assert changed == []
    member.user.first_name = "Oshkatara"
    member.user.save(update_fields=["first_name"])
    assert len(changed) == 1


def test_what_has_happened_cannot_be_changed_and_is_sealed():
    member = MemberFactory()
    verbs.lapse(member, reason="A reason of her own.")
    event = member.events.get()

    event.reason = "another"
    with pytest.raises(TypeError):
        event.save()

    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM membership_memberevent")
        assert "reason of her own" not in cursor.fetchone()[0]
    assert MemberEvent.objects.get(pk=event.pk).reason == "A reason of her own."


def test_placing_countries_moves_them_between_regions_and_no_member():
    member = MemberFactory()
    codes = list(region(OTHER_REGION).region_countries.values_list("country__iso2", flat=True))

    place_countries(region(OTHER_REGION), [*codes, "KE"])

    assert country("KE").network_region.region == region(OTHER_REGION)
    assert Member.objects.get(pk=member.pk).region == region()
    place_countries(region(OTHER_REGION), ["KE"])
    assert region(OTHER_REGION).region_countries.count() == 1


def test_her_data_can_be_exported_and_forgotten(changed):
    member = MemberFactory(pseudonym="Grey Heron", name_mode=NameMode.PSEUDONYM)
    user = member.user
    verbs.lapse(member, reason="A reason of her own.")
    data = next(data for data in personal_data() if data.name == "membership.members")

    exported = data.export(user)
    assert exported["membership"][0]["pseudonym"] == "Grey Heron"
    assert exported["membership"][0]["is_shielded"] is False
    assert exported["membership"][0]["history"][0]["reason"] == "A reason of her own."

    changed.clear()
    data.forget(user)
    member.refresh_from_db()
    assert (member.user, member.pseudonym, member.languages) == (None, "", [])
    assert (member.listing, member.status) == (Listing.HIDDEN, MemberStatus.ENDED)
    assert member.events.get().reason == ""
    assert not in_group(user)
    assert len(changed) == 1
    with pytest.raises(Member.DoesNotExist):
        verbs.reinstate(member, reason="back", actor=person("coordinator"))


def test_forgetting_the_membership_is_the_last_of_this_app():
    names = [data.name for data in personal_data() if data.name.startswith("membership.")]

    assert names[-1] == "membership.members"


def test_files_are_opened_by_an_office_and_not_by_a_name():
    coordinator = person("coordinator")

    ended = person("ended_coordinator")
    assert actor_labels([coordinator, ended]) == {
        coordinator.pk: "coordinator, Africa",
        ended.pk: str(ended),
    }


def test_a_closed_account_has_no_rights():
    member = MemberFactory()
    member.user.is_active = False
    member.user.save()

    assert not Member.objects.get(pk=member.pk).is_active
    assert not Member.objects.active().filter(pk=member.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_act_at_once_change_a_standing_once():
    member = MemberFactory(lapsed=True)
    barrier, results = threading.Barrier(4), []

    def act():
        try:
            mine = Member.objects.get(pk=member.pk)
            barrier.wait()
            verbs.reinstate(mine)
            results.append(True)
        except verbs.StandingChangedError:
            results.append(False)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == [False, False, False, True]
    assert verbs_of(member) == [MemberVerb.REINSTATED]


def test_the_group_of_members_is_made_where_it_is_missing():
    Group.objects.filter(name=MEMBERS_GROUP).delete()
    user = PersonFactory()

    verbs.admit(user, country=country(), languages=[], shielded=False)

    assert in_group(user)


def test_nobody_keeps_a_role_who_is_put_out_or_leaves():
    secretary = person("secretary")
    coordinator = person("coordinator")
    member = Member.objects.get(user=coordinator)

    with pytest.raises(verbs.HoldsRoleError):
        verbs.end(member, actor=secretary)
    assert Member.objects.get(pk=member.pk).is_active
    end_role(coordinator.regional_roles.get(), actor=secretary)
    verbs.end(member, actor=secretary)
    assert Member.objects.get(pk=member.pk).status == MemberStatus.ENDED

    deputy = person("deputy")
    verbs.leave(Member.objects.get(user=deputy))
    assert not has_role(fresh(deputy))
    assert viewer_for(fresh(deputy)).may_enter is False


def test_the_admin_says_that_a_role_has_to_end_first():
    secretary, coordinator = person("secretary"), person("coordinator")
    member = Member.objects.get(user=coordinator)
    client = Client()
    client.force_login(secretary)
    address = reverse("membership_admin:member_action", args=[member.token, "end"])
    page = client.post(address, {"reason": "Left for another network."}, follow=True)
    assert "which has to end first" in page.content.decode()
    assert Member.objects.get(pk=member.pk).is_active
