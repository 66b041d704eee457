"""Importing in the admin: upload, dry run, confirm, progress, undo; and who may."""

from __future__ import annotations

import datetime
import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from library.enums import BatchStatus, RowVerdict, UploadStatus
from library.importing import batches, tasks, uploads, writing
from library.importing.claims import NotNowError
from library.models import (
    CaseLawPage,
    ImportBatch,
    ImportRow,
    ImportUpload,
    ImportVerdict,
    LibraryEntryPage,
    ReportPage,
)
from privacy import services as privacy
from privacy.models import AccessLog, SealedFile
from tests.accounts.factories import UserFactory
from tests.library.factories import ReportPageFactory
from tests.membership.factories import person

RIS = "".join(
    f"TY  - RPRT\nTI  - Invented report {n}\nPY  - 2020\nDO  - 10.5555/r{n}\nER  - \n"
    for n in range(3)
)
WITH_ABSTRACTS = RIS.replace("ER  -", "AB  - What it says.\nER  -")
CSV = "Titre;Juridiction;Année\nAffaire inventée;Tribunal inventé;2019\n;Sans titre;2019\n"


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    """Return a way to do something together with the tasks it leaves for the worker."""

    def call(function, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            return function(*args, **kwargs)

    return call


@pytest.fixture
def admin(client, editor) -> Client:
    """Return a client of an editor."""
    client.force_login(editor)
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"library_admin:{name}", args=args)


def kept(user: User, content: str = RIS, name: str = "refs.ris") -> ImportUpload:
    return uploads.keep_upload(SimpleUploadedFile(name, content.encode()), user=user)


def checked(run, user: User, content: str = RIS) -> ImportUpload:
    """Return an upload that was checked."""
    upload = kept(user, content)
    run(uploads.start_check, upload)
    upload.refresh_from_db()
    assert upload.status == UploadStatus.CHECKED, upload.problem
    return upload


def imported(run, user: User, content: str = RIS) -> ImportBatch:
    """Return an import that is done."""
    batch = run(batches.confirm, checked(run, user, content), user=user)
    batch.refresh_from_db()
    assert batch.status == BatchStatus.DONE, batch.problem
    return batch


@pytest.mark.django_db
def test_an_editor_goes_from_a_table_to_drafts_and_back(admin, editor, library_index, run):
    file = SimpleUploadedFile("affaires.csv", CSV.encode())
    response = run(admin.post, url("import_upload"), {"file": file})
    upload = ImportUpload.objects.get()
    assert response.url == url("import_file", upload.token)
    assert admin.get(response.url).url == url("import_columns", upload.token)
    page = admin.get(url("import_columns", upload.token)).content.decode()
    assert "Juridiction" in page
    assert "Tribunal inventé" in page

    response = run(
        admin.post,
        url("import_columns", upload.token),
        {"column_0": "title", "column_1": "publisher", "column_2": "year", "type": "case"},
    )
    page = admin.get(response.url).content.decode()
    assert "nothing was written" in page
    assert "Affaire inventée" in page
    assert "The cell must not be empty." in page
    assert not LibraryEntryPage.objects.exists()
    errors = admin.get(f"{response.url}?verdict=error").content.decode()
    assert "Affaire inventée" not in errors

    response = run(admin.post, url("import_confirm", upload.token))
    batch = ImportBatch.objects.get()
    assert response.url == url("import_batch", batch.pk)
    entry = CaseLawPage.objects.get()
    assert (entry.title, entry.live, entry.owner) == ("Affaire inventée", False, editor)
    assert (entry.partial_date.iso, entry.publisher) == ("2019", "Tribunal inventé")
    page = admin.get(response.url).content.decode()
    assert "Done" in page
    assert "The cell must not be empty." in page
    assert f"Import {batch.pk}" in admin.get(url("imports")).content.decode()

    assert "Deleted: 1" in admin.get(url("import_undo", batch.pk)).content.decode()
    assert CaseLawPage.objects.exists()
    run(admin.post, url("import_undo", batch.pk))
    assert not CaseLawPage.objects.exists()
    assert "Deleted: 1" in admin.get(url("import_batch", batch.pk)).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "words"),
    [("", "empty"), ("%PDF-1.7", "a PDF"), ("<html>", "web page"), ("words", "none of the files")],
)
def test_a_file_that_is_none_is_refused_in_the_form(admin, library_index, content, words):
    file = SimpleUploadedFile("cases.csv", content.encode())

    page = admin.post(url("import_upload"), {"file": file})

    assert page.status_code == 200
    assert words in page.content.decode()
    assert not ImportUpload.objects.exists()
    assert not SealedFile.objects.exists()


