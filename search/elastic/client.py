"""Talking to the search server, and not waiting for one that is away."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from elastic_transport import HttpHeaders, Urllib3HttpNode
from elasticsearch import ApiError, Elasticsearch, TransportError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

#: A reader waits this long for the server, once; then the database answers.
TIMEOUT_SECONDS = 2.0
#: Writing may take longer: nobody waits for it.
WRITE_TIMEOUT_SECONDS = 60.0
#: After a failure the server is left alone for so long.
PAUSE_SECONDS = 30.0
#: What the server says of one request, not of itself: the next one may do well.
OF_THE_REQUEST = frozenset({400, 409, 413})

_paused_until = 0.0


class UnreachableError(Exception):
    """The server did not answer, or not with an answer that can be used."""


class OpenSearchNode(Urllib3HttpNode):
    """A connection to OpenSearch, whose API is that of Elasticsearch under other names.

    The client asks for a media type of its own and wants the server to name itself.
    """

    def perform_request(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: HttpHeaders | None = None,
        request_timeout: Any = None,
    ) -> Any:
        plain = HttpHeaders(headers or {})
        for name in ("accept", "content-type"):
            if name in plain:
                kind = "x-ndjson" if "ndjson" in plain[name] else "json"
                plain[name] = f"application/{kind}"
        answer = super().perform_request(
            method, target, body=body, headers=plain, request_timeout=request_timeout
        )
        answer.meta.headers = HttpHeaders(
            {**answer.meta.headers, "x-elastic-product": "Elasticsearch"}
        )
        return answer


def client() -> Elasticsearch:
    """Return this process's client; it opens connections when it is first asked.

    Raises UnreachableError for an address that is none.
    """
    try:
        return _client(
            settings.ELASTICSEARCH_URL,
            settings.ELASTICSEARCH_API_KEY,
            settings.ELASTICSEARCH_FLAVOUR,
        )
    except ValueError as error:
        raise UnreachableError(str(error)) from error


@lru_cache(maxsize=1)
def _client(url: str, api_key: str, flavour: str) -> Elasticsearch:
    return Elasticsearch(
        url,
        api_key=api_key or None,
        request_timeout=TIMEOUT_SECONDS,
        max_retries=0,
        retry_on_timeout=False,
        node_class=OpenSearchNode if flavour == "opensearch" else Urllib3HttpNode,
    )


def patient_client() -> Elasticsearch:
    """Return the client for work that no reader waits for."""
    return client().options(request_timeout=WRITE_TIMEOUT_SECONDS)


def is_paused() -> bool:
    """Return whether the server failed a moment ago."""
    return time.monotonic() < _paused_until


def pause() -> None:
    """Leave the server alone for a while."""
    global _paused_until
    _paused_until = time.monotonic() + PAUSE_SECONDS


def resume() -> None:
    """Ask the server again."""
    global _paused_until
    _paused_until = 0.0


def attempt(call: Callable[[], T]) -> T:
    """Call the server, and return what `call` makes of its answer.

    Raises UnreachableError where no answer comes or `call` can make nothing of it; the server is
    left alone for a while then, unless it only disliked this one request.
    """
    try:
        answer = call()
    except ApiError as error:
        if error.meta.status not in OF_THE_REQUEST:
            pause()
        raise UnreachableError(f"{error.meta.status} {error.message}") from error
    except (TransportError, KeyError, TypeError, ValueError, AttributeError) as error:
        pause()
        raise UnreachableError(f"{type(error).__name__}: {error}") from error
    resume()
    return answer
