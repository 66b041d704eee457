"""Whoever watches the site learns of works that do not come through; readers go on reading."""

from datetime import timedelta

import pytest
from django.core.checks import Error, Warning
from django.core.management import CommandError, call_command
from django.utils import timezone

from core import health, periodic
from search import checks, indexing
from search.elastic import client as server
from search.health import LATE, warning
from search.models import PendingWork, RemoteWork
from tests.news.factories import NewsArticlePageFactory

pytestmark = pytest.mark.django_db


def test_all_is_well_without_a_word(client, site_tree):
    NewsArticlePageFactory()
    indexing.rebuild()
    assert warning() == ""
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"database": True, "warnings": {}}


@pytest.mark.parametrize(
    ("model", "changes", "expected"),
    [
        (PendingWork, {"failures": 1}, "Works that could not be indexed: 1."),
        (
            PendingWork,
            {"requested_at": timezone.now() - LATE - timedelta(seconds=1)},
            "Works that wait too long to be indexed: 1.",
        ),
        (
            RemoteWork,
            {"requested_at": timezone.now() - LATE - timedelta(seconds=1)},
            "Works the search server has not heard of for too long: 1.",
        ),
    ],
)
def test_what_fails_or_waits_is_named_and_takes_no_server_away(
    client, site_tree, model, changes, expected
):
    indexing.rebuild()
    row = {"work": "7a1f0f9e-9a0b-4a53-9df1-2f6f5b0d6c11", "requested_at": timezone.now()}
    model.objects.create(**row)
    assert warning() == ""
    model.objects.update(**changes)
    assert warning() == expected
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["warnings"] == {"search": expected}
    with pytest.raises(CommandError, match=expected):
        call_command("search_index", "check")


def test_a_server_that_is_away_is_named(elasticsearch):
    assert warning() == ""
    server.pause()
    assert warning() == "The search server does not answer; the database does."


def test_a_check_that_fails_does_not_make_the_site_look_down(client, monkeypatch):
    def fail():
        raise RuntimeError

    monkeypatch.setitem(health._checks, "broken", fail)
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["warnings"]["broken"] == "The check itself failed."


def test_each_minute_what_waits_is_taken_up(elasticsearch, django_capture_on_commit_callbacks):
    article = NewsArticlePageFactory()
    assert PendingWork.objects.exists()
    (job,) = (job for job in periodic.jobs() if job.name == "search-resume")
    with django_capture_on_commit_callbacks(execute=True):
        job.run(timezone.now())
    assert not PendingWork.objects.exists()
    assert not RemoteWork.objects.exists()
    assert elasticsearch.count() == 1
    assert not elasticsearch.drift()
    # And without any change: a server that returns is asked again.
    RemoteWork.objects.create(work=article.translation_key, requested_at=timezone.now())
    job.run(timezone.now())
    assert not RemoteWork.objects.exists()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"ELASTICSEARCH_URL": ""}, []),
        ({"ELASTICSEARCH_URL": "https://search.example.org"}, []),
        ({"ELASTICSEARCH_URL": "http://search.example.org:9200"}, []),
        ({"ELASTICSEARCH_URL": "search.example.org:9200"}, [Error]),
        ({"ELASTICSEARCH_URL": "http://search.example.org"}, [Error]),
        ({"ELASTICSEARCH_URL": "https://a:1", "ELASTICSEARCH_FLAVOUR": "solr"}, [Error]),
        ({"ELASTICSEARCH_URL": "http://a:1", "ELASTICSEARCH_API_KEY": "key"}, [Warning]),
        ({"ELASTICSEARCH_URL": "http://reader:key@a:1"}, [Warning]),
        ({"ELASTICSEARCH_URL": "http://127.0.0.1:1", "ELASTICSEARCH_API_KEY": "key"}, []),
        ({"ELASTICSEARCH_URL": "https://a:1", "ELASTICSEARCH_API_KEY": "key"}, []),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(settings, values, expected):
    for name, value in values.items():
        setattr(settings, name, value)
    assert [type(message) for message in checks.search_server_is_named_rightly()] == expected
