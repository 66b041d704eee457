"""Read what all texts cite."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from library import citation_index


class Command(BaseCommand):
    """`read_citations`."""

    help = "Read again which citations stand in the texts of live pages and in files."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read everything; what was stored stays until it is replaced."""
        total = len(citation_index.works()) + len(citation_index.files())
        with tqdm(total=total, unit="text", disable=None, file=self.stderr) as progress:
            done = citation_index.rebuild(progress.update)
        self.stdout.write(f"{done} works and files read.")
