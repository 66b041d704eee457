"""Undoing an import: what it made goes, what it changed comes back, what people did stays."""

from __future__ import annotations

import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import Page

from library.enums import BatchStatus, RowVerdict
from library.importing.errors import ImportRefusedError
from library.importing.services import Publish, import_file
from library.importing.undoing import undo_import
from library.models import CaseLawPage, ImportBatch, InstrumentPage
from tests.library.tables import FILES

INSTRUMENTS = "ilo_instruments"
TITLES = "ilo_titles"


@pytest.mark.django_db
def test_what_an_import_made_is_deleted(library_index, table):
    batch = table(INSTRUMENTS, "C087", "C098", "R001").run(publish=Publish.VERIFIED).batch
    report = undo_import(batch.pk)
    assert (report.deleted, report.reverted, report.kept) == (3, 0, [])
    assert not InstrumentPage.objects.exists()
    assert all(not problems for problems in Page.find_problems())
    batch.refresh_from_db()
    assert batch.status == BatchStatus.UNDONE
    assert batch.undone_at is not None


@pytest.mark.django_db
def test_an_entry_that_somebody_edited_since_is_kept(library_index, table, editor):
    batch = table(INSTRUMENTS, "C087", "C098").run(publish=Publish.ALL).batch
    page = InstrumentPage.objects.get(code="C087")
    page.abstract = "Written by hand."
    page.save_revision(user=editor, log_action=True).publish(user=editor)
    report = undo_import(batch.pk)
    assert report.deleted == 1
    assert [entry.title for entry in report.kept] == [page.title]
    assert InstrumentPage.objects.get().abstract == "Written by hand."


@pytest.mark.django_db
def test_a_draft_that_somebody_published_since_is_kept(library_index, table, editor):
    batch = table(INSTRUMENTS, "C087").run().batch
    InstrumentPage.objects.get().latest_revision.publish(user=editor)
    assert len(undo_import(batch.pk).kept) == 1
    assert InstrumentPage.objects.get().live


@pytest.mark.django_db
def test_an_entry_with_a_translation_is_kept(library_index, site_tree, table):
    batch = table(INSTRUMENTS, "C087").run(publish=Publish.ALL).batch
    page = InstrumentPage.objects.get()
    page.copy_for_translation(site_tree.library["fr"].locale)
    report = undo_import(batch.pk)
    assert report.deleted == 0
    assert len(report.kept) == 1
    assert InstrumentPage.objects.count() == 2


@pytest.mark.django_db
def test_what_an_import_changed_goes_back_to_what_it_was(library_index, table):
    table(INSTRUMENTS, "C087").run(publish=Publish.ALL)
    batch = table(INSTRUMENTS, "C087").set(title_en="Changed", normlex_instrument_id="").run().batch
    assert not InstrumentPage.objects.get().identifiers.exists()
    report = undo_import(batch.pk)
    page = InstrumentPage.objects.get()
    assert (report.deleted, report.reverted) == (0, 1)
    assert page.title.startswith("Freedom of Association")
    assert [identifier.value for identifier in page.identifiers.all()] == ["312232"]
    assert page.live
    assert not page.has_unpublished_changes


@pytest.mark.django_db
def test_titles_that_an_import_added_are_taken_back(library_index, table):
    table(INSTRUMENTS, "C087").run(publish=Publish.ALL)
    batch = table(TITLES, "C087").run().batch
    report = undo_import(batch.pk)
    assert report.reverted == 1
    assert not InstrumentPage.objects.get().other_titles.exists()


@pytest.mark.django_db
def test_imports_are_undone_one_after_the_other(library_index, table):
    first = table(INSTRUMENTS, "C087").run(publish=Publish.ALL).batch
    second = table(TITLES, "C087").run().batch
    # The later import stands: the first must not delete what it was added to.
    assert undo_import(first.pk, is_dry_run=True).kept
    undo_import(second.pk)
    report = undo_import(first.pk)
    assert (report.deleted, report.kept) == (1, [])


@pytest.mark.django_db
def test_after_an_undo_the_file_is_new_again(library_index, table):
    undo_import(table(INSTRUMENTS, "C087").run().batch.pk)
    assert table(INSTRUMENTS, "C087").run().counts[RowVerdict.NEW] == 1


@pytest.mark.django_db
def test_a_dry_run_of_an_undo_changes_nothing(library_index, table):
    batch = table(INSTRUMENTS, "C087").run().batch
    out = StringIO()
    call_command("undo_import", batch.pk, dry_run=True, stdout=out)
    assert "Deleted: 1" in out.getvalue()
    assert InstrumentPage.objects.count() == 1
    batch.refresh_from_db()
    assert batch.status == BatchStatus.DONE


@pytest.mark.django_db
def test_the_command_undoes_once(library_index, table):
    batch = table(INSTRUMENTS, "C087").run().batch
    call_command("undo_import", batch.pk, stdout=StringIO())
    with pytest.raises(CommandError, match="undone already"):
        call_command("undo_import", batch.pk, stdout=StringIO())
    with pytest.raises(CommandError, match="There is no import"):
        call_command("undo_import", batch.pk + 1, stdout=StringIO())


@pytest.mark.django_db(transaction=True)
def test_of_two_undos_at_once_only_one_runs(library_index, tmp_path, table):
    batch = table("cases", "Feryn", "Egenberger").run(publish=Publish.ALL).batch
    barrier = threading.Barrier(2)
    results: list[str] = []

    def undo() -> None:
        barrier.wait()
        try:
            results.append(f"deleted {undo_import(batch.pk).deleted}")
        except ImportRefusedError:
            results.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=undo) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["deleted 2", "refused"]
    assert not CaseLawPage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_failure_while_writing_leaves_nothing_behind(library_index, monkeypatch):
    from library.importing import writing

    calls = []
    real = writing.index.insert_or_update_object

    def fail_late(page):
        calls.append(page)
        if len(calls) > 70:
            raise RuntimeError("The disk is full.")
        real(page)

    monkeypatch.setattr(writing.index, "insert_or_update_object", fail_late)
    with pytest.raises(RuntimeError):
        import_file(FILES["cases"], "cases")
    assert not CaseLawPage.objects.exists()
    assert not ImportBatch.objects.exists()
    library_index.refresh_from_db()
    assert library_index.numchild == 0
