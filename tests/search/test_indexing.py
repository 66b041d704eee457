"""The index follows what editors publish, once per change and without losing any."""

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from wagtail.models import Page

from core.registry import content_types
from core.signals import work_changed
from search import indexing
from search.engines import get_engine
from search.models import PendingWork, SearchDocument
from search.query import SearchQuery
from taxonomy.models import FocusArea, Subject
from tests.core.translations import translate
from tests.library.factories import CaseLawPageFactory
from tests.news.factories import NewsArticlePageFactory
from tests.search.conftest import answer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("every_engine")]


def titles(text: str) -> list[str]:
    return [hit.title for hit in answer(SearchQuery(text)).hits]


@pytest.fixture
def indexed_works(monkeypatch):
    """Return the list of works that get indexed from now on."""
    works = []
    index_work = indexing.index_work

    def noted(work):
        works.append(work)
        index_work(work)

    monkeypatch.setattr(indexing, "index_work", noted)
    return works


def test_a_published_page_is_indexed_once_its_transaction_is_committed(
    site_tree, django_capture_on_commit_callbacks, indexed_works
):
    with django_capture_on_commit_callbacks(execute=True):
        article = NewsArticlePageFactory(title="Harbour pilots strike")
        case = CaseLawPageFactory(title="Pilots v Quay", holding="Harbour pilots may strike.")
        for _save in range(10):
            article.save_revision().publish()
        assert titles("pilots") == []
    assert set(titles("pilots")) == {"Harbour pilots strike", "Pilots v Quay"}
    assert sorted(indexed_works) == sorted([article.translation_key, case.translation_key])
    assert not PendingWork.objects.exists()


def test_every_kind_of_content_is_found_in_the_registry_by_its_kind(site_tree):
    NewsArticlePageFactory()
    CaseLawPageFactory()
    for content in content_types():
        page = content.queryset().first()
        assert content.search_data(page).kind == content.name


