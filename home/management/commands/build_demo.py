"""Build the demo content."""

from typing import Any

from django.core.management.base import BaseCommand

from home.demo.accounts import ACCOUNTS, PASSWORD
from home.demo.builder import build_demo


class Command(BaseCommand):
    """Make what is missing of the demo: pages, translations, library, accounts."""

    help = "Build the demo content; run again it adds only what is missing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Build it and print who can sign in."""
        build_demo(lambda step: self.stdout.write(f"  {step}"))
        self.stdout.write(self.style.SUCCESS("The demo is ready. Accounts:"))
        for account in ACCOUNTS:
            self.stdout.write(f"  {account.email}  {PASSWORD}  – {account.description}")
