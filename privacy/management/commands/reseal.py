"""Seal with the current key what older keys have sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from privacy import services
from privacy.sealing import SealingKeyError

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """After a new key was put first; may be stopped and run again."""

    help = "Seal with the first key of SEALING_KEYS what the others have sealed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the number of rows read at once."""
        parser.add_argument("--batch-size", type=int, default=500, help="rows read at once")

    def handle(self, *, batch_size: int = 500, **options: Any) -> None:
        """Print what came of it; fail where something did not open."""
        try:
            counts = services.reseal(batch_size)
        except SealingKeyError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{counts.resealed} sealed anew, {counts.current} were current.")
        if counts.failed:
            raise CommandError(
                f"{counts.failed} values did not open and were left as they are; the log names "
                "them. Keep every old key until this command reports none."
            )