@pytest.mark.django_db
def test_what_was_chosen_wrongly_is_still_chosen(admin, editor, library_index):
    upload = kept(editor, CSV)

    page = admin.post(
        url("import_columns", upload.token),
        {"column_0": "abstract", "type": "case", "save_as": "A name"},
    ).content.decode()

    assert "Choose the column that holds the titles." in page
    assert '<option value="abstract" selected>' in page
    assert 'value="A name"' in page


def visitors() -> dict[str, User]:
    """Return people who may not import, by why."""
    from django.contrib.auth.models import Group

    elsewhere = UserFactory()
    group = Group.objects.create(name="In the admin for something else")
    group.permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    )
    elsewhere.groups.add(group)
    return {
        "member": person("member"),
        "coordinator": person("coordinator"),
        "elsewhere": elsewhere,
        "translator": UserFactory(translator_into="ar"),
    }


@pytest.mark.django_db
def test_who_may_not_add_entries_finds_no_imports(admin, editor, library_index, run):
    batch, upload = imported(run, editor), kept(editor)
    reads = [
        url("imports"),
        url("import_upload"),
        url("import_file", upload.token),
        url("import_columns", upload.token),
        url("import_batch", batch.pk),
        url("import_undo", batch.pk),
    ]
    writes = [
        *reads[1:2],
        url("import_columns", upload.token),
        url("import_check", upload.token),
        url("import_confirm", upload.token),
        url("import_discard", upload.token),
        url("import_resume", batch.pk),
        url("import_undo", batch.pk),
    ]
    assert {admin.get(address).status_code for address in reads} <= {200, 302}
    for user in visitors().values():
        other = Client()
        other.force_login(user)
        expected = {404} if user.has_perm("wagtailadmin.access_admin") else {302}
        assert {other.get(address).status_code for address in reads} == expected
        assert {other.post(address).status_code for address in writes} == expected
    anonymous = Client()
    answers = [anonymous.get(address) for address in reads]
    assert all("/login" in answer.url for answer in answers)
    upload.refresh_from_db()
    assert upload.status == UploadStatus.MAPPING
    assert ImportBatch.objects.get().status == BatchStatus.DONE


@pytest.mark.django_db
def test_a_file_is_its_uploader_s_only_and_imports_are_everybody_s(library_index, run):
    mine, hers = UserFactory(editor=True), UserFactory(editor=True)
    upload, batch = checked(run, mine), imported(run, hers, RIS.replace("/r", "/s"))
    client = Client()
    client.force_login(hers)

    assert client.get(url("import_file", upload.token)).status_code == 404
    assert client.post(url("import_confirm", upload.token)).status_code == 404
    assert upload.token not in client.get(url("imports")).content.decode()
    client.force_login(mine)
    assert upload.token in client.get(url("imports")).content.decode()
    assert client.get(url("import_file", upload.token)).status_code == 200
    assert client.get(url("import_batch", batch.pk)).status_code == 200


@pytest.mark.django_db
def test_the_menu_offers_imports_to_those_who_may(admin, client, library_index):
    assert url("imports") in admin.get("/admin/").content.decode()
    outsider = Client()
    outsider.force_login(UserFactory(translator_into="ar"))
    assert url("imports") not in outsider.get("/admin/").content.decode()


@pytest.mark.django_db
def test_the_dry_run_is_what_the_import_does(editor, library_index, run):
    ReportPageFactory(
        title="Has it", abstract="", identifiers=[{"scheme": "doi", "value": "10.5555/r1"}]
    )
    content = WITH_ABSTRACTS + "TY  - RPRT\nTI  - No date\nDA  - soon\nER  - \n" + RIS
    upload = checked(run, editor, content)
    foretold = list(upload.verdicts.values_list("number", "verdict", "column", "message"))
    assert {verdict for _n, verdict, _c, _m in foretold} == {"new", "update", "error", "duplicate"}

    batch = run(batches.confirm, upload, user=editor)

    done = batch.rows.values_list("number", "verdict", "column", "message")
    assert list(done) == foretold
    assert not batch.rows.exclude(expected="").exists()


@pytest.mark.django_db
def test_rows_are_judged_again_when_the_library_changed(admin, editor, library_index, run):
    upload = checked(run, editor, WITH_ABSTRACTS)
    ReportPageFactory(
        title="Meanwhile", abstract="", identifiers=[{"scheme": "doi", "value": "10.5555/R1"}]
    )

    batch = run(batches.confirm, upload, user=editor)

    (row,) = batch.rows.exclude(expected="")
    assert (row.number, row.expected, row.verdict) == (2, RowVerdict.NEW, RowVerdict.UPDATE)
    page = admin.get(url("import_batch", batch.pk)).content.decode()
    assert "Row 2: New in the dry run, now Update." in page
    assert ReportPage.objects.count() == 3


