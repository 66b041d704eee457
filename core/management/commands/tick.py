"""Run the recurring jobs that are due."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from core.periodic import run_due

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Once, for cron; or again and again, as `make run` does."""

    help = "Run the recurring jobs that are due: mail, reminders, retention."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the seconds between two rounds."""
        parser.add_argument("--every", type=float, help="seconds between two rounds; once without")

    def handle(self, *, every: float | None = None, **options: Any) -> None:
        """Run what is due, and go on where asked to."""
        while True:
            for name in run_due():
                if options["verbosity"] > 1:
                    self.stdout.write(name)
            if every is None:
                return
            close_old_connections()
            time.sleep(every)
