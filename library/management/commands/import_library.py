"""Import entries of the library from a table."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from tqdm import tqdm

from library.enums import RowVerdict
from library.importing.errors import ImportRefusedError
from library.importing.registry import PROFILES
from library.importing.services import Publish, import_file

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from library.importing.reports import ImportReport, RowReport


class Bars:
    """Progress bars on the error stream, shown to people only."""

    def __init__(self) -> None:
        """Show nothing yet."""
        self._bars: dict[str, tqdm] = {}

    def _bar(self, label: str, total: int | None = None) -> tqdm:
        if label not in self._bars:
            self._bars[label] = tqdm(
                desc=label, total=total, unit="", file=sys.stderr, disable=not sys.stderr.isatty()
            )
        return self._bars[label]

    def checked(self, rows: int) -> None:
        """Move the first bar."""
        self._bar(_("Checked")).update(rows)

    def written(self, rows: int, total: int) -> None:
        """Move the second bar."""
        self._bar(_("Written"), total).update(rows)

    def close(self) -> None:
        """Leave the screen to the report."""
        for bar in self._bars.values():
            bar.close()


class Command(BaseCommand):
    """Check a file row by row and, where nothing is wrong, import it as one batch."""

    help = "Import library entries from a CSV, XLSX, RIS, BibTeX or CSL-JSON file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("file", type=Path, help="A .csv (UTF-8) or .xlsx file, or references.")
        parser.add_argument(
            "--map", required=True, choices=sorted(PROFILES), help="What kind of file it is."
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would happen and write nothing."
        )
        parser.add_argument(
            "--publish",
            choices=Publish.values,
            default=Publish.NONE,
            help="Which new entries are published; the others become drafts (default: none).",
        )
        parser.add_argument("--user", metavar="EMAIL", help="In whose name entries are made.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the import. Raises CommandError, so the exit code is 1, where a row is in error."""
        user = None
        if options["user"]:
            user = get_user_model().objects.filter(email__iexact=options["user"]).first()
            if user is None:
                raise CommandError(
                    _("There is no user %(address)s.") % {"address": options["user"]}
                )
        bars = Bars()
        try:
            report = import_file(
                options["file"],
                options["map"],
                publish=Publish(options["publish"]),
                user=user,
                is_dry_run=options["dry_run"],
                progress=bars,
            )
        except ImportRefusedError as error:
            raise CommandError(_("Nothing was imported. %(reason)s") % {"reason": error}) from error
        finally:
            bars.close()
        self._print(report, options["dry_run"], options["verbosity"])

    def _print(self, report: ImportReport, is_dry_run: bool, verbosity: int) -> None:
        if report.ignored_columns:
            self.stderr.write(
                self.style.WARNING(
                    _("Columns that are not known and were left out: %(names)s.")
                    % {"names": ", ".join(report.ignored_columns)}
                )
            )
        listed = report.rows if is_dry_run or verbosity > 1 else report.errors
        if listed and verbosity:
            self.stdout.write(table(listed))
        counts = report.counts
        self.stdout.write(
            " · ".join(f"{verdict.label}: {counts[verdict]}" for verdict in RowVerdict)
        )
        if report.errors:
            raise CommandError(
                ngettext(
                    "Nothing was imported: %(count)d row is in error.",
                    "Nothing was imported: %(count)d rows are in error.",
                    len(report.errors),
                )
                % {"count": len(report.errors)}
            )
        if report.batch:
            self.stdout.write(
                self.style.SUCCESS(
                    _("Done as import %(number)d. “undo_import %(number)d” takes it back.")
                    % {"number": report.batch.pk}
                )
            )
        else:
            self.stdout.write(
                _("A dry run: nothing was written.") if is_dry_run else _("Nothing to write.")
            )


def table(rows: list[RowReport]) -> str:
    """Return rows as a table of text."""
    lines = [(_("Row"), _("Verdict"), _("Entry"), _("Column"), _("Reason"))]
    lines += [
        (str(row.number), str(row.verdict.label), row.key, row.column, row.message) for row in rows
    ]
    widths = [min(40, max(map(len, column))) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
