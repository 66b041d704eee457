"""Look after the search index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from search import indexing
from search.engines import get_engine
from search.models import PendingWork

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    """`search_index build|check|drop`."""

    help = "Build the search index anew, check that it holds what is live, or empty it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the one word that says what to do."""
        parser.add_argument("action", choices=["build", "check", "drop"])

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        """Do it. Raises CommandError, exit status 1, where a check finds differences."""
        getattr(self, f"{action}_index")()

    def build_index(self) -> None:
        """Index every live page again, without a moment in which the index is empty."""
        with tqdm(
            total=indexing.live_count(), unit="page", disable=None, file=self.stderr
        ) as progress:
            done = indexing.rebuild(progress.update)
        self.stdout.write(f"{done} pages indexed.")

    def check_index(self) -> None:
        """Compare the index with what is live."""
        drift = indexing.drift()
        pending = PendingWork.objects.count()
        if not drift:
            self.stdout.write(f"{get_engine().count()} pages indexed, none missing or outdated.")
            return
        raise CommandError(
            f"{len(drift.missing)} pages missing, {len(drift.outdated)} outdated, "
            f"{len(drift.strays)} no longer live; {pending} works wait to be indexed. "
            "The worker indexes what waits; `search_index build` mends everything."
        )

    def drop_index(self) -> None:
        """Empty the index."""
        get_engine().clear()
        self.stdout.write("The index is empty.")
