"""Talking to the search server, and not waiting for one that is away."""

from __future__ import annotations

import time
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from elastic_transport import ConnectionError as NoConnectionError
from elastic_transport import HttpHeaders, NodeApiResponse, Urllib3HttpNode
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

_paused_until = 0.0


class UnreachableError(Exception):
    """The server did not answer, or not with an answer."""


class OpenSearchNode(Urllib3HttpNode):
    """A connection to OpenSearch, whose API is that of Elasticsearch under other names.

    The client asks for a media type of its own and wants the server to name itself.
    """

    def perform_request(  # noqa: D102  (what the base class promises)
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: HttpHeaders | None = None,
        request_timeout: Any = None,
    ) -> NodeApiResponse:
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


@cache
def client() -> Elasticsearch:
    """Return this process's client; it opens connections when it is first asked."""
    is_opensearch = settings.ELASTICSEARCH_FLAVOUR == "opensearch"
    return Elasticsearch(
        settings.ELASTICSEARCH_URL,
        api_key=settings.ELASTICSEARCH_API_KEY or None,
        request_timeout=TIMEOUT_SECONDS,
        max_retries=0,
        retry_on_timeout=False,
        **({"node_class": OpenSearchNode} if is_opensearch else {}),
    )


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
    """Call the server. Raises UnreachableError, and leaves it alone for a while where it is away."""
    try:
        answer = call()
    except NoConnectionError as error:
        pause()
        raise UnreachableError(str(error)) from error
    except ApiError as error:
        if error.meta.status >= 500 or error.meta.status in (401, 403, 429):
            pause()
        raise UnreachableError(f"{error.meta.status} {error.message}") from error
    except TransportError as error:
        pause()
        raise UnreachableError(str(error)) from error
    resume()
    return answer
