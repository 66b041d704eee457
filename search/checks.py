"""Settings of a search server that cannot be meant."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

FLAVOURS = ("elasticsearch", "opensearch")
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@register()
def search_server_is_named_rightly(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse an address or a flavour that no request would ever be answered with."""
    if not settings.ELASTICSEARCH_URL:
        return []
    found: list[CheckMessage] = []
    address = urlsplit(settings.ELASTICSEARCH_URL)
    is_known = address.scheme == "https" or (address.scheme == "http" and address.port)
    if not is_known or not address.hostname:
        found.append(
            Error(
                "ELASTICSEARCH_URL is no address of a server with its port.",
                hint="For example https://search.example.org:9200",
                id="search.E001",
            )
        )
    if settings.ELASTICSEARCH_FLAVOUR not in FLAVOURS:
        found.append(
            Error(
                f"ELASTICSEARCH_FLAVOUR is none of {', '.join(FLAVOURS)}.",
                id="search.E002",
            )
        )
    has_secret = settings.ELASTICSEARCH_API_KEY or address.password
    if has_secret and address.scheme == "http" and address.hostname not in LOOPBACK:
        found.append(
            Warning(
                "The key of the search server crosses the network unencrypted.",
                hint="Use an https address in ELASTICSEARCH_URL.",
                id="search.W001",
            )
        )
    return found
