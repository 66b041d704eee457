"""Engines of search. One is chosen by the settings; the database's own is the default."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from search.engines.base import Engine

BY_VENDOR = {
    "sqlite": "search.engines.sqlite.SqliteEngine",
    "postgresql": "search.engines.postgresql.PostgresqlEngine",
}


def get_engine() -> Engine:
    """Return the engine that `SEARCH_ENGINE` names, else that of the database."""
    path = settings.SEARCH_ENGINE or BY_VENDOR.get(connection.vendor)
    if not path:
        raise ImproperlyConfigured(f"There is no search engine for {connection.vendor}.")
    return _engine(path)


@cache
def _engine(path: str) -> Engine:
    return import_string(path)()
