import threading

import pytest
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Comment, ModelLogEntry, PageLogEntry
from wagtail.users.models import UserProfile

from accounts.models import User
from privacy import registry, services
from privacy.files import keep_file, private_storage
from privacy.models import AccessLog, DataExport, SealedFile
from privacy.registry import PersonalData
from privacy.signals import person_forgotten
from tests.accounts.factories import UserFactory
from tests.database import every_row
from tests.privacy.documents import TEXT, upload

pytestmark = pytest.mark.django_db


def test_x6_erasing_leaves_none_of_her_strings(person, home, django_capture_on_commit_callbacks):
    person.first_name, person.last_name = "Zenobia", "Quillfeather"
    person.save()
    file = keep_file(upload("Zenobia.txt", TEXT), owner=person, purpose="resume")
    with django_capture_on_commit_callbacks(execute=True):
        services.request_export(person)
    export = DataExport.objects.get()
    profile = UserProfile.objects.create(user=person)
    profile.avatar.save("zenobia.png", ContentFile(b"an invented face"))
    ModelLogEntry.objects.log_action(
        person, "wagtail.edit", title="Zenobia Quillfeather", user=person
    )
    log(home, "wagtail.publish", user=person)
    comment = Comment.objects.create(
        page=home, user=person, text="Signed, Zenobia", contentpath="title"
    )
    other = UserFactory()
    for user in (person, other):
        log(
            home,
            "wagtail.comments.create",
            user=user,
            data={"comment": {"id": comment.pk, "text": "Signed, Zenobia"}},
        )
    Client().force_login(person)
    AccessLog.objects.create(actor=person, subject=other, object_ref="File x", action="a")
    assert "zenobia" in every_row().casefold()

    with django_capture_on_commit_callbacks(execute=True):
        services.forget(person, actor=person)

    content = every_row().casefold()
    for canary in ("zenobia", "quillfeather", person.token):
        assert canary not in content
    assert not User.objects.filter(pk=person.pk).exists()
    assert not PageLogEntry.objects.filter(user_id=person.pk).exists()
    assert PageLogEntry.objects.filter(action="wagtail.publish", user=None).exists()
    for shredded in (file, export.file):
        assert SealedFile.objects.get(pk=shredded.pk).wrapped_key is None
        assert not private_storage().exists(shredded.storage_name)
    assert not profile.avatar.storage.exists(profile.avatar.name)
    assert AccessLog.objects.get(subject=other).actor is None


@pytest.mark.parametrize("domain", ["quillfeather.example", "quillfeather-bücher.example"])
def test_sessions_of_hers_end_and_those_of_others_do_not(domain):
    person = UserFactory(email=f"zenobia@{domain}")
    hers, others, unfinished = Client(), Client(), Client()
    hers.force_login(person)
    others.force_login(UserFactory())
    session = unfinished.session
    session["account_login"] = {"email": f"Zenobia@{domain}"}
    session.save()

    services.forget(person, actor=None)

    assert Session.objects.get().session_key == others.session.session_key


def test_upper_layers_forget_first_and_all_or_nothing(person, monkeypatch):
    order = []

    def forgets(name):
        def forget(user):
            order.append(name)
            user.groups.clear()

        return PersonalData(name, lambda user: {}, forget)

    def refuse(user):
        raise services.ErasureRefusedError("Hand over your region first.")

    monkeypatch.setattr(registry, "_personal_data", {})
    for name in ("accounts", "membership.dues", "directory", "membership"):
        registry.register_personal_data(forgets(name))
    registry.register_personal_data(PersonalData("privacy", lambda user: {}, refuse))
    file = keep_file(upload("Zenobia.txt", TEXT), owner=person, purpose="resume")

    with pytest.raises(services.ErasureRefusedError, match="Hand over"):
        services.forget(person, actor=person)
    assert order == ["directory", "membership.dues", "membership", "accounts"]
    assert User.objects.filter(pk=person.pk).exists()
    assert SealedFile.objects.get(pk=file.pk).wrapped_key is not None

    registry.register_personal_data(forgets("privacy"))
    services.forget(person, actor=person)
    assert not User.objects.filter(pk=person.pk).exists()


def test_last_superuser_stays_and_the_one_before_may_go():
    first, second = UserFactory(superuser=True), UserFactory(superuser=True)
    UserFactory(superuser=True, is_active=False)

    services.forget(first, actor=first)
    with pytest.raises(services.ErasureRefusedError, match="only administrator"):
        services.forget(second, actor=second)

    assert list(User.objects.filter(is_superuser=True, is_active=True)) == [second]


@pytest.mark.django_db(transaction=True)
def test_last_two_superusers_at_once_leave_one():
    people = [UserFactory(superuser=True) for _ in range(2)]
    User.objects.filter(is_superuser=True).exclude(pk__in=[p.pk for p in people]).update(
        is_superuser=False
    )
    start, refused = threading.Barrier(2), []

    def erase(user):
        try:
            start.wait()
            services.forget(user, actor=user)
        except services.ErasureRefusedError:
            refused.append(user)
        finally:
            connection.close()

    threads = [threading.Thread(target=erase, args=[user]) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert list(User.objects.filter(is_superuser=True)) == refused


def test_layers_above_are_told_with_references_only(person):
    told = []

    def receive(sender, **kwargs):
        kwargs.pop("signal")
        told.append(kwargs)

    pk = person.pk
    person_forgotten.connect(receive)
    try:
        services.forget(person, actor=None)
    finally:
        person_forgotten.disconnect(receive)

    assert told == [{"user_id": pk, "token": person.token, "actor": None}]


def test_log_keeps_the_reference_by_which_an_erasure_is_repeated(
    person, caplog, django_capture_on_commit_callbacks
):
    with caplog.at_level("INFO"), django_capture_on_commit_callbacks(execute=True):
        services.forget(person, actor=None)

    assert f"Account {person.token} was erased by the operator." in caplog.messages
    assert person.email not in caplog.text


def test_operator_repeats_erasures_after_a_restore(person, capsys):
    call_command("forget", person.token, "absent")
    assert "would be erased" in capsys.readouterr().out
    assert User.objects.filter(pk=person.pk).exists()

    call_command("forget", person.token, "absent", "--yes")
    assert f"{person.token}: erased\nabsent: no such account" in capsys.readouterr().out
    assert not User.objects.filter(pk=person.pk).exists()


def test_operator_cannot_erase_the_last_superuser():
    only = UserFactory(superuser=True)

    with pytest.raises(CommandError, match="only administrator"):
        call_command("forget", only.token, "--yes")


def test_row_of_a_destroyed_file_tells_when_and_not_whose(person):
    keep_file(upload("Zenobia.txt", TEXT), owner=person, purpose="resume")

    services.forget(person, actor=person)

    row = SealedFile.objects.get()
    assert row.owner is None
    assert row.shredded_at <= timezone.now()
