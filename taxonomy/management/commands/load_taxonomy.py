"""Load the shipped terms again, after their files changed."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand

from core import cache
from taxonomy.loading import load_taxonomy


class Command(BaseCommand):
    """Make or update focus areas, subjects, regions and countries."""

    help = "Load focus areas, subjects, regions and countries from the project's files."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the load."""
        load_taxonomy(apps)
        cache.bump(cache.TAXONOMY)
        self.stdout.write(self.style.SUCCESS("Taxonomy loaded."))
