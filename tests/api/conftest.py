"""How tests of the API read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

#: Wagtail leaves open the temporary files that it makes renditions from.
RENDITIONS_LEFT_OPEN = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
PREFIX = "/api/v1"


@pytest.fixture
def read(client: Client, db: None) -> Callable[..., dict[str, Any]]:
    """Return a function that reads an address of the API and returns the JSON it answers."""

    def get(path: str, expected_status: int = 200, /, **params: Any) -> dict[str, Any]:
        response = client.get(PREFIX + path, params)
        assert response.status_code == expected_status, response.content.decode()
        return response.json()

    return get


@pytest.fixture
def cost(client: Client, db: None) -> Callable[..., int]:
    """Return a function that counts the queries of a warm request."""

    def count(path: str, /, **params: Any) -> int:
        assert client.get(PREFIX + path, params).status_code == 200
        with CaptureQueriesContext(connection) as queries:
            response = client.get(PREFIX + path, params)
        assert response.status_code == 200
        return len(queries)

    return count
