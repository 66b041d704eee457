"""What is in a cell before anybody knows what it means."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

#: What a spreadsheet's cell can hold; nothing a catalogue records is longer.
MAX_CELL = 32_767


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell, or why it has none."""

    text: str
    problem: str = ""

    def __bool__(self) -> bool:
        """Return whether anything is in the cell."""
        return bool(self.text or self.problem)


class UnreadableError(Exception):
    """From here on the file cannot be read: the row, the cell's position and the reason."""

    def __init__(self, reason: str, row: int = 0, position: int | None = None) -> None:
        """Keep where and why."""
        super().__init__(reason)
        self.reason = reason
        self.row = row
        self.position = position


def too_long() -> str:
    """Return the reason for refusing a cell that is too long."""
    return _("The cell is longer than %(count)d characters.") % {"count": MAX_CELL}


def text_cell(text: str) -> Cell:
    """Return a cell of text without the spaces around it."""
    return Cell("", too_long()) if len(text) > MAX_CELL else Cell(text.strip())
