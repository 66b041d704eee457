"""Take in one message that came to a bounce address."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from notifications.bounces import receive

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """For the mail server: pipe the message in, name whom its envelope was for."""

    help = "Read a report of a failed delivery from standard input and count it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the recipient of the envelope."""
        parser.add_argument(
            "--recipient",
            default="",
            help="whom the envelope was for; without it the headers of the message are asked",
        )

    def handle(self, *, recipient: str = "", **options: Any) -> None:
        """Count it and say what became of it; a message that is no report is no error."""
        report = receive(sys.stdin.buffer.read(), recipient)
        self.stdout.write(report.value)
