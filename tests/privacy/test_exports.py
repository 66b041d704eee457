import io
import json
import threading
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.utils import timezone

from privacy import access, registry, services, tasks
from privacy.enums import ExportState
from privacy.files import keep_file, private_storage, read_file
from privacy.models import AccessLog, DataExport, SealedFile
from privacy.registry import PersonalData
from privacy.signals import export_ready
from tests.accounts.factories import UserFactory
from tests.privacy.documents import TEXT, upload


def opened(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


@pytest.fixture
def ready(person, django_capture_on_commit_callbacks):
    """Return a copy of a person's data that can be fetched."""
    keep_file(upload("résumé.txt", TEXT), owner=person, purpose="resume")
    with django_capture_on_commit_callbacks(execute=True):
        export = services.request_export(person)
    export.refresh_from_db()
    return export


def test_copy_holds_everything_registered_and_the_files(person, monkeypatch):
    monkeypatch.setattr(registry, "_personal_data", dict(registry._personal_data))
    born = timezone.now()
    registry.register_personal_data(
        PersonalData(
            "membership.canary",
            lambda user: {"name": "Zenobia Quillfeather, محامية", "at": born},
            lambda user: None,
        )
    )
    keep_file(upload("résumé.txt", TEXT), owner=person, purpose="resume")
    another = UserFactory()
    hers = keep_file(upload("hers.txt", b"another's"), owner=another, purpose="resume")
    read_file(hers, actor=another, action="test")

    with opened(services.export_data(person)) as archive:
        assert archive.testzip() is None
        files = [name for name in archive.namelist() if name.startswith("files/")]
        assert len(files) == 1
        assert files[0].endswith("résumé.txt")
        assert archive.read(files[0]) == TEXT
        names = {data.name for data in registry.personal_data()}
        assert {f"{name}.json" for name in names} <= set(archive.namelist())
        canary = json.loads(archive.read("membership.canary.json"))
        assert canary["name"] == "Zenobia Quillfeather, محامية"
        own = json.loads(archive.read("privacy.json"))
        assert [file["name"] for file in own["files"]] == ["résumé.txt"]
        # Opened for the copy itself.
        assert own["opened"] == []
        assert "copy of what" in archive.read("README.txt").decode()


def test_opening_files_for_the_copy_is_logged_once_each(person):
    file = keep_file(upload("résumé.txt", TEXT), owner=person, purpose="resume")

    services.export_data(person)

    row = AccessLog.objects.get()
    assert (row.actor, row.subject, row.object_ref) == (person, person, str(file))


def test_copy_is_ready_for_its_owner_for_two_days(ready, person):
    assert ready.state == ExportState.READY
    assert timedelta(hours=47) < ready.expires_at - timezone.now() <= timedelta(hours=48)
    assert access.export_file_for(person, ready.token) == ready.file
    with opened(read_file(ready.file, actor=person, action="test")) as archive:
        assert "README.txt" in archive.namelist()

    with pytest.raises(Http404):
        access.export_file_for(UserFactory(superuser=True), ready.token)
    with pytest.raises(Http404):
        access.export_file_for(person, "absent")
    DataExport.objects.update(expires_at=timezone.now())
    with pytest.raises(Http404):
        access.export_file_for(person, ready.token)


def test_new_copy_replaces_the_older_and_is_not_in_itself(
    ready, person, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        services.request_export(person)

    export = DataExport.objects.get()
    assert export != ready
    assert SealedFile.objects.get(pk=ready.file_id).is_shredded
    with opened(read_file(export.file, actor=person, action="test")) as archive:
        assert sum(name.startswith("files/") for name in archive.namelist()) == 1


def test_upper_layers_are_told_when_it_is_ready(person, django_capture_on_commit_callbacks):
    told = []

    def receive(sender, user, export, **kwargs):
        told.append((user, export.state))

    export_ready.connect(receive)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            services.request_export(person)
    finally:
        export_ready.disconnect(receive)

    assert told == [(person, ExportState.READY)]


def test_failure_is_told_and_can_be_asked_again(
    person, monkeypatch, django_capture_on_commit_callbacks, caplog
):
    def fail(user):
        raise RuntimeError

    monkeypatch.setattr(registry, "_personal_data", dict(registry._personal_data))
    registry.register_personal_data(PersonalData("accounts.failing", fail, lambda user: None))
    with django_capture_on_commit_callbacks(execute=True):
        services.request_export(person)
    assert DataExport.objects.get().state == ExportState.FAILED
    assert not SealedFile.objects.exists()

    monkeypatch.undo()
    with django_capture_on_commit_callbacks(execute=True):
        services.request_export(person)
    assert DataExport.objects.get().state == ExportState.READY


def test_storage_that_fails_is_told_too(
    person, monkeypatch, django_capture_on_commit_callbacks, caplog
):
    def fail(name, content):
        raise OSError

    monkeypatch.setattr(private_storage(), "save", fail)
    with django_capture_on_commit_callbacks(execute=True):
        services.request_export(person)

    assert DataExport.objects.get().state == ExportState.FAILED
    assert not SealedFile.objects.exists()


def test_copy_of_who_is_erased_meanwhile_is_not_kept(person, monkeypatch):
    export = services.request_export(person)
    export_data = services.exports.export_data

    def erase_meanwhile(user):
        content = export_data(user)
        services.forget(person, actor=None)
        return content

    monkeypatch.setattr(services.exports, "export_data", erase_meanwhile)
    tasks.make_export.call(export.pk)

    assert not DataExport.objects.exists()
    assert not SealedFile.objects.exists()


def test_asking_twice_makes_one(person):
    assert services.request_export(person) == services.request_export(person)
    assert DataExport.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_copy(monkeypatch):
    person = UserFactory()
    export = DataExport.objects.create(user=person, expires_at=timezone.now() + timedelta(hours=48))
    start = threading.Barrier(2)
    export_data = services.exports.export_data

    def both_at_once(user):
        content = export_data(user)
        start.wait(timeout=20)
        return content

    monkeypatch.setattr(services.exports, "export_data", both_at_once)

    def work():
        try:
            tasks.make_export.call(export.pk)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    export.refresh_from_db()
    assert export.state == ExportState.READY
    assert SealedFile.objects.get(wrapped_key__isnull=False) == export.file


@pytest.mark.django_db(transaction=True)
def test_copy_and_erasure_at_once_leave_nothing_that_can_be_read(monkeypatch, caplog):
    person = UserFactory()
    export = DataExport.objects.create(user=person, expires_at=timezone.now() + timedelta(hours=48))
    made, erasing = threading.Event(), threading.Event()
    errors = []

    def hold_her_account(forgotten):
        # The copy is made now, while the account is held; both want the copy's row next.
        erasing.set()
        made.wait(timeout=1)

    def run(work):
        try:
            work()
        except Exception as error:  # noqa: BLE001  (shown below)
            errors.append(error)
        finally:
            connection.close()

    def make():
        erasing.wait(timeout=20)
        tasks.make_export.call(export.pk)
        made.set()

    monkeypatch.setattr(registry, "_personal_data", dict(registry._personal_data))
    registry.register_personal_data(
        PersonalData("accounts.slow", lambda user: {}, hold_her_account)
    )
    threads = [
        threading.Thread(target=run, args=[work])
        for work in (lambda: services.forget(person, actor=None), make)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert "could not be made" not in caplog.text
    assert not DataExport.objects.exists()
    assert not SealedFile.objects.filter(wrapped_key__isnull=False).exists()
