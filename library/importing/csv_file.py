"""Rows of a CSV file in UTF-8, with or without a byte order mark."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, BinaryIO

from django.utils.translation import gettext as _

from library.importing.cells import MAX_CELL, Cell, UnreadableError, text_cell, too_long

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LINE = 4 * 1024 * 1024
DELIMITERS = ",;\t"


def lines(file: BinaryIO) -> Iterator[tuple[int, list[Cell]]]:
    """Yield numbered rows, empty ones left out. Raises UnreadableError."""
    return _Reader(file).rows()


class _Reader:
    """Reads line by line and keeps the current row's text, to say where it went wrong."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.offset = 0
        self.number = 0
        self.row_text = ""
        self.delimiter = DELIMITERS[0]

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        self.number = 1
        first = next(self._lines(), "")
        self.delimiter = max(DELIMITERS, key=first.count)
        self.number = 0
        self.file.seek(0)
        self.offset = 0
        reader = csv.reader(self._lines(), delimiter=self.delimiter, strict=True)
        while True:
            self.number += 1
            self.row_text = ""
            try:
                values = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise self._problem(str(error)) from error
            if any(values):
                yield self.number, [text_cell(value) for value in values]

    def _lines(self) -> Iterator[str]:
        while line := self.file.readline(MAX_LINE + 1):
            if len(line) > MAX_LINE:
                self.row_text += line.decode("utf-8", "replace")
                raise self._problem("field limit")
            try:
                text = line.decode("utf-8")
            except UnicodeDecodeError as error:
                raise self._not_utf8(line, error.start) from error
            if self.offset == 0:
                text = text.removeprefix("\ufeff")
            self.offset += len(line)
            self.row_text += text
            yield text

    def _not_utf8(self, line: bytes, start: int) -> UnreadableError:
        before = self.row_text + line[:start].decode("utf-8", "replace")
        return UnreadableError(
            _(
                "The file is not written in UTF-8 (byte %(byte)d of the file is 0x%(value)s). "
                "Save it as “CSV UTF-8”."
            )
            % {"byte": self.offset + start + 1, "value": f"{line[start]:02X}"},
            self.number,
            _position(before, self.delimiter),
        )

    def _problem(self, reason: str) -> UnreadableError:
        """Return what the csv module found, in words for the person who prepared the file."""
        if "field limit" in reason:
            position = _position(self.row_text, self.delimiter, MAX_CELL)
            return UnreadableError(too_long(), self.number, position)
        if "new-line" in reason:
            return UnreadableError(
                _("The lines end in a way that cannot be read. Save the file again."), self.number
            )
        return UnreadableError(
            _("A quotation mark is not closed, or stands inside a cell."),
            self.number,
            _position(self.row_text, self.delimiter),
        )


def _position(text: str, delimiter: str, longest: int = 0) -> int:
    """Return the position of the cell in which a text ends, or of the first too long one."""
    position = length = 0
    quoted = False
    for character in text:
        if character == '"':
            quoted = not quoted
        elif character == delimiter and not quoted:
            position += 1
            length = 0
            continue
        length += 1
        if longest and length > longest:
            break
    return position
