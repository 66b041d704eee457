"""App configuration of library."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LibraryConfig(AppConfig):
    """Legislation, cases, ILO instruments, articles, reports, briefs, toolkits."""

    name = "library"
    verbose_name = _("Library")

    def ready(self) -> None:
        """Offer library entries to home, search and the API; read files when they change."""
        from core import linking, registry
        from library import signal_handlers  # noqa: F401  (connected by being imported)
        from library.citing import citation_links
        from library.importing import personal_data
        from library.importing.uploads import READ_ACTION
        from library.listing import CONTENT_TYPE
        from library.oai import signal_handlers as oai_signal_handlers  # noqa: F401  (the same)
        from library.oai import syncing
        from privacy import registry as privacy

        registry.register(CONTENT_TYPE)
        privacy.register_personal_data(personal_data.PERSONAL_DATA)
        privacy.register_retention_rule(personal_data.RETENTION_RULE)
        privacy.register_action(READ_ACTION, _("read for the import it was uploaded for"))
        syncing.register()
        linking.register_linker("citations", citation_links)
