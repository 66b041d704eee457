"""A member's own pages, the coordinator's, and who is answered what on each."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from membership.csv_export import escaped
from membership.enums import Listing, MemberStatus, NameMode
from membership.models import Member
from tests.membership.dues_scenes import owing_member
from tests.membership.factories import (
    OTHER_REGION,
    MemberFactory,
    PersonFactory,
    person,
    with_role,
)

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    if user.is_authenticated:
        client.force_login(user)
    return client


def test_m1_a_refused_change_changes_nothing():
    member = MemberFactory()
    reason = {"reason": "Because."}
    for kind in ("coordinator_other_region", "deputy", "treasurer", "superuser", "member"):
        client = signed_in(person(kind))
        for action in ("lapse", "end", "safety"):
            client.post(
                reverse("membership_admin:member_action", args=[member.token, action]), reason
            )
    member.refresh_from_db()
    assert member.is_active
    assert not member.events.exists()

    lapse = reverse("membership_admin:member_action", args=[member.token, "lapse"])
    assert signed_in(person("coordinator")).post(lapse, reason).status_code == 302
    member.refresh_from_db()
    assert member.status == MemberStatus.LAPSED
    page = signed_in(person("coordinator")).get(
        reverse("membership_admin:member", args=[member.token])
    )
    assert "Because." in page.content.decode()


def test_m2_no_region_comes_in_with_a_form():
    member = MemberFactory()
    other = signed_in(person("coordinator"))

    other.post(
        reverse("membership_admin:member_action", args=[member.token, "reinstate"]),
        {"reason": "Because.", "region": "americas", "country": "BR", "status": "ended"},
    )
    signed_in(member.user).post(
        reverse("membership:display"),
        {
            "listing": "listed",
            "name_mode": "real",
            "pseudonym": "",
            "region": "americas",
            "status": "ended",
        },
    )

    after = Member.objects.get(pk=member.pk)
    assert (after.region, after.country, after.status) == (
        member.region,
        member.country,
        member.status,
    )


def test_m4_nobody_acts_on_herself_in_the_admin():
    coordinator = person("coordinator")
    client = signed_in(coordinator)
    own = coordinator.member

    page = client.get(reverse("membership_admin:member", args=[own.token]))
    assert page.status_code == 200
    assert "member_action" not in page.content.decode()
    lapse = reverse("membership_admin:member_action", args=[own.token, "lapse"])
    assert lapse not in page.content.decode()
    assert client.post(lapse, {"reason": "me"}).status_code == 404


def test_nothing_is_done_to_who_has_erased_her_account():
    gone, ended = MemberFactory(user=None, ended=True), MemberFactory(ended=True)
    client = signed_in(person("coordinator"))

    for member, status in ((gone, 404), (ended, 302)):
        reinstate = reverse("membership_admin:member_action", args=[member.token, "reinstate"])
        assert client.post(reinstate, {"reason": "Because."}).status_code == status
    assert Member.objects.get(pk=gone.pk).status == MemberStatus.ENDED
    assert Member.objects.get(pk=ended.pk).is_active


def test_a_coordinator_learns_how_dues_stand_and_no_amount():
    member, _charge = owing_member(Decimal("123.00"))
    address = reverse("membership_admin:member", args=[member.token])
    page = signed_in(person("coordinator")).get(address).content.decode()
    assert "<dt>Dues</dt>\n      <dd>due</dd>" in page
    assert "123" not in page


def test_moving_a_member_away_leads_back_to_the_list():
    member, coordinator = MemberFactory(), person("coordinator")
    client = signed_in(coordinator)
    move = reverse("membership_admin:member_action", args=[member.token, "move"])

    answer = client.post(move, {"country": "BR", "reason": "She has moved."})

    assert answer.headers["Location"] == reverse("membership_admin:members")
    assert client.get(reverse("membership_admin:member", args=[member.token])).status_code == 404


def test_the_list_is_searched_by_name_and_filtered():
    named = MemberFactory(user=PersonFactory(first_name="Wystanfall", last_name="Vydumana"))
    lapsed = MemberFactory(lapsed=True, languages=["sw", "en"])
    hidden = MemberFactory(listing=Listing.HIDDEN)
    elsewhere = MemberFactory(
        other_region=True, user=PersonFactory(first_name="Wystanfall", last_name="Elsewhere")
    )
    client = signed_in(person("coordinator"))

    def found(**query):
        page = client.get(reverse("membership_admin:members"), query).content.decode()
        everybody = (named, lapsed, hidden, elsewhere)
        return {member for member in everybody if member.token in page}

    assert found() == {named, lapsed, hidden}
    assert found(q="wystanfall") == {named}
    assert found(q="wystanfall Vydumana") == {named}
    assert found(q=lapsed.token) == {lapsed}
    assert found(status="lapsed") == {lapsed}
    assert found(language="sw") == {lapsed}
    assert found(listing="hidden") == {hidden}
    assert found(country="KE") == {named, lapsed, hidden}
    assert found(country="BR") == set()
    assert found(region="americas") == set()
    assert found(status="invented") == set()


def test_a_coordinator_learns_the_number_of_shielded_members_only():
    shielded = MemberFactory(
        is_shielded=True, user=PersonFactory(first_name="Castorwyn", last_name="Imaginaire")
    )
    page = signed_in(person("coordinator")).get(reverse("membership_admin:members"))
    text = page.content.decode()
    assert "1 more member is known to the secretariat only." in text
    assert shielded.token not in text
    assert "Castorwyn" not in text
    detail = reverse("membership_admin:member", args=[shielded.token])
    assert signed_in(person("coordinator")).get(detail).status_code == 404

    secretary = signed_in(person("secretary"))
    assert "Castorwyn" in secretary.get(reverse("membership_admin:members")).content.decode()
    assert secretary.get(detail).status_code == 200


def test_the_table_holds_the_scope_and_no_formula():
    MemberFactory(user=PersonFactory(first_name="=HYPERLINK(1)", last_name="Inventado"))
    MemberFactory(other_region=True, user=PersonFactory(first_name="Elsewhere"))
    answer = signed_in(person("coordinator")).get(reverse("membership_admin:members_export"))

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:2] == ["Reference", "Name"]
    names = [row[1] for row in rows[1:]]
    assert "'=HYPERLINK(1) Inventado" in names
    assert not any("Elsewhere" in name for name in names)
    assert answer.headers["Cache-Control"].startswith("private, no-store")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=1+1", "'=1+1"),
        (" @SUM(A1)", "' @SUM(A1)"),
        ("-1", "'-1"),
        ("\tx", "'\tx"),
        ("plain", "plain"),
        (None, ""),
        (7, "7"),
    ],
)
def test_cells_are_text(value, expected):
    assert escaped(value) == expected


def test_lists_cost_the_same_for_one_member_and_for_twenty():
    client = signed_in(person("secretary"))
    page = reverse("membership_admin:members")
    client.get(page)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(page)
    for _ in range(10):
        MemberFactory()
        MemberFactory(other_region=True)
    with CaptureQueriesContext(connection) as twenty:
        client.get(page)
    assert len(twenty) == len(one)


def test_her_page_tells_how_she_stands_and_who_keeps_her_region():
    coordinator = person("coordinator")
    hidden = with_role("coordinator")
    Member.objects.filter(user=hidden).update(listing=Listing.HIDDEN)
    pseudonymous = with_role("coordinator")
    Member.objects.filter(user=pseudonymous).update(
        name_mode=NameMode.PSEUDONYM, pseudonym="Grey Heron"
    )
    far = person("coordinator_other_region")
    member = MemberFactory()

    page = signed_in(member.user).get(reverse("membership:portal")).content.decode()

    assert "Kenya" in page
    assert "Africa" in page
    assert coordinator.get_full_name() in page
    assert "Grey Heron" in page
    for unseen in (hidden, pseudonymous, far):
        assert unseen.get_full_name() not in page


def test_applicants_and_visitors_are_led_on():
    applicant = PersonFactory()
    portal = reverse("membership:portal")

    assert signed_in(applicant).get(portal).headers["Location"] == reverse("membership:apply")
    assert reverse("account_login") in Client().get(portal).headers["Location"]


def test_she_changes_how_she_appears():
    member = MemberFactory()
    client = signed_in(member.user)
    page = reverse("membership:display")
    form = {
        "listing": "contact_only",
        "name_mode": "pseudonym",
        "pseudonym": "Grey Heron",
        "hide_country": "on",
        "languages": ["en", "fr"],
        "other_languages": ["sw"],
    }

    wrong = client.post(page, form | {"pseudonym": "me@example.org"})
    assert "not an address" in wrong.content.decode()
    assert client.post(page, form).status_code == 302

    member.refresh_from_db()
    assert (member.listing, member.pseudonym) == ("contact_only", "Grey Heron")
    assert member.languages == ["en", "fr", "sw"]
    text = client.get(reverse("membership:portal")).content.decode()
    assert "Grey Heron" in text
    assert "You changed how you are listed or called." in text


def test_she_leaves():
    member = MemberFactory()
    client = signed_in(member.user)

    assert client.post(reverse("membership:leave")).status_code == 302

    member.refresh_from_db()
    assert member.status == MemberStatus.ENDED
    assert "You left the network." in client.get(reverse("membership:portal")).content.decode()


def test_her_pages_are_kept_by_nobody_and_speak_arabic():
    member = MemberFactory()
    client = signed_in(member.user)
    with translation.override("ar"):
        pages = [reverse(f"membership:{name}") for name in ("portal", "display", "safety", "leave")]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200
        assert "no-store" in answer.headers["Cache-Control"]
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert b'dir="rtl"' in answer.content


def test_the_portal_lists_membership_with_how_she_stands():
    from core.portal import sections_for

    member, other = MemberFactory(), MemberFactory(lapsed=True, other_region=True)

    def summary(user):
        sections = {section.name: section for section in sections_for(user)}
        return sections["membership"].summary(user)

    assert summary(member.user) == "member, Africa"
    assert summary(other.user).startswith("lapsed, ")
    assert summary(PersonFactory()) == ""
    assert other.region.code == OTHER_REGION
