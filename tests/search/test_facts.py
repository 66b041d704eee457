"""What is kept of all texts is as true as the database, whoever changed what."""

import threading

import pytest
from django.db import close_old_connections, connection, transaction
from django.test.utils import CaptureQueriesContext

from search.engines import database_engine
from search.engines.facts import CHUNK, MANY_CHANGES, facts_at
from search.models import SearchDocument
from search.query import SearchQuery
from tests.search.conftest import FIRST_PAGE_ID, document


def total(text="strike", **query) -> int:
    return database_engine().search(SearchQuery(text, **query)).total


def statements(text="strike") -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        total(text)
    return [query["sql"] for query in captured]


@pytest.mark.django_db
def test_what_did_not_change_is_not_read_again():
    engine = database_engine()
    engine.index([document(number, "strike") for number in range(3)])
    assert total() == 3
    # The search itself, and what is shown of its hits.
    assert len(statements()) == 2


@pytest.mark.django_db
def test_only_what_changed_is_read_again():
    engine = database_engine()
    engine.index([document(number, "strike") for number in range(5)])
    assert total() == 5
    engine.index([document(1, "strike", kind="news")])
    facts = [sql for sql in statements() if "facets" in sql and "search_searchdetail" not in sql]
    (read,) = facts
    changed = SearchDocument.objects.get(page_id=FIRST_PAGE_ID + 1)
    assert read.endswith(f"WHERE id IN ({changed.pk})")
    assert total(kind="news") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("most", [0, MANY_CHANGES])
def test_many_changes_are_read_in_one_go_and_few_by_chunks(monkeypatch, most):
    monkeypatch.setattr("search.engines.facts.MANY_CHANGES", most)
    monkeypatch.setattr("search.engines.facts.CHUNK", 2)
    assert CHUNK > 2
    engine = database_engine()
    engine.index([document(number, "strike") for number in range(5)])
    assert total() == 5
    engine.remove([FIRST_PAGE_ID])
    engine.index([document(number, "strike") for number in range(2, 9)])
    assert total() == 8
    assert total("", kind="library") == 8


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_is_gone():
    engine = database_engine()
    engine.index([document(1, "strike")])
    assert total() == 1

    with transaction.atomic():
        engine.index([document(2, "strike"), document(1, "strike", kind="news")])
        assert total() == 2
        assert total(kind="news") == 1
        transaction.set_rollback(True)
    assert total() == 1
    assert total(kind="news") == 0
    # The ids of what was rolled back come again, with other texts behind them.
    engine.index([document(3, "strike", kind="topic")])
    assert total(kind="topic") == 1


@pytest.mark.django_db(transaction=True)
def test_what_another_process_wrote_is_found_at_once():
    engine = database_engine()
    engine.index([document(1, "strike")])
    assert total() == 1

    def write():
        close_old_connections()
        engine.index([document(2, "strike")])
        connection.close()

    other = threading.Thread(target=write)
    other.start()
    other.join()
    assert total() == 2


@pytest.mark.django_db(transaction=True)
def test_readers_beside_a_writer_see_whole_works_only():
    engine = database_engine()
    engine.index([document(number, "strike", work=f"w{number}") for number in range(20)])
    errors: list[BaseException] = []
    done = threading.Event()

    def read():
        try:
            close_old_connections()
            while not done.is_set():
                results = engine.search(SearchQuery("strike", counted=("type",)))
                assert results.facets["type"] == {"report": results.total}
                assert results.total >= 20
        except BaseException as error:  # noqa: BLE001  (a thread's error is the test's)
            errors.append(error)
        finally:
            connection.close()

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(20, 50):
        engine.index([document(number, "strike", work=f"w{number}")])
    done.set()
    for reader in readers:
        reader.join()
    assert errors == []
    assert total() == 50


@pytest.mark.django_db
def test_strings_that_texts_share_are_held_once():
    engine = database_engine()
    engine.index([document(number, "strike", work="one") for number in range(2)])
    total()
    rows = SearchDocument.objects.all()
    facts = facts_at((len(rows), sum(row.stamp for row in rows)))
    one, other = facts.texts.values()
    assert all(a is b for a, b in zip(one[3:6], other[3:6], strict=True))
    assert one[9][0] is other[9][0]
