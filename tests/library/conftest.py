"""What tests of the library share."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.library.tables import Table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Table]:
    """Return a maker of tables: `table("ilo_instruments", "C087")`."""
    return partial(Table, tmp_path)
