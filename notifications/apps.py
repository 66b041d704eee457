"""App configuration of notifications."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """The outbox all mail goes through, and who wants which mail."""

    name = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        """Register the mail of this app, its job, its places in the account, and what ends when."""
        from core import periodic
        from notifications import (
            kinds,
            personal_data,
            portal_sections,
            signal_handlers,  # noqa: F401  (connected by being imported)
        )
        from notifications.delivery import deliver_due

        kinds.register_kind(
            kinds.MailKind(
                name=kinds.SECURITY,
                title=_("Your account"),
                description=_("Confirming your address, your password, signing in, your data."),
                is_essential=True,
            )
        )
        # Takes the time itself: a run may last, and what it holds must not seem left behind.
        periodic.register(
            periodic.Job("notifications.deliver", timedelta(minutes=1), lambda _now: deliver_due())
        )
        personal_data.register()
        portal_sections.register()
