"""Invitations: for one address, once, and not for ever."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.services import trust_address
from membership.enums import Capability
from membership.models import Invitation, Region
from membership.services import invitations as verbs
from notifications.letters import from_json
from notifications.models import OutgoingMail
from privacy.registry import personal_data, retention_rules
from tests.membership.factories import (
    OTHER_REGION,
    MemberFactory,
    PersonFactory,
    person,
    region,
)

pytestmark = pytest.mark.django_db

ADDRESS = "invited.invention@example.org"


def invite(actor=None, address=ADDRESS, language="en", code="africa"):
    """Return an invitation and the secret of its mail."""
    actor = actor or person("coordinator")
    invitation = verbs.invite(address, region=region(code), language=language, actor=actor)
    mail = OutgoingMail.objects.get(dedupe_key=f"invitation:{invitation.token}")
    path = from_json(mail.letter).action.path
    return invitation, re.search(r"/invitation/([^/]+)/$", path)[1]


def someone_at(address=ADDRESS):
    user = PersonFactory(email=address)
    trust_address(user)
    return user


def test_m13_an_invitation_works_once_and_only_for_its_address():
    _invitation, secret = invite()
    stranger, invited = someone_at("somebody.else@example.org"), someone_at()

    with pytest.raises(verbs.InvalidInvitationError):
        verbs.accept(secret, stranger)
    used = verbs.accept(secret, invited)
    assert (used.used_by, verbs.invitation_of(invited)) == (invited, used)
    with pytest.raises(verbs.InvalidInvitationError):
        verbs.accept(secret, invited)


def test_m13_not_after_it_has_expired_nor_when_it_was_taken_back():
    coordinator = person("coordinator")
    invitation, secret = invite(coordinator)
    invited = someone_at()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(verbs.InvalidInvitationError):
        verbs.accept(secret, invited)

    again, secret = invite(coordinator)
    verbs.revoke(again, actor=coordinator)
    with pytest.raises(verbs.InvalidInvitationError):
        verbs.accept(secret, invited)
    with pytest.raises(verbs.InvalidInvitationError):
        verbs.revoke(invitation, actor=coordinator)


def test_m13_not_for_an_address_that_is_not_proved():
    _invitation, secret = invite()
    unproved = PersonFactory(email=ADDRESS)
    unproved.emailaddress_set.update(verified=False)

    with pytest.raises(verbs.InvalidInvitationError):
        verbs.accept(secret, unproved)
    trust_address(unproved)
    assert verbs.accept(secret, unproved)


def test_m13_neither_secret_nor_address_lies_open_in_the_database():
    _invitation, secret = invite()

    with connection.cursor() as cursor:
        for table in ("membership_invitation", "notifications_outgoingmail"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608  (a name of ours)
            dump = str(cursor.fetchall())
            assert secret not in dump
            assert ADDRESS not in dump


def test_the_letter_is_in_the_language_she_chose():
    invitation, _secret = invite(language="es")
    mail = OutgoingMail.objects.get(dedupe_key=f"invitation:{invitation.token}")

    assert mail.language == "es"
    assert from_json(mail.letter).action.path.startswith("/es/account/membership/invitation/")


def test_m9_known_and_unknown_addresses_are_treated_alike():
    client = Client()
    client.force_login(person("coordinator"))
    MemberFactory(user=someone_at("known@example.org"))
    answers = []
    for address in ("known@example.org", "unknown@example.org"):
        form = {"address": address, "language": "en", "region": "africa"}
        answer = client.post(reverse("membership_admin:invite"), form, follow=True)
        body = re.sub(rb"csrf[^>]*value=\"[^\"]+\"", b"", answer.content)
        answers.append((answer.status_code, b"is on its way" in body))
    assert answers[0] == answers[1] == (200, True)
    letters = [from_json(mail.letter) for mail in OutgoingMail.objects.filter(kind="invitation")]
    assert letters[0].paragraphs == letters[1].paragraphs


def test_m9_the_page_is_the_same_for_known_and_unknown_addresses():
    bodies = []
    for address in ("known@example.org", "unknown@example.org"):
        if address.startswith("known"):
            someone_at(address)
        _invitation, secret = invite(address=address)
        page = Client().get(reverse("membership:invitation", args=[secret]))
        body = page.content.decode().replace(secret, "SECRET")
        bodies.append(re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", body))
    assert bodies[0] == bodies[1]


def test_only_who_may_invite_for_a_region_invites_for_it():
    for kind in ("treasurer", "member", "ended_coordinator", "coordinator_other_region"):
        with pytest.raises(Region.DoesNotExist):
            invite(person(kind))
    assert invite(person("deputy"))
    assert invite(person("secretary"), code=OTHER_REGION)


def test_the_form_offers_her_own_regions_and_takes_no_other():
    client = Client()
    client.force_login(person("coordinator"))
    form = {"address": ADDRESS, "language": "en", "region": OTHER_REGION}

    refused = client.post(reverse("membership_admin:invite"), form)
    assert refused.status_code == 200
    assert b'value="africa"' in refused.content
    assert b'value="americas"' not in refused.content
    assert not Invitation.objects.exists()
    form["region"] = "africa"
    assert client.post(reverse("membership_admin:invite"), form).status_code == 302


def test_a_coordinator_of_another_region_takes_none_back():
    invitation, _secret = invite()

    with pytest.raises(Invitation.DoesNotExist):
        verbs.revoke(invitation, actor=person("coordinator_other_region"))
    client = Client()
    client.force_login(person("coordinator_other_region"))
    page = reverse("membership_admin:invitation_revoke", args=[invitation.token])
    assert client.post(page).status_code == 404
    client.force_login(person("coordinator"))
    assert client.post(page).status_code == 302


def test_the_quota_counts_open_invitations_only(monkeypatch):
    monkeypatch.setattr(verbs, "QUOTA", 2)
    coordinator = person("coordinator")
    first, _secret = invite(coordinator, "one@example.org")
    invite(coordinator, "two@example.org")

    with pytest.raises(verbs.QuotaReachedError):
        invite(coordinator, "three@example.org")
    invite(coordinator, "TWO@example.org")
    verbs.revoke(first, actor=coordinator)
    invite(coordinator, "three@example.org")
    assert Invitation.objects.open().filter(invited_by=coordinator).count() == 2


def test_inviting_again_takes_the_earlier_one_back_and_its_mail():
    coordinator = person("coordinator")
    _first, old = invite(coordinator)
    _second, new = invite(coordinator, ADDRESS.upper())
    invited = someone_at()

    with pytest.raises(verbs.InvalidInvitationError):
        verbs.accept(old, invited)
    assert verbs.accept(new, invited)


def test_an_invited_person_signs_up_with_her_address_and_comes_back():
    _invitation, secret = invite()
    client = Client()
    page = reverse("membership:invitation", args=[secret])
    assert client.get(page).status_code == 200
    assert Invitation.objects.open().count() == 1

    answer = client.post(page, {"door": "signup"})

    assert answer.headers["Location"].startswith(reverse("account_signup") + "?next=")
    assert secret not in answer.headers["Location"]
    assert ADDRESS in client.get(answer.headers["Location"]).content.decode()
    assert client.post(page, {"door": "elsewhere"}).status_code == 404

    client.force_login(someone_at())
    kept = reverse("membership:invitation_kept")
    assert client.get(kept).status_code in {200, 404}
    assert client.post(page).headers["Location"] == reverse("membership:application_edit")
    assert client.get(page).status_code == 404


def test_the_link_of_somebody_else_leads_to_applying_without_it():
    _invitation, secret = invite()
    client = Client()
    client.force_login(someone_at("somebody.else@example.org"))

    answer = client.post(reverse("membership:invitation", args=[secret]))

    assert answer.headers["Location"] == reverse("membership:apply")
    assert Invitation.objects.open().count() == 1


def test_a_link_that_is_none_says_so():
    assert Client().get(reverse("membership:invitation", args=["invented"])).status_code == 404
    assert Client().get(reverse("membership:invitation_kept")).status_code == 404


def test_addresses_end_with_retention_and_with_erasure():
    invitation, secret = invite()
    invited = someone_at()
    verbs.accept(secret, invited)
    now = timezone.now()
    rule = next(rule for rule in retention_rules() if rule.name == "membership.invitations")
    assert not rule.rows(now).exists()
    later = now + timedelta(days=31)
    assert rule.purge(rule.rows(later), later) == 1
    invitation.refresh_from_db()
    assert (invitation.address, invitation.address_fingerprint) == ("", "")

    other, _secret = invite(address="erased@example.org")
    erased = someone_at("erased@example.org")
    next(d for d in personal_data() if d.name == "membership.members").forget(erased)
    other.refresh_from_db()
    assert other.address == ""
    assert not other.is_open


def test_lists_show_a_regions_invitations_only():
    invite()
    client = Client()
    client.force_login(person("coordinator"))
    assert ADDRESS in client.get(reverse("membership_admin:invitations")).content.decode()
    client.force_login(person("coordinator_other_region"))
    assert ADDRESS not in client.get(reverse("membership_admin:invitations")).content.decode()
    assert not Invitation.objects.for_actor(person("treasurer"), Capability.INVITE).exists()


@pytest.mark.django_db(transaction=True)
def test_m13_two_clicks_at_once_use_an_invitation_once():
    _invitation, secret = invite()
    invited = someone_at()
    barrier, results = threading.Barrier(4), []

    def click():
        try:
            barrier.wait()
            verbs.accept(secret, invited)
            results.append(True)
        except verbs.InvalidInvitationError:
            results.append(False)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == [False, False, False, True]


@pytest.mark.django_db(transaction=True)
def test_the_last_place_of_a_quota_is_given_once(monkeypatch):
    monkeypatch.setattr(verbs, "QUOTA", 1)
    coordinator, own = person("coordinator"), region()
    barrier, results = threading.Barrier(4), []

    def send(number):
        try:
            barrier.wait()
            verbs.invite(f"n{number}@example.org", region=own, language="en", actor=coordinator)
            results.append(True)
        except verbs.QuotaReachedError:
            results.append(False)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == [False, False, False, True]
