"""Erase accounts by their references."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from privacy import services

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """For the operator: repeats erasures after a backup was restored, which the log lists."""

    help = "Erase accounts and everything that tells of their people, for good."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the references, and an explicit yes."""
        parser.add_argument("tokens", nargs="+", metavar="REFERENCE")
        parser.add_argument("--yes", action="store_true", help="erase; without it only look")

    def handle(self, *, tokens: list[str], yes: bool = False, **options: Any) -> None:
        """Erase those that exist; a reference that is unknown was erased before."""
        for token in tokens:
            user = get_user_model()._base_manager.filter(token=token).first()
            if user is None:
                self.stdout.write(f"{token}: no such account")
            elif not yes:
                self.stdout.write(f"{token}: would be erased (add --yes)")
            else:
                try:
                    services.forget(user, actor=None)
                except services.ErasureRefusedError as refusal:
                    raise CommandError(f"{token}: {refusal}") from refusal
                self.stdout.write(f"{token}: erased")
