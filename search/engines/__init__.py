"""Engines of search. One is chosen by the settings; the database's own is the default."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from search.engines.base import Engine
    from search.engines.database import DatabaseEngine

BY_VENDOR = {
    "sqlite": "search.engines.sqlite.SqliteEngine",
    "postgresql": "search.engines.postgresql.PostgresqlEngine",
}


def get_engine() -> Engine:
    """Return Elasticsearch where its address is set, else the engine of the database."""
    if settings.ELASTICSEARCH_URL:
        return _engine("search.engines.elasticsearch.ElasticsearchEngine")
    return database_engine()


def database_engine() -> DatabaseEngine:
    """Return the engine in the tables of the site's own database."""
    path = BY_VENDOR.get(connection.vendor)
    if not path:
        raise ImproperlyConfigured(f"There is no search engine for {connection.vendor}.")
    return _engine(path)


@cache
def _engine(path: str) -> Any:
    return import_string(path)()
