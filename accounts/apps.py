"""App configuration of accounts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Who signs in."""

    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Listen, and register with the apps below."""
        from accounts import personal_data, portal, signal_handlers  # noqa: F401  (it listens)

        personal_data.register()
        portal.register()