@pytest.mark.django_db
def test_what_readers_see_of_an_entry_stays_until_an_editor_publishes(editor, library_index, run):
    page = ReportPageFactory(
        title="Has it", publisher="", identifiers=[{"scheme": "doi", "value": "10.5555/r0"}]
    )
    batch = imported(run, editor, RIS.replace("ER  -", "PB  - X\nER  -"))

    page = ReportPage.objects.get(pk=page.pk)
    assert (page.publisher, page.live, page.has_unpublished_changes) == ("", True, True)
    assert page.get_latest_revision_as_object().publisher == "X"

    run(batches.start_undo, batch, user=editor)
    page = ReportPage.objects.get()
    assert (page.publisher, page.live, page.has_unpublished_changes) == ("", True, False)
    assert page.get_latest_revision_as_object().publisher == ""


@pytest.mark.django_db
def test_an_entry_one_may_not_change_is_an_error(library_index, run):
    from wagtail.models import GroupPagePermission

    page = ReportPageFactory(abstract="", identifiers=[{"scheme": "doi", "value": "10.5555/r0"}])
    content = RIS.replace("ER  -", "AB  - X\nER  -")
    author = UserFactory(editor=True)
    assert checked(run, author, content).verdicts.get(number=1).verdict == RowVerdict.UPDATE
    GroupPagePermission.objects.filter(
        group__user=author, permission__codename__in=["change_page", "publish_page"]
    ).delete()

    upload = checked(run, User.objects.get(pk=author.pk), content)

    verdict = upload.verdicts.get(number=1)
    assert (verdict.verdict, verdict.key) == (RowVerdict.ERROR, "10.5555/r0")
    assert upload.verdicts.get(number=2).verdict == RowVerdict.NEW
    page.refresh_from_db()
    assert page.abstract == ""


@pytest.mark.django_db
def test_undoing_keeps_and_names_what_somebody_worked_on(admin, editor, library_index, run):
    batch = imported(run, editor)
    page = ReportPage.objects.get(title="Invented report 1")
    page.abstract = "Written by hand."
    page.save_revision(user=editor, log_action=True)

    run(admin.post, url("import_undo", batch.pk))

    assert ReportPage.objects.get().pk == page.pk
    told = admin.get(url("import_batch", batch.pk)).content.decode()
    assert "Invented report 1" in told
    assert "It was changed since." in told


@pytest.mark.django_db
def test_a_worker_that_fails_leaves_whole_chunks_and_a_way_on(
    admin, editor, library_index, run, monkeypatch
):
    monkeypatch.setattr(batches, "PLAN_CHUNK", 1)
    upload = checked(run, editor)
    real, calls = writing.index.insert_or_update_object, []

    def fail_second(page):
        calls.append(page)
        if len(calls) == 2:
            raise RuntimeError("The disk is full.")
        real(page)

    monkeypatch.setattr(writing.index, "insert_or_update_object", fail_second)
    batch = run(batches.confirm, upload, user=editor)

    batch.refresh_from_db()
    assert batch.status == BatchStatus.STOPPED
    assert [row.number for row in batch.rows.all()] == [1]
    assert ReportPage.objects.count() == 1
    page = admin.get(url("import_batch", batch.pk)).content.decode()
    assert "Go on with the import" in page
    assert "Undo the import" in page

    run(admin.post, url("import_resume", batch.pk))
    batch.refresh_from_db()
    assert batch.status == BatchStatus.DONE
    assert list(batch.rows.values_list("number", "verdict")) == [(n, "new") for n in (1, 2, 3)]
    assert ReportPage.objects.count() == 3


@pytest.mark.django_db
def test_a_worker_that_died_is_taken_over_and_writes_no_more(editor, library_index, run):
    upload = checked(run, editor)
    batch = batches.confirm(upload, user=editor)
    late = str(batch.claim)
    with pytest.raises(NotNowError):
        batches.resume(batch)
    ImportBatch.objects.update(moved_at=timezone.now() - uploads.SILENCE - timedelta(seconds=1))
    batch.refresh_from_db()
    assert batches.is_silent(batch)

    run(batches.start_undo, batch, user=editor)
    tasks.write_batch.enqueue(batch.pk, late)

    batch.refresh_from_db()
    assert batch.status == BatchStatus.UNDONE
    assert not ReportPage.objects.exists()
    assert not ImportUpload.objects.exists()


