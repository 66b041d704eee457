"""App configuration of library."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LibraryConfig(AppConfig):
    """Legislation, cases, ILO instruments, articles, reports, briefs, toolkits."""

    name = "library"
    verbose_name = _("Library")

    def ready(self) -> None:
        """Offer library entries to home, search and the API; read files when they change."""
        from core import registry
        from library import signal_handlers  # noqa: F401  (connected by being imported)
        from library.listing import CONTENT_TYPE

        registry.register(CONTENT_TYPE)
