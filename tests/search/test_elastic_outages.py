"""Losing the search server: the database answers, nothing is shown too long, nothing is lost."""

import json
import os
import signal
import socket
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import override_settings
from osmem_server import OsmemServer
from wagtail.models import PageViewRestriction

from search import services
from search.elastic import client as server
from search.engines import get_engine
from search.engines.elasticsearch import ElasticsearchEngine
from search.models import RemoteWork
from search.query import SearchQuery
from tests.news.factories import NewsArticlePageFactory
from tests.search.conftest import FIRST_PAGE_ID, document, searching_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch):
    """Return the questions that reached for the server."""
    questions = []
    search_server = ElasticsearchEngine._search_server

    def noted(engine, query, parsed):
        questions.append(query.text)
        return search_server(engine, query, parsed)

    monkeypatch.setattr(ElasticsearchEngine, "_search_server", noted)
    return questions


def found(text: str) -> list[int]:
    results = services.search(SearchQuery(text, page_size=100))
    assert results.total == len(results.hits)
    return sorted(hit.page_id - FIRST_PAGE_ID for hit in results.hits)


def titles(text: str) -> list[str]:
    return [hit.title for hit in services.search(SearchQuery(text)).hits]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def own_server(port: int):
    """Run a server of the test's own, which it may stop."""
    memory = OsmemServer.start(addr=f"127.0.0.1:{port}", japanese=False)
    try:
        yield memory
    finally:
        memory.close()
        memory.process.stdin.close()
        memory.process.stdout.close()


def test_a_server_that_ends_and_comes_back_empty_is_filled_again(db, asked):
    port = free_port()
    engine = ElasticsearchEngine()
    with own_server(port) as memory, searching_on(memory.url):
        engine.index(document(n, "strike") for n in range(3))
        engine.catch_up()
        assert found("strike") == [0, 1, 2]
        assert asked == ["strike"]
        memory.process.terminate()
        memory.process.wait(10)
        # The first question finds it gone, the others do not wait for it.
        assert found("strike") == [0, 1, 2]
        assert found("strike") == [0, 1, 2]
        assert asked == ["strike", "strike"]
        assert get_engine().is_away()
        engine.index([document(3, "strike")])
        engine.remove([FIRST_PAGE_ID])
        assert engine.catch_up() == 0
        assert found("strike") == [1, 2, 3]
        assert RemoteWork.objects.count() == 2
        with own_server(port):
            server.resume()
            assert engine.catch_up() == 3
            assert found("strike") == [1, 2, 3]
            assert asked == ["strike"] * 3
            assert not get_engine().is_away()
            assert not RemoteWork.objects.exists()


def test_a_server_that_hangs_costs_one_reader_two_seconds_and_then_catches_up(db, asked):
    engine = ElasticsearchEngine()
    with own_server(free_port()) as memory, searching_on(memory.url):
        engine.index(document(n, "strike") for n in range(3))
        engine.catch_up()
        os.kill(memory.process.pid, signal.SIGSTOP)
        try:
            began = time.monotonic()
            assert found("strike") == [0, 1, 2]
            assert server.TIMEOUT_SECONDS <= time.monotonic() - began < 5
            engine.index([document(1, "lockout"), document(7, "strike")])
            engine.remove([FIRST_PAGE_ID + 2])
            began = time.monotonic()
            assert found("strike") == [0, 7]
            assert time.monotonic() - began < server.TIMEOUT_SECONDS
        finally:
            os.kill(memory.process.pid, signal.SIGCONT)
        server.resume()
        # It still has its index: only what changed is sent.
        assert engine.catch_up() == 3
        assert found("strike") == [0, 7]
        assert found("lockout") == [1]
        assert asked[-2:] == ["strike", "lockout"]


def test_what_is_taken_offline_or_restricted_while_it_is_away_is_never_found(
    site_tree, django_capture_on_commit_callbacks
):
    with own_server(free_port()) as memory, searching_on(memory.url):
        with django_capture_on_commit_callbacks(execute=True):
            articles = [NewsArticlePageFactory(title=f"Pilots strike {n}") for n in range(3)]
        assert len(titles("pilots")) == 3
        os.kill(memory.process.pid, signal.SIGSTOP)
        try:
            with django_capture_on_commit_callbacks(execute=True):
                articles[0].unpublish()
            PageViewRestriction.objects.create(
                page=articles[1], restriction_type=PageViewRestriction.LOGIN
            )
            assert titles("pilots") == ["Pilots strike 2"]
        finally:
            os.kill(memory.process.pid, signal.SIGCONT)
        # It answers again, and has not heard of anything.
        server.resume()
        assert RemoteWork.objects.filter(is_urgent=True).exists()
        assert titles("pilots") == ["Pilots strike 2"]
        get_engine().catch_up()
        assert not RemoteWork.objects.exists()
        assert titles("pilots") == ["Pilots strike 2"]


