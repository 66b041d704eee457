"""Pages that an import writes in bulk are the pages that the editor would have made."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from modelcluster.models import get_all_child_relations
from modelsearch.backends import get_search_backend
from wagtail.models import Page, PageLogEntry, ReferenceIndex

from core import cache
from core.signals import work_changed
from library.enums import RowVerdict
from library.importing.registry import PROFILES
from library.importing.services import Publish
from library.importing.terms import Terms
from library.models import CaseLawPage, InstrumentPage
from tests.library.tables import real_rows

pytestmark = pytest.mark.django_db

TITLE = "Saskatchewan Federation of Labour v. Saskatchewan"
#: What two pages cannot share.
OWN = {
    "id", "path", "page_ptr", "libraryentrypage_ptr", "translation_key", "slug", "url_path",
    "first_published_at", "last_published_at", "latest_revision_created_at", "latest_revision",
    "live_revision",
}  # fmt: skip


def made_in_wagtails_way(parent, editor) -> CaseLawPage:
    """Make the page of a row as the page editor does."""
    facts = PROFILES["cases"].read(real_rows("cases", TITLE)[0], Terms.load())
    page = CaseLawPage(**facts.fields, slug="by-hand", owner=editor, live=False)
    for relation, terms in facts.terms.items():
        setattr(page, relation, list(terms))
    for relation, children in facts.children.items():
        model = CaseLawPage._meta.get_field(relation).related_model
        setattr(page, relation, [model(**row, sort_order=n) for n, row in enumerate(children)])
    parent.add_child(instance=page)
    page.save_revision(user=editor).publish(user=editor)
    return CaseLawPage.objects.get(pk=page.pk)


def columns(page) -> dict:
    return {f.name: f.value_from_object(page) for f in page._meta.concrete_fields} | {
        f.name: {term.pk for term in getattr(page, f.name).all()} for f in page._meta.many_to_many
    }


def children(page) -> dict:
    return {
        relation.get_accessor_name(): [
            {
                f.name: f.value_from_object(child)
                for f in child._meta.concrete_fields
                if f.name not in ("id", "page")
            }
            for child in getattr(page, relation.get_accessor_name()).all()
        ]
        for relation in get_all_child_relations(type(page))
    }


def references(page) -> set:
    return set(
        ReferenceIndex.get_references_for_object(page).values_list(
            "to_content_type", "to_object_id", "model_path"
        )
    )


def without(values: dict, names: set[str]) -> dict:
    return {name: value for name, value in values.items() if name not in names}


def without_ids(content: dict) -> dict:
    """Return a revision's content without what two pages cannot share."""
    content = without(content, OWN | {"pk", "live", "has_unpublished_changes"})
    content["citations"] = [without(row, {"pk", "page"}) for row in content["citations"]]
    return content


def test_an_imported_page_equals_one_made_in_the_editor(library_index, editor, table):
    by_hand = made_in_wagtails_way(library_index, editor)
    # The two would be one work to the import.
    CaseLawPage.objects.filter(pk=by_hand.pk).update(publisher="Elsewhere", title="Elsewhere")
    table("cases", TITLE).run(publish=Publish.ALL, user=editor)
    imported = CaseLawPage.objects.exclude(pk=by_hand.pk).get()

    assert without(columns(imported), OWN) == without(columns(by_hand), OWN)
    assert children(imported) == children(by_hand)
    assert imported.url_path == f"{library_index.url_path}{imported.slug}/"
    assert imported.path > by_hand.path
    assert imported.live_revision_id == imported.latest_revision_id is not None
    assert imported.first_published_at == imported.last_published_at is not None
    assert imported.translation_key != by_hand.translation_key
    assert without_ids(imported.latest_revision.content) == without_ids(
        by_hand.latest_revision.content
    )
    for page in (imported, by_hand):
        assert page.latest_revision.content_type == page.content_type
        assert page.latest_revision.object_id == str(page.pk)
    assert columns(imported.latest_revision.as_object())["title"] == imported.title
    assert {
        entry.action for entry in PageLogEntry.objects.filter(page=imported.pk, user=editor)
    } == {"wagtail.create", "wagtail.publish"}
    assert references(imported) == references(by_hand)


def test_the_tree_is_sound_and_can_be_added_to(library_index, table):
    table("cases").run()
    assert all(not problems for problems in Page.find_problems())
    library_index.refresh_from_db()
    assert library_index.numchild == 100
    library_index.add_child(
        instance=InstrumentPage(title="By hand", code="C999", instrument_type="convention")
    )
    table("ilo_instruments", "C087").run()
    assert all(not problems for problems in Page.find_problems())


def test_a_page_can_be_edited_moved_and_deleted_after_the_import(library_index, table):
    table("cases", TITLE).run(publish=Publish.ALL)
    page = CaseLawPage.objects.get()
    page.title = "Renamed"
    page.save_revision().publish()
    page = CaseLawPage.objects.get()
    assert page.title == "Renamed"
    assert page.citations.count() == 2
    page.delete()
    assert not CaseLawPage.objects.exists()


def test_the_admin_finds_imported_pages(library_index, table):
    table("cases", TITLE).run()
    found = get_search_backend().search("Saskatchewan", CaseLawPage)
    assert [page.title for page in found] == [TITLE]


def test_listeners_hear_of_every_published_work(library_index, table):
    heard = []
    generation = cache.generation(cache.PAGES)

    def hear(translation_key, **_kwargs):
        heard.append(translation_key)

    work_changed.connect(hear)
    try:
        table("cases", TITLE, "Feryn").run(publish=Publish.ALL)
    finally:
        work_changed.disconnect(hear)
    assert set(heard) == set(CaseLawPage.objects.values_list("translation_key", flat=True))
    assert cache.generation(cache.PAGES) != generation


def test_new_pages_share_their_queries(library_index, table):
    few, many = table("ilo_instruments", "C001", "C002"), table("ilo_instruments")
    many.rows = many.rows[10:60]
    with CaptureQueriesContext(connection) as first:
        few.run()
    with CaptureQueriesContext(connection) as second:
        report = many.run()
    assert report.counts[RowVerdict.NEW] == 50
    # Making and publishing one page in the editor costs more than eighty.
    assert (len(second) - len(first)) / 48 < 30
