"""App configuration of taxonomy."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TaxonomyConfig(AppConfig):
    """Focus areas, subjects, countries and regions: one row each, labels in seven languages."""

    name = "taxonomy"
    verbose_name = _("Taxonomy")

    def ready(self) -> None:
        """Forget cached labels when a term changes."""
        from taxonomy import signal_handlers  # noqa: F401  (connected by being imported)