def test_a_draft_is_not_indexed(site_tree, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        article = NewsArticlePageFactory(title="Published")
        article.title = "Still a draft"
        article.save_revision()
        NewsArticlePageFactory(title="A draft of its own", draft=True)
    assert titles("published") == ["Published"]
    assert titles("draft") == []


def test_an_unpublished_page_leaves_the_index_at_once(
    site_tree, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        article = NewsArticlePageFactory(title="Harbour pilots strike")
    article.unpublish()
    assert titles("pilots") == []
    assert not SearchDocument.objects.exists()


def test_a_deleted_page_leaves_the_index_at_once(site_tree, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        article = NewsArticlePageFactory(title="Harbour pilots strike")
        CaseLawPageFactory(title="Pilots v Quay")
    article.delete()
    Page.objects.filter(title="Pilots v Quay").delete()
    assert titles("pilots") == []
    assert not SearchDocument.objects.exists()


def test_a_translation_joins_its_work(site_tree, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        article = NewsArticlePageFactory(title="Harbour pilots strike")
        arabic = translate(article, "ar")
    (hit,) = answer(SearchQuery("pilots", reader_language="ar")).hits
    assert hit.page_id == arabic.pk
    assert hit.languages == ("ar", "en")
    with django_capture_on_commit_callbacks(execute=True):
        arabic.unpublish()
    (hit,) = answer(SearchQuery("pilots", reader_language="ar")).hits
    assert hit.languages == ("en",)


def test_a_change_that_is_rolled_back_asks_for_nothing(site_tree):
    article = NewsArticlePageFactory()
    PendingWork.objects.all().delete()
    with transaction.atomic():
        work_changed.send(sender=type(article), translation_key=article.translation_key)
        assert PendingWork.objects.count() == 1
        transaction.set_rollback(True)
    assert not PendingWork.objects.exists()


def test_a_page_that_cannot_be_indexed_keeps_no_other_waiting(site_tree, monkeypatch):
    NewsArticlePageFactory(title="Harbour pilots strike")
    broken = CaseLawPageFactory(title="Pilots v Quay")
    index_work = indexing.index_work

    def fail(work):
        if work == broken.translation_key:
            raise ValueError("broken")
        index_work(work)

    monkeypatch.setattr(indexing, "index_work", fail)
    assert indexing.index_pending_works() == 1
    assert titles("pilots") == ["Harbour pilots strike"]
    assert PendingWork.objects.get().failures == 1
    monkeypatch.undo()
    assert indexing.index_pending_works() == 1
    assert not PendingWork.objects.exists()


def test_a_work_that_always_fails_is_left_until_it_changes(site_tree, monkeypatch):
    article = NewsArticlePageFactory()
    PendingWork.objects.update(failures=indexing.MAX_FAILURES)
    assert indexing.index_pending_works() == 0
    work_changed.send(sender=type(article), translation_key=article.translation_key)
    assert indexing.index_pending_works() == 1


def test_a_work_that_is_gone_is_no_trouble(db):
    work_changed.send(sender=Page, translation_key="7a1f0f9e-9a0b-4a53-9df1-2f6f5b0d6c11")
    assert indexing.index_pending_works() == 1


# --- The command ----------------------------------------------------------------------------


def test_building_indexes_what_is_live_and_forgets_the_rest(site_tree, capsys):
    live = [NewsArticlePageFactory(), CaseLawPageFactory(), NewsArticlePageFactory()]
    NewsArticlePageFactory(draft=True)
    call_command("search_index", "build")
    Page.objects.filter(pk=live[0].pk).update(live=False)
    call_command("search_index", "build")
    assert set(SearchDocument.objects.values_list("page_id", flat=True)) == {
        page.pk for page in live[1:]
    }
    assert not PendingWork.objects.exists()
    call_command("search_index", "check")
    assert "2 pages indexed" in capsys.readouterr().out


def test_checking_sees_what_is_missing_outdated_or_no_longer_live(site_tree):
    pages = [NewsArticlePageFactory() for _n in range(4)]
    call_command("search_index", "build")
    get_engine().remove([pages[0].pk])
    type(pages[1]).objects.filter(pk=pages[1].pk).update(summary="Changed behind its back")
    Page.objects.filter(pk=pages[2].pk).update(live=False)
    found = indexing.drift()
    assert found.missing == {pages[0].pk}
    assert found.outdated == {pages[1].pk}
    assert found.strays == {pages[2].pk}
    with pytest.raises(CommandError, match="1 pages missing, 1 outdated, 1 no longer live"):
        call_command("search_index", "check")


def test_dropping_empties_the_index(site_tree):
    NewsArticlePageFactory()
    call_command("search_index", "build")
    call_command("search_index", "drop")
    assert get_engine().count() == 0


# --- Terms ----------------------------------------------------------------------------------


def test_works_follow_the_names_of_their_terms(site_tree, django_capture_on_commit_callbacks):
    area = FocusArea.objects.get(slug="discrimination")
    with django_capture_on_commit_callbacks(execute=True):
        NewsArticlePageFactory(title="On equal pay", focus_areas=["discrimination"])
        NewsArticlePageFactory(title="On harbours", focus_areas=["ilo"])
    assert titles("quokkas") == []
    with django_capture_on_commit_callbacks(execute=True):
        area.labels = {**area.labels, "fr": "Droits des quokkas"}
        area.save()
    assert titles("quokkas") == ["On equal pay"]
    with django_capture_on_commit_callbacks(execute=True):
        area.slug = "quokkas"
        area.save()
    counts = answer(SearchQuery(counted=("focus",))).facets["focus"]
    assert counts == {"quokkas": 1, "ilo": 1}


def test_a_term_saved_without_a_new_name_indexes_nothing(
    site_tree, django_capture_on_commit_callbacks, indexed_works
):
    with django_capture_on_commit_callbacks(execute=True):
        NewsArticlePageFactory(focus_areas=["discrimination"])
    indexed_works.clear()
    with django_capture_on_commit_callbacks(execute=True):
        area = FocusArea.objects.get(slug="discrimination")
        area.sort_order += 1
        area.save()
    assert indexed_works == []


def test_a_subjects_synonyms_find_its_works_until_it_is_gone(
    site_tree, django_capture_on_commit_callbacks
):
    subject = Subject.objects.create(
        slug="quokkas",
        labels={"en": "Quokkas at work"},
        focus_area=FocusArea.objects.get(slug="discrimination"),
    )
    with django_capture_on_commit_callbacks(execute=True):
        entry = CaseLawPageFactory(title="Pilots v Quay")
        entry.subjects.set([subject])
        entry.save_revision().publish()
    assert titles("quokkas") == ["Pilots v Quay"]
    assert titles("marsupials") == []
    with django_capture_on_commit_callbacks(execute=True):
        subject.synonyms = {"en": ["marsupials"]}
        subject.save()
    assert titles("marsupials") == ["Pilots v Quay"]
    with django_capture_on_commit_callbacks(execute=True):
        subject.delete()
    assert titles("marsupials") == []


# --- The queue ------------------------------------------------------------------------------


def test_many_changes_wait_as_one_task(
    site_tree, settings, django_capture_on_commit_callbacks, indexed_works
):
    from django_tasks_db.models import DBTaskResult

    article = NewsArticlePageFactory()
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    for _save in range(5):
        with django_capture_on_commit_callbacks(execute=True):
            article.save_revision().publish()
    waiting = DBTaskResult.objects.ready().filter(task_path="search.tasks.index_pending")
    assert waiting.count() == 1
    waiting.get().task.func()
    assert indexed_works == [article.translation_key]
    assert get_engine().count() == 1
