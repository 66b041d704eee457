"""Make the empty site: what every installation needs before its first page."""

from typing import Any

from django.core.management.base import BaseCommand

from home.groups import build_groups
from home.services import build_site_tree


class Command(BaseCommand):
    """Make the seven locales, their home and section pages, and the groups."""

    help = "Make locales, home pages, sections and groups; run again it adds only what is missing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them."""
        build_site_tree()
        build_groups()
        self.stdout.write(self.style.SUCCESS("The site is ready for its first page."))
