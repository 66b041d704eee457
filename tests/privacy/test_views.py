from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from privacy import registry
from privacy.files import keep_file, read_file
from privacy.models import AccessLog, DataExport, SealedFile
from tests.accounts.factories import UserFactory
from tests.privacy.documents import TEXT, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, person):
    """Return a client that the person has signed in with."""
    client.force_login(person)
    return client


@pytest.fixture
def export(signed_in, person, django_capture_on_commit_callbacks):
    """Return a copy of the person's data that she asked for on the page."""
    with django_capture_on_commit_callbacks(execute=True):
        response = signed_in.post(reverse("privacy:request-export"))
    assert response.url == reverse("privacy:data")
    return DataExport.objects.get(user=person)


@pytest.mark.parametrize("name", ["data", "request-export", "erase"])
def test_pages_are_for_those_who_are_signed_in(client, name):
    method = client.post if name == "request-export" else client.get

    response = method(reverse(f"privacy:{name}"))

    assert response.status_code == 302
    assert "/login/" in response.url
    assert not DataExport.objects.exists()


def test_page_offers_all_three(signed_in):
    response = signed_in.get(reverse("privacy:data"))

    content = response.content.decode()
    assert "Make a copy" in content
    assert "Nobody has opened a file of yours." in content
    assert reverse("privacy:erase") in content
    assert "no-store" in response.headers["Cache-Control"]


def test_page_tells_who_opened_what_and_no_name(signed_in, person, monkeypatch):
    monkeypatch.setattr(registry, "_actor_labels", [])
    reviewer = UserFactory(first_name="Marmaduke", last_name="Thistlewood")
    file = keep_file(upload("my résumé.txt", TEXT), owner=person, purpose="resume")
    read_file(file, actor=reviewer, action="test.review")
    hers = keep_file(upload("secret.txt", TEXT), owner=reviewer, purpose="resume")
    read_file(hers, actor=person, action="test.review")

    content = signed_in.get(reverse("privacy:data")).content.decode()

    assert "my résumé.txt" in content
    assert f"Account {reviewer.token}" in content
    for secret in ("Marmaduke", "Thistlewood", reviewer.email, "secret.txt", str(hers)):
        assert secret not in content

    monkeypatch.setattr(registry, "_actions", {"test.review": "read by a reviewer"})
    registry.register_actor_labels(
        lambda actors: {actor.pk: "Coordinator, Africa" for actor in actors}
    )
    content = signed_in.get(reverse("privacy:data")).content.decode()
    assert "Coordinator, Africa" in content
    assert "read by a reviewer" in content
    assert reviewer.token not in content


def test_page_costs_the_same_for_one_opening_and_for_twenty(signed_in, person, monkeypatch):
    # Upper layers are asked once for all actors; whether they then ask once is theirs to test.
    monkeypatch.setattr(registry, "_actor_labels", [])

    def queries():
        with CaptureQueriesContext(connection) as captured:
            signed_in.get(reverse("privacy:data"))
        return len(captured)

    def opened_by_somebody():
        AccessLog.objects.create(
            actor=UserFactory(), subject=person, object_ref="File x", action="a"
        )

    opened_by_somebody()
    queries()
    one = queries()
    for _ in range(19):
        opened_by_somebody()
    assert queries() == one


def test_copy_is_fetched_by_its_owner_after_her_password_again(signed_in, export, reauthenticate):
    url = reverse("privacy:export", args=[export.token])
    assert url in signed_in.get(reverse("privacy:data")).content.decode()

    refused = signed_in.get(url)
    assert refused.status_code == 302
    assert "reauthenticate" in refused.url

    reauthenticate(signed_in)
    response = signed_in.get(url)
    assert response.status_code == 200
    assert response.content.startswith(b"PK")
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "sandbox" in response.headers["Content-Security-Policy"]


