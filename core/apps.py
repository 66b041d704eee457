"""App configuration of core."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """What every other app stands on: pages, languages, routing, caching."""

    name = "core"
    verbose_name = "Core"

    def ready(self) -> None:
        """Connect the handlers that keep caches and translations honest."""
        from core import checks, embargo, signal_handlers  # noqa: F401  (connected by being imported)

        embargo.register()