@pytest.mark.django_db
def test_who_lost_the_right_after_confirming_imports_nothing(editor, library_index, run):
    batch = batches.confirm(checked(run, editor), user=editor)
    editor.groups.clear()

    batches.run_batch(batch.pk, str(batch.claim))

    batch.refresh_from_db()
    assert batch.status == BatchStatus.STOPPED
    assert "may not add" in batch.problem
    assert not ReportPage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_confirmations_at_once_one_writes(library_index):
    user = UserFactory(editor=True)
    upload = kept(user)
    uploads.start_check(upload)
    barrier, results = threading.Barrier(2), []

    def confirm() -> None:
        barrier.wait()
        try:
            results.append(f"batch of {batches.confirm(upload, user=user).created_by}")
        except NotNowError:
            results.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=confirm) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == [f"batch of {user}", "refused"]
    assert ImportBatch.objects.get().status == BatchStatus.DONE
    assert ReportPage.objects.count() == 3
    assert ImportRow.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_file_at_once_make_every_entry_once(library_index):
    users = [UserFactory(editor=True) for _ in range(2)]
    files = [kept(user) for user in users]
    for file in files:
        uploads.start_check(file)
    barrier = threading.Barrier(2)

    def write(file, user) -> None:
        try:
            barrier.wait()
            batches.confirm(file, user=user)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=pair) for pair in zip(files, users, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {batch.status for batch in ImportBatch.objects.all()} == {BatchStatus.DONE}
    assert ReportPage.objects.count() == 3


@pytest.mark.django_db
def test_the_file_is_sealed_and_goes_when_the_import_is_done(editor, library_index, run):
    upload = checked(run, editor)
    name = upload.file.storage_name
    with storages["private"].open(name) as blob:
        assert b"Invented report" not in blob.read()
    assert AccessLog.objects.get().action == uploads.READ_ACTION

    run(batches.confirm, upload, user=editor)

    assert not storages["private"].exists(name)
    assert SealedFile.objects.get().is_shredded
    assert not ImportUpload.objects.exists()
    assert not ImportVerdict.objects.exists()


@pytest.mark.django_db
def test_a_file_that_waits_too_long_goes_and_a_newer_one_stays(editor, library_index, run):
    old, new = checked(run, editor), checked(run, editor)
    late = timezone.now() - uploads.KEPT_FOR - timedelta(minutes=1)
    ImportUpload.objects.filter(pk=old.pk).update(created_at=late)

    run(privacy.purge_expired, timezone.now())

    assert list(ImportUpload.objects.all()) == [new]
    assert not storages["private"].exists(old.file.storage_name)
    assert storages["private"].exists(new.file.storage_name)


@pytest.mark.django_db
def test_her_uploads_and_the_names_of_her_files_go_with_her_account(library_index, run):
    user = UserFactory(editor=True)
    batch, upload = imported(run, user), kept(user)
    assert b"refs.ris" in privacy.export_data(user) or upload.file_name == "refs.ris"

    run(privacy.forget, user, actor=None)

    batch.refresh_from_db()
    assert (batch.created_by, batch.file_name) == (None, "")
    assert not ImportUpload.objects.exists()
    assert not storages["private"].exists(upload.file.storage_name)


@pytest.mark.django_db
def test_discarding_destroys_the_file(admin, editor, library_index, run):
    upload = kept(editor)

    run(admin.post, url("import_discard", upload.token))

    assert not ImportUpload.objects.exists()
    assert SealedFile.objects.get().is_shredded


@pytest.mark.django_db
def test_progress_is_shown_and_loads_itself_only_when_asked(admin, editor, library_index):
    upload = kept(editor)
    uploads.start_check(upload)
    address = url("import_file", upload.token)

    assert "is being checked" in admin.get(address).content.decode()
    assert "Refresh" not in admin.get(address).headers
    assert admin.get(f"{address}?follow=1").headers["Refresh"] == "5"


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 20])
def test_pages_ask_as_often_for_many_rows_as_for_one(
    admin, editor, library_index, run, count, django_assert_max_num_queries
):
    content = "".join(f"TY  - RPRT\nTI  - R{n}\nDO  - 10.5555/n{n}\nER  - \n" for n in range(count))
    upload = checked(run, editor, content)
    admin.get(url("imports"))
    with django_assert_max_num_queries(40):
        admin.get(url("import_file", upload.token))
    batch = run(batches.confirm, upload, user=editor)
    with django_assert_max_num_queries(40):
        admin.get(url("import_batch", batch.pk))


@pytest.mark.django_db
def test_verdicts_are_in_the_language_of_the_person(editor, library_index, run):
    from django.utils import translation

    content = "TY  - RPRT\nTI  - A\nDA  - soon\nER  - \n"
    with translation.override("fr"):
        upload = kept(editor, content)
        run(uploads.start_check, upload)
    upload.refresh_from_db()
    assert upload.language == "fr"
    with translation.override("fr"):
        from library.importing.errors import CellError
        from library.importing.parsers import partial_date

        with pytest.raises(CellError) as error:
            partial_date("soon")
    assert upload.verdicts.get().message == error.value.message


@pytest.mark.django_db
def test_a_year_stays_a_year(editor, library_index, run):
    imported(run, editor)

    page = ReportPage.objects.first()
    assert (page.date, page.date_precision) == (datetime.date(2020, 1, 1), "year")