ANSWERS = {
    "503": (503, b'{"error": "all shards are busy"}'),
    "401": (401, b'{"error": {"type": "security_exception"}, "status": 401}'),
    "429": (429, b"{}"),
    "400": (400, b'{"error": {"type": "search_phase_execution_exception"}, "status": 400}'),
    "no JSON": (200, b"<html>It works!</html>"),
    "cut off": (200, b'{"took": 1, "timed_out": false, "hits": {"hi'),
    "an empty object": (200, b"{}"),
    "a list": (200, b"[]"),
    "nothing": (200, b""),
    "a number of nothing": (
        200,
        b'{"timed_out": false, "_shards": {"failed": 0}, "hits": {"hits": [], "total": null}}',
    ),
    "no ids": (
        200,
        b'{"timed_out": false, "_shards": {"failed": 0}, "aggregations": {},'
        b' "hits": {"hits": [{"_id": "1"}], "total": {"value": 1}}}',
    ),
    "one shard of two": (
        200,
        b'{"timed_out": false, "_shards": {"failed": 1}, "aggregations": {},'
        b' "hits": {"hits": [], "total": {"value": 0}}}',
    ),
    "out of time": (
        200,
        b'{"timed_out": true, "_shards": {"failed": 0}, "aggregations": {},'
        b' "hits": {"hits": [], "total": {"value": 0}}}',
    ),
    "works nobody knows": (
        200,
        b'{"timed_out": false, "_shards": {"failed": 0}, "aggregations": {},'
        b' "hits": {"total": {"value": 1}, "hits":'
        b' [{"_id": "7a1f0f9e-9a0b-4a53-9df1-2f6f5b0d6c11", "_score": 1}]}}',
    ),
}


@contextmanager
def canned(status: int, body: bytes):
    """Serve one answer to everything on loopback."""
    requests = []

    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            self.rfile.read(int(self.headers.get("content-length") or 0))
            requests.append(self.path)
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = answer  # noqa: N815  (named by the base)

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        thread = threading.Thread(target=httpd.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{httpd.server_port}", requests
        finally:
            httpd.shutdown()
            thread.join()


@pytest.mark.parametrize("name", ANSWERS)
def test_whatever_it_answers_a_reader_gets_the_databases_answer(db, name):
    status, body = ANSWERS[name]
    engine = ElasticsearchEngine()
    with (
        canned(status, body) as (url, requests),
        override_settings(ELASTICSEARCH_URL=url, ELASTICSEARCH_FLAVOUR="opensearch"),
    ):
        engine.index([document(1, "strike")])
        RemoteWork.objects.all().delete()
        server.resume()
        assert services.search(SearchQuery("strike", counted=())).total == 1
        assert [path for path in requests if "_search" in path] == ["/ilaw-1/_search"]
        # It is left alone then, unless only this one question was at fault.
        found("strike")
        assert len(requests) == (2 if name in ("400", "works nobody knows") else 1)
        # Writing to it fails as quietly, and what changed goes on waiting.
        engine.index([document(2, "strike")])
        server.resume()
        assert engine.catch_up() == 0
        assert RemoteWork.objects.count() == 1
        assert found("strike") == [1, 2]
        server.resume()
        server.client().close()


def test_a_server_that_asks_for_another_flavour_is_no_error(db, search_server):
    engine = ElasticsearchEngine()
    with override_settings(ELASTICSEARCH_URL=search_server, ELASTICSEARCH_FLAVOUR="elasticsearch"):
        server.resume()
        engine.index([document(1, "strike")])
        assert engine.catch_up() == 0
        server.resume()
        assert found("strike") == [1]
        server.resume()


def test_the_answers_above_are_what_they_say():
    for name, (_status, body) in ANSWERS.items():
        if name not in ("no JSON", "cut off", "nothing"):
            json.loads(body)
