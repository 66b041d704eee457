"""Tables to import: rows of the project's own files, changed as a test needs them."""

from __future__ import annotations

import csv
from pathlib import Path

from django.conf import settings

from library.importing.services import import_file

DATA = settings.BASE_DIR / "home" / "demo" / "data"

#: The file of each profile.
FILES = {
    "ilo_instruments": DATA / "ilo_instruments.csv",
    "ilo_titles": DATA / "ilo_titles_i18n.csv",
    "cases": DATA / "cases.csv",
}


def real_rows(profile: str, *keys: str) -> list[dict[str, str]]:
    """Return rows of a profile's file by their first column, all without keys."""
    with FILES[profile].open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    first = next(iter(rows[0]))
    return [row for row in rows if not keys or row[first] in keys]


def write_csv(path: Path, rows: list[dict[str, str]]) -> Path:
    """Write rows as a CSV file and return its path."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


class Table:
    """A file of a profile's rows in a folder of the test's own."""

    def __init__(self, folder: Path, profile: str, *keys: str) -> None:
        """Take rows of the real file by their first column."""
        self.path = folder / f"{profile}.csv"
        self.profile = profile
        self.rows = real_rows(profile, *keys)

    def set(self, **cells: str) -> Table:
        """Change cells of the last row."""
        self.rows[-1] |= cells
        return self

    def run(self, **options):
        """Write the file and import it."""
        return import_file(write_csv(self.path, self.rows), self.profile, **options)