def test_copy_of_another_is_as_absent_as_none(client, export, reauthenticate):
    client.force_login(UserFactory(superuser=True))
    reauthenticate(client)

    hidden = client.get(reverse("privacy:export", args=[export.token]))
    absent = client.get(reverse("privacy:export", args=["absent"]))

    assert hidden.status_code == absent.status_code == 404


def test_copy_is_not_made_by_a_link(signed_in):
    assert signed_in.get(reverse("privacy:request-export")).status_code == 405
    assert not DataExport.objects.exists()


def test_account_is_erased_after_password_and_address(signed_in, person, reauthenticate):
    url = reverse("privacy:erase")
    assert "reauthenticate" in signed_in.get(url).url
    assert "reauthenticate" in signed_in.post(url, {"email": person.email}).url

    reauthenticate(signed_in)
    page = signed_in.get(url)
    assert "cannot be undone" in page.content.decode()
    assert person.email not in page.content.decode()
    wrong = signed_in.post(url, {"email": "other@quillfeather.example"})
    assert "not the address of this account" in wrong.content.decode()
    assert User.objects.filter(pk=person.pk).exists()

    keep_file(upload("Zenobia.txt", TEXT), owner=person, purpose="resume")
    response = signed_in.post(url, {"email": f" {person.email.upper()} "}, follow=True)
    assert response.redirect_chain == [(reverse("privacy:erased"), 302)]
    assert "The account is erased" in response.content.decode()
    assert not response.context["user"].is_authenticated
    assert not User.objects.filter(pk=person.pk).exists()
    assert SealedFile.objects.get().is_shredded


def test_only_superuser_is_told_why_she_cannot_go(client, reauthenticate):
    only = UserFactory(superuser=True)
    client.force_login(only)
    reauthenticate(client)

    response = client.post(reverse("privacy:erase"), {"email": only.email})

    assert "only administrator" in response.content.decode()
    assert User.objects.filter(pk=only.pk).exists()


def test_pages_speak_arabic_from_right_to_left(signed_in):
    response = signed_in.get("/ar/account/data/")

    assert '<html lang="ar" dir="rtl"' in response.content.decode()


@pytest.mark.parametrize("name", ["retention", "access-log"])
def test_records_are_for_superusers(client, name, editor):
    url = reverse(f"privacy_admin:{name}")
    client.force_login(editor)
    assert client.get(url).status_code in (302, 403)
    assert "privacy/retention" not in client.get(reverse("wagtailadmin_home")).content.decode()

    client.force_login(UserFactory(superuser=True))
    assert client.get(url).status_code == 200
    assert "privacy/retention" in client.get(reverse("wagtailadmin_home")).content.decode()


def test_retention_report_shows_what_is_due(client, person):
    AccessLog.objects.create(
        object_ref="File x", action="a", at=timezone.now() - timedelta(days=800)
    )
    client.force_login(UserFactory(superuser=True))

    response = client.get(reverse("privacy_admin:retention"))

    line = next(x for x in response.context["lines"] if x.name == "privacy.access_log")
    assert line.due == 1
    assert "Deleted two years after the file was opened." in response.content.decode()
    assert AccessLog.objects.count() == 1


def test_access_log_is_searched_by_reference_and_shows_no_address(client, person):
    reviewer = UserFactory()
    file = keep_file(upload("Zenobia.txt", TEXT), owner=person, purpose="resume")
    read_file(file, actor=reviewer, action="test.review")
    AccessLog.objects.create(object_ref="File other", action="a")
    client.force_login(UserFactory(superuser=True))
    url = reverse("privacy_admin:access-log")

    assert len(client.get(url).context["rows"]) == 2
    for sought in (person.token, f"Account {reviewer.token}", file.token, str(file)):
        response = client.get(url, {"q": sought})
        assert [row.object_ref for row in response.context["rows"]] == [str(file)]
        assert person.email not in response.content.decode()
        assert "Zenobia" not in response.content.decode()
    assert mail.outbox == []
