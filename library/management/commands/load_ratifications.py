"""Load the counts of ratifications that ship, or a file of the same columns."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from library.ratifications import DATA, RatificationFileError, load_ratifications

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Load counts, and the statements that they prove."""

    help = "Load how many ILO conventions each country has ratified. Run twice it changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the argument."""
        parser.add_argument(
            "file",
            nargs="?",
            type=Path,
            default=DATA,
            help="A CSV file in UTF-8 (default: the counts of January 2021, which ship).",
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Load it. Raises CommandError, and nothing is written, where the file is wrong."""
        try:
            done = load_ratifications(file)
        except (OSError, UnicodeDecodeError, RatificationFileError) as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        self.stdout.write(
            ngettext(
                "Ratifications of %(count)d country loaded.",
                "Ratifications of %(count)d countries loaded.",
                done,
            )
            % {"count": done}
        )
