"""What is wrong with a file or with a cell, in words for the person who prepared it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class ImportRefusedError(Exception):
    """The file as a whole cannot be imported."""


class CellError(Exception):
    """A row cannot be imported; names the column where the reason lies in one."""

    def __init__(self, message: str, column: str = "") -> None:
        """Keep the reason and the column."""
        super().__init__(message)
        self.message = message
        self.column = column


@contextmanager
def in_column(name: str) -> Iterator[None]:
    """Name the column in whose cell an error lies."""
    try:
        yield
    except CellError as error:
        raise CellError(error.message, error.column or name) from None
