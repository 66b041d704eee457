"""App configuration of privacy."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    """Sealed files and texts, retention, erasure, export, the access log."""

    name = "privacy"
    verbose_name = _("Privacy")

    def ready(self) -> None:
        """Register what privacy itself keeps, its daily jobs and its place in the account."""
        from core import periodic, portal
        from privacy import checks, registry, rules  # noqa: F401  (checks register on import)

        registry.register_personal_data(rules.PERSONAL_DATA)
        registry.register_action(rules.EXPORT_ACTION, _("put into a copy of your data"))
        registry.register_action(rules.DOWNLOAD_ACTION, _("copy of your data fetched"))
        for rule in rules.RETENTION_RULES:
            registry.register_retention_rule(rule)
        for job in rules.JOBS:
            periodic.register(job)
        portal.register_section(
            portal.PortalSection(
                name="data",
                title=_("My data"),
                description=_(
                    "A copy of what the site keeps about you, who opened your files, and erasing "
                    "your account."
                ),
                url_name="privacy:data",
                order=90,
            )
        )
