"""What tests of privacy share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.accounts.factories import UserFactory

if TYPE_CHECKING:
    from accounts.models import User


@pytest.fixture
def person(db: None) -> User:
    """Return an invented person with an account."""
    return UserFactory(email="zenobia@quillfeather.example", language="en")
