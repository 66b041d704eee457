"""The reviewers' pages in the admin: their own region's applications and nothing else."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import storages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from membership.models import Application, Member
from membership.services import applications, reviews
from privacy.models import AccessLog
from tests.membership.factories import (
    RESUME_TEXT,
    draft_application,
    person,
    region,
    submitted_application,
)
from tests.membership.permission_rows import ACTIONS

pytestmark = pytest.mark.django_db

QUEUE = "/admin/membership/applications/"


def signed_in(client, user):
    """Return the client with somebody signed in, or nobody."""
    client.logout()
    if not isinstance(user, AnonymousUser):
        client.force_login(user)
    return client


# --- Scope ----------------------------------------------------------------------------------


def test_m1_the_queue_and_the_table_hold_the_own_region_only(client):
    own, other = submitted_application(), submitted_application(iso2="DE")
    submitted_application(is_shielded=True)
    draft_application()
    signed_in(client, person("coordinator"))
    page = client.get(QUEUE).content.decode()
    table = client.get(f"{QUEUE}export.csv").content.decode()
    for text in (page, table):
        assert own.reference in text
        assert other.reference not in text
    assert set(re.findall(r"APP-\d{4}-\w{6}", page + table)) == {own.reference}
    assert "1 shielded application" in page


@pytest.mark.parametrize("action", ACTIONS)
def test_m1_no_review_address_reaches_another_region(client, action):
    other = submitted_application(iso2="DE")
    signed_in(client, person("coordinator"))
    addresses = [
        f"{QUEUE}{other.token}/",
        f"{QUEUE}{other.token}/resume/",
        f"{QUEUE}{other.token}/{action}/",
        f"{QUEUE}{other.pk}/",
    ]
    for address in addresses:
        for method in (client.get, client.post, client.put, client.patch, client.delete):
            answer = method(address, {"words": "x", "note": "x", "region": "1"})
            assert answer.status_code in (404, 405)
            assert answer.status_code != 405 or method is not client.get
    after = Application.objects.get(pk=other.pk)
    assert (after.status, after.region) == (other.status, other.region)
    assert after.events.count() == 1
    assert not AccessLog.objects.exists()


def test_m1_wagtail_has_no_address_of_its_own_for_applications(client):
    submitted_application()
    signed_in(client, person("superuser"))
    for address in (
        "/admin/snippets/membership/application/",
        "/admin/membership/application/",
        "/admin/reports/site-history/",
        "/admin/search/?q=Ficticia",
    ):
        answer = client.get(address)
        assert b"Ficticia" not in answer.content
        assert b"APP-" not in answer.content


def test_m2_a_reviewer_moves_neither_region_nor_country_by_a_field(client):
    application = submitted_application()
    signed_in(client, person("coordinator"))
    extra = {"region": "2", "region_id": "2", "country": "DE", "country_id": "2", "status": "x"}
    client.post(f"{QUEUE}{application.token}/note/", {"note": "Seen."} | extra)
    client.post(f"{QUEUE}{application.token}/begin/", extra)
    after = Application.objects.get(pk=application.pk)
    assert after.status == "in_review"
    assert (after.region, after.country) == (application.region, application.country)


def test_m5_the_second_reviewer_sees_that_it_is_decided(client):
    application = submitted_application()
    reviews.decline(application, person("deputy"), words="No.")
    signed_in(client, person("coordinator"))
    answer = client.post(f"{QUEUE}{application.token}/approve/", {}, follow=True)
    assert "has been changed meanwhile: declined" in answer.content.decode()
    assert not Member.objects.filter(user=application.user).exists()


# --- Résumés --------------------------------------------------------------------------------


def test_m6_nobody_else_reads_a_resume(client):
    application = submitted_application()
    addresses = [
        reverse("membership_admin:application_resume", args=[application.token]),
        f"/media/{application.resume.storage_name}",
        f"/documents/{application.resume.pk}/{application.resume.name}",
        f"/static/{application.resume.storage_name}",
    ]
    for kind in (
        "anonymous",
        "other_applicant",
        "member",
        "lapsed",
        "coordinator_other_region",
        "ended_coordinator",
        "treasurer",
        "editor",
        "superuser",
    ):
        signed_in(client, person(kind))
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code in (302, 403, 404)
    bearer = client.get(addresses[0], headers={"authorization": "Bearer guessed"})
    assert bearer.status_code != 200
    assert not AccessLog.objects.exists()
    with storages["private"].open(application.resume.storage_name) as blob:
        assert RESUME_TEXT not in blob.read()


def test_m7_each_view_of_a_resume_is_written_down(client):
    application, coordinator = submitted_application(), person("coordinator")
    signed_in(client, coordinator)
    address = f"{QUEUE}{application.token}/resume/"
    for times in (1, 2):
        answer = client.get(address)
        assert answer.content == RESUME_TEXT
        assert answer["Content-Security-Policy"].startswith("sandbox")
        assert answer["Cache-Control"].startswith("private, no-store")
        assert AccessLog.objects.count() == times
    row = AccessLog.objects.first()
    assert (row.actor, row.subject) == (coordinator, application.user)


def test_what_is_withdrawn_is_no_longer_read(client):
    application = submitted_application()
    signed_in(client, person("coordinator"))
    assert "dock workers" in client.get(f"{QUEUE}{application.token}/").content.decode()
    applications.withdraw(application, application.user)
    page = client.get(f"{QUEUE}{application.token}/").content.decode()
    assert "dock workers" not in page
    assert "Ficticia" not in page
    assert client.get(f"{QUEUE}{application.token}/resume/").status_code == 404


# --- Work -----------------------------------------------------------------------------------


def test_a_reviewer_does_her_work_on_the_pages(client):
    application = submitted_application()
    signed_in(client, person("coordinator"))
    here = f"{QUEUE}{application.token}/"
    detail = client.get(here).content.decode()
    assert "Marvalinda Ficticia-Applying" in detail
    assert f"{here}approve/" in detail
    assert client.get(f"{here}approve/").status_code == 200
    assert "cannot be taken back" in client.get(f"{here}approve/").content.decode()
    client.post(f"{here}note/", {"note": "Known to us."})
    client.post(f"{here}approve/", {"words": "Welcome."})
    application.refresh_from_db()
    assert application.status == "approved"
    after = client.get(here).content.decode()
    assert "Known to us." in after
    assert f"{here}decline/" not in after


def test_an_offer_is_shown_without_what_the_applicant_wrote(client):
    application = submitted_application()
    reviews.propose_transfer(application, person("coordinator"), region("americas"))
    signed_in(client, person("coordinator_other_region"))
    page = client.get(QUEUE).content.decode()
    assert application.reference in page
    assert "Ficticia" not in page
    assert client.get(f"{QUEUE}{application.token}/").status_code == 404
    client.post(f"{QUEUE}{application.token}/accept-transfer/")
    assert client.get(f"{QUEUE}{application.token}/").status_code == 200


def test_the_queue_is_filtered(client):
    old = submitted_application(days_ago=22, language="fr")
    new = submitted_application(iso2="NG")
    done = submitted_application()
    reviews.decline(done, person("deputy"), words="No.")
    signed_in(client, person("coordinator"))

    def found(query: str) -> set[str]:
        page = client.get(f"{QUEUE}?{query}").content.decode()
        return set(re.findall(r"APP-\d{4}-\w{6}", page))

    assert found("") == {old.reference, new.reference}
    assert found("state=all") == {old.reference, new.reference, done.reference}
    assert found("state=declined") == {done.reference}
    assert found("age=21") == {old.reference}
    assert found("country=NG") == {new.reference}
    assert found("language=fr") == {old.reference}
    assert found("country=nonsense") == set()


def test_the_table_has_no_sealed_text(client):
    submitted_application(organisation="=HYPERLINK(1)")
    signed_in(client, person("coordinator"))
    answer = client.get(f"{QUEUE}export.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert answer["Cache-Control"].startswith("private, no-store")
    for text in ("Marvalinda", "Ficticia", "dock", "HYPERLINK", "example.org"):
        assert text not in answer.content.decode()


def test_the_queue_costs_the_same_for_one_and_for_many(client):
    coordinator = person("coordinator")
    submitted_application()
    signed_in(client, coordinator)
    client.get(QUEUE)
    with CaptureQueriesContext(connection) as one:
        client.get(QUEUE)
    for _number in range(6):
        submitted_application()
    with CaptureQueriesContext(connection) as many:
        client.get(QUEUE)
    assert len(one) == len(many)


def test_the_menu_is_for_reviewers(client):
    for kind, is_shown in (("coordinator", True), ("editor", False), ("superuser", False)):
        page = signed_in(client, person(kind)).get("/admin/").content.decode()
        assert (QUEUE in page) == is_shown
