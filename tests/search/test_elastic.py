"""The search server as a copy of the tables: kept in step, rebuilt, compared, and never trusted late."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from search import indexing
from search.elastic import client as server
from search.elastic import syncing
from search.elastic.lease import LeaseError, lease
from search.engines.elasticsearch import ElasticsearchEngine
from search.models import RemoteWork, ServerLease
from search.query import SearchQuery
from tests.library.factories import CaseLawPageFactory
from tests.news.factories import NewsArticlePageFactory
from tests.search.conftest import FIRST_PAGE_ID, document, work_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def from_tables(monkeypatch):
    """Return the reasons for which the tables answered in place of the server."""
    reasons = []
    search_tables = ElasticsearchEngine._search_tables

    def noted(engine, query, reason):
        reasons.append(reason)
        return search_tables(engine, query, reason)

    monkeypatch.setattr(ElasticsearchEngine, "_search_tables", noted)
    return reasons


def found(engine, text="") -> list[int]:
    results = engine.search(SearchQuery(text, page_size=100))
    assert results.total == len(results.hits)
    return sorted(hit.page_id - FIRST_PAGE_ID for hit in results.hits)


def test_the_server_answers_once_it_has_caught_up(elasticsearch, from_tables):
    elasticsearch.index([document(1, "strike")])
    assert found(elasticsearch, "strike") == [1]
    assert from_tables == ["404 index_not_found_exception"]
    server.resume()
    assert elasticsearch.catch_up() == 1
    assert found(elasticsearch, "strike") == [1]
    assert len(from_tables) == 1
    assert not RemoteWork.objects.exists()
    # Small changes are written one by one, not as a new index.
    index = syncing._indexes()
    elasticsearch.index([document(2, "strike"), document(1, "lockout")])
    assert elasticsearch.catch_up() == 2
    assert found(elasticsearch, "strike") == [2]
    assert syncing._indexes() == index
    assert len(from_tables) == 1


def test_what_is_gone_is_not_found_before_the_server_has_heard_of_it(elasticsearch, from_tables):
    elasticsearch.index([document(1, "strike"), document(2, "strike")])
    elasticsearch.catch_up()
    elasticsearch.remove([FIRST_PAGE_ID + 1])
    assert found(elasticsearch, "strike") == [2]
    assert from_tables == ["it has not caught up"]
    elasticsearch.catch_up()
    assert found(elasticsearch, "strike") == [2]
    assert len(from_tables) == 1


def test_a_server_that_falls_behind_is_not_asked(elasticsearch, from_tables):
    elasticsearch.index([document(1, "strike")])
    elasticsearch.catch_up()
    elasticsearch.index([document(2, "strike")])
    # For a moment a new work may be missing; a minute later the tables answer.
    assert found(elasticsearch, "strike") == [1]
    RemoteWork.objects.update(requested_at=timezone.now() - syncing.LATE)
    assert found(elasticsearch, "strike") == [1, 2]
    assert from_tables == ["it has not caught up"]


def test_a_work_that_changes_while_it_is_sent_is_sent_again(elasticsearch, monkeypatch):
    elasticsearch.index([document(1, "strike")])
    elasticsearch.catch_up()
    elasticsearch.index([document(1, "lockout")])
    write = syncing.write

    def changing(*args, **kwargs):
        monkeypatch.undo()
        failed = write(*args, **kwargs)
        elasticsearch.index([document(1, "boycott")])
        return failed

    monkeypatch.setattr(syncing, "write", changing)
    assert elasticsearch.catch_up() == 2
    assert found(elasticsearch, "boycott") == [1]
    assert found(elasticsearch, "lockout") == []


def test_a_write_that_comes_late_changes_nothing(elasticsearch, monkeypatch):
    elasticsearch.index([document(1, "strike")])
    elasticsearch.catch_up()
    newest = syncing.new_version()
    elasticsearch.index([document(1, "lockout")])
    with monkeypatch.context() as patch:
        patch.setattr(syncing, "new_version", lambda: newest - 60_000_000)
        assert elasticsearch.catch_up() == 0
    assert found(elasticsearch, "strike") == [1]
    # It goes on waiting, and comes through.
    assert RemoteWork.objects.get().work == work_id("work 1")
    assert elasticsearch.catch_up() == 1
    assert found(elasticsearch, "lockout") == [1]


def test_a_work_that_the_server_refuses_keeps_no_other_waiting(elasticsearch, caplog):
    elasticsearch.index([document(1, "strike")])
    elasticsearch.catch_up()
    # No page has such a language; the server's mapping is strict.
    elasticsearch.index([document(2, "strike", language="tlh"), document(3, "strike")])
    assert elasticsearch.catch_up() == 1
    assert found(elasticsearch, "strike") == [1, 3]
    assert RemoteWork.objects.get().work == work_id("work 2")
    assert f"refused work {work_id('work 2')}" in caplog.text


def test_one_process_writes_at_a_time(elasticsearch):
    elasticsearch.index([document(1, "strike")])
    with lease(syncing.alias()) as renew:
        assert elasticsearch.catch_up() == 0
        with pytest.raises(LeaseError):
            elasticsearch.rebuild()
        # Whoever held it for too long has lost it.
        ServerLease.objects.update(held_until=timezone.now())
        assert elasticsearch.catch_up() == 1
        with pytest.raises(LeaseError):
            renew()


def test_an_index_that_is_lost_is_built_again(elasticsearch, from_tables):
    elasticsearch.index(document(n, "strike") for n in range(3))
    elasticsearch.catch_up()
    (index,) = syncing._indexes()
    server.client().indices.delete(index=index)
    assert found(elasticsearch, "strike") == [0, 1, 2]
    assert len(from_tables) == 1
    server.resume()
    assert elasticsearch.catch_up() == 3
    assert found(elasticsearch, "strike") == [0, 1, 2]
    assert len(from_tables) == 1


def test_an_index_that_lost_works_is_built_again(elasticsearch):
    elasticsearch.index(document(n, "strike") for n in range(3))
    elasticsearch.catch_up()
    server.client().delete(index=syncing.alias(), id=str(work_id("work 1")), refresh=True)
    assert found(elasticsearch, "strike") == [0, 2]
    assert elasticsearch.catch_up() == 3
    assert found(elasticsearch, "strike") == [0, 1, 2]
    assert elasticsearch.catch_up() == 0


def test_the_old_index_answers_until_the_new_one_is_whole(elasticsearch, monkeypatch):
    elasticsearch.index(document(n, "strike") for n in range(5))
    elasticsearch.catch_up()
    (old,) = syncing._indexes()
    monkeypatch.setattr(syncing, "BATCH_SIZE", 2)
    told, seen = [], []

    def look(number):
        told.append(number)
        seen.append(found(elasticsearch, "strike"))

    assert elasticsearch.rebuild(look) == 5
    assert told == [2, 2, 1]
    assert seen == [[0, 1, 2, 3, 4]] * 3
    assert found(elasticsearch, "strike") == [0, 1, 2, 3, 4]
    (new,) = syncing._indexes()
    assert new != old
    assert not server.client().indices.exists(index=old)


def test_a_build_that_breaks_off_leaves_the_old_index_and_is_cleared_away(
    elasticsearch, monkeypatch
):
    elasticsearch.index(document(n, "strike") for n in range(5))
    elasticsearch.catch_up()
    old = syncing._indexes()
    monkeypatch.setattr(syncing, "BATCH_SIZE", 2)

    def fail(_number):
        raise RuntimeError("The machine was switched off.")

    with pytest.raises(RuntimeError):
        elasticsearch.rebuild(fail)
    assert syncing._indexes() == old
    assert len(syncing._left_over(old)) == 1
    assert found(elasticsearch, "strike") == [0, 1, 2, 3, 4]
    elasticsearch.rebuild()
    assert syncing._left_over(syncing._indexes()) == []


def test_what_changes_while_an_index_is_built_is_not_lost(elasticsearch):
    elasticsearch.index(document(n, "strike") for n in range(3))

    def change(_number):
        elasticsearch.index([document(1, "lockout")])
        elasticsearch.remove([FIRST_PAGE_ID + 2])

    elasticsearch.rebuild(change)
    assert RemoteWork.objects.count() == 2
    elasticsearch.catch_up()
    assert found(elasticsearch, "strike") == [0]
    assert found(elasticsearch, "lockout") == [1]


def test_far_pages_are_answered_by_the_tables(elasticsearch, from_tables):
    elasticsearch.index(document(n, "strike") for n in range(3))
    elasticsearch.catch_up()
    results = elasticsearch.search(SearchQuery("strike", page=501, page_size=20))
    assert (results.total, results.hits) == (3, ())
    assert from_tables == ["too far into the list"]
    assert not elasticsearch.is_away()
    elasticsearch.search(SearchQuery("strike", page=500, page_size=20))
    assert len(from_tables) == 1


def test_too_many_names_at_once_are_looked_for_in_the_tables(elasticsearch, from_tables):
    # Servers count words and phrases in a query, and refuse one with more than a thousand.
    names = "syndicat sindicato профсоюз نقابة strike huelga grève забастовка"
    elasticsearch.index([document(1, "Gewerkschaft Streik", language="de"), document(2, "Streik")])
    elasticsearch.catch_up()
    assert found(elasticsearch, names) == [1]
    assert from_tables == ["too many words with too many names"]
    assert found(elasticsearch, "trade union right to strike collective bargaining") == []
    assert found(elasticsearch, "trade union strike") == [1]
    assert len(from_tables) == 1


# --- The command ----------------------------------------------------------------------------


def test_checking_and_building_take_in_the_server(site_tree, elasticsearch, capsys):
    pages = [NewsArticlePageFactory(), CaseLawPageFactory(), NewsArticlePageFactory()]
    call_command("search_index", "build")
    assert "3 pages indexed." in capsys.readouterr().out
    call_command("search_index", "check")
    es = server.client()
    es.delete(index=syncing.alias(), id=str(pages[0].translation_key), refresh=True)
    es.update(
        index=syncing.alias(),
        id=str(pages[1].translation_key),
        doc={"fingerprint": "another"},
        refresh=True,
    )
    with pytest.raises(CommandError, match="server 1 works missing, 1 outdated, 0 no longer"):
        call_command("search_index", "check")
    call_command("search_index", "build")
    call_command("search_index", "check")


def test_a_page_that_was_moved_behind_our_back_is_drift(site_tree, elasticsearch, library_index):
    article = NewsArticlePageFactory()
    indexing.rebuild()
    assert not elasticsearch.drift()
    type(article).objects.filter(pk=article.pk).update(path=f"{library_index.path}0099")
    assert elasticsearch.drift().outdated == {article.translation_key}


def test_dropping_empties_the_server_too(site_tree, elasticsearch):
    NewsArticlePageFactory(title="Harbour pilots strike")
    call_command("search_index", "build")
    assert syncing.count() == 1
    call_command("search_index", "drop")
    assert syncing._indexes() == []
    assert elasticsearch.count() == 0
    call_command("search_index", "build")
    assert syncing.count() == 1


def test_another_site_on_the_same_server_is_left_alone(elasticsearch, settings):
    elasticsearch.index([document(1, "strike")])
    elasticsearch.catch_up()
    ours = syncing._indexes()
    settings.ELASTICSEARCH_INDEX = syncing.alias()
    elasticsearch.rebuild()
    elasticsearch.rebuild()
    syncing.drop()
    settings.ELASTICSEARCH_INDEX = settings.ELASTICSEARCH_INDEX.removesuffix("-1")
    elasticsearch.rebuild()
    assert len(syncing._indexes()) == 1
    assert syncing._indexes() != ours
