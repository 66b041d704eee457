"""Look after the search index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from search import indexing
from search.elastic.client import UnreachableError
from search.elastic.lease import LeaseError
from search.engines import get_engine
from search.health import warning
from search.models import PendingWork, RemoteWork

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
        try:
            getattr(self, f"{action}_index")()
        except UnreachableError as error:
            raise CommandError(
                f"The search server did not answer ({error}). The database searches in its place; "
                "the server is brought up to date when it returns."
            ) from error
        except LeaseError as error:
            raise CommandError(f"{error} Try again when it is done.") from error

    def build_index(self) -> None:
        """Index every live page again, without a moment in which the index is empty."""
        total, has_server = indexing.live_count(), bool(settings.ELASTICSEARCH_URL)
        # The server's works have a bar of their own below.
        with (
            tqdm(total=total, unit="page", disable=None, file=self.stderr) as pages,
            tqdm(unit="work", disable=None if has_server else True, file=self.stderr) as works,
        ):
            done = indexing.rebuild(pages.update, works.update)
        self.stdout.write(f"{done} pages indexed.")

    def check_index(self) -> None:
        """Compare the index with what is live, and the search server with the index."""
        engine, problems = get_engine(), []
        if drift := indexing.drift():
            problems.append(
                f"{len(drift.missing)} pages missing, {len(drift.outdated)} outdated, "
                f"{len(drift.strays)} no longer live; "
                f"{PendingWork.objects.count()} works wait to be indexed."
            )
        if remote := engine.drift():
            problems.append(
                f"On the search server {len(remote.missing)} works missing, "
                f"{len(remote.outdated)} outdated, {len(remote.strays)} no longer there; "
                f"{RemoteWork.objects.count()} works wait to be sent."
            )
        if lagging := warning():
            problems.append(lagging)
        if problems:
            raise CommandError(
                f"{' '.join(problems)} "
                "The worker indexes what waits; `search_index build` mends everything."
            )
        self.stdout.write(f"{engine.count()} pages indexed, none missing or outdated.")

    def drop_index(self) -> None:
        """Empty the index."""
        get_engine().clear()
        self.stdout.write("The index is empty.")
