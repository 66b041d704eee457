"""App configuration of search."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """One search over all content in all languages, with engines that can be exchanged."""

    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Keep the index in step with what is published."""
        from search import signal_handlers  # noqa: F401  (connected by being imported)
