"""App configuration of search."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """One search over all content in all languages, with engines that can be exchanged."""

    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Keep the index in step with what is published; register what is about people."""
        from search import (  # noqa: F401  (some listen by being imported)
            alerts,
            checks,
            jobs,
            matrix,
            portal,
            privacy,
            signal_handlers,
            term_changes,
        )

        alerts.register()
        jobs.register()
        matrix.register()
        portal.register()
        privacy.register()
