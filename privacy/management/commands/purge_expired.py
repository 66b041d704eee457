"""End the personal data whose time is over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from privacy import services

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """What the daily job does, by hand; or only tell what it would do."""

    help = "End the personal data whose time is over, by every retention rule."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the dry run."""
        parser.add_argument("--dry-run", action="store_true", help="count only, change nothing")

    def handle(self, *, dry_run: bool = False, **options: Any) -> None:
        """Print one line per rule."""
        now = timezone.now()
        if dry_run:
            for line in services.retention_report(now):
                self.stdout.write(f"{line.name}: {line.due} due")
            return
        try:
            ended = services.purge_expired(now)
        except services.PurgeError as error:
            raise CommandError(str(error)) from error
        for name, count in ended.items():
            self.stdout.write(f"{name}: {count} ended")
