"""Take an import of library entries back."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from library.importing.errors import ImportRefusedError
from library.importing.undoing import undo_import

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Delete what an import made and restore what it changed."""

    help = "Undo an import. Entries that somebody worked on since are kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("batch", type=int, help="The number the import printed.")
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would happen and change nothing."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the undo."""
        with tqdm(desc=_("Undone"), file=sys.stderr, disable=not sys.stderr.isatty()) as bar:

            def move(entries: int, total: int) -> None:
                bar.total = total
                bar.update(entries)

            try:
                report = undo_import(
                    options["batch"], is_dry_run=options["dry_run"], on_entries=move
                )
            except ImportRefusedError as error:
                raise CommandError(str(error)) from error
        for entry in report.kept:
            self.stdout.write(
                _("Kept: %(title)s. %(reason)s") % {"title": entry.title, "reason": entry.reason}
            )
        self.stdout.write(
            _("Deleted: %(deleted)d · Restored: %(restored)d · Kept: %(kept)d")
            % {
                "deleted": report.deleted,
                "restored": report.reverted,
                "kept": len(report.kept),
            }
        )
        if options["dry_run"]:
            self.stdout.write(_("A dry run: nothing was changed."))
