"""App configuration of directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User


class DirectoryConfig(AppConfig):
    """The members-only directory."""

    name = "directory"
    verbose_name = _("Directory")

    def ready(self) -> None:
        """Register with the apps below: mails, personal data, retention, the portal, signals."""
        from directory import (  # noqa: F401  (signal_handlers listens by being imported)
            personal_data,
            portal,
            signal_handlers,
        )
        from directory.portal import is_member
        from directory.services.limits import ALERT
        from directory.services.relay import RELAY, REPORT
        from membership.enums import Capability
        from membership.scope import regions_for
        from notifications.kinds import MailKind, register_kind
        from privacy import registry

        def is_secretary(user: User) -> bool:
            return bool(regions_for(user, Capability.REVIEW_SHIELDED))

        register_kind(
            MailKind(
                RELAY,
                _("Messages from members"),
                _("What members write to you through the directory."),
                is_offered=is_member,
            )
        )
        register_kind(
            MailKind(
                REPORT,
                _("Reports about members' conduct"),
                _("That a report waits for the secretariat."),
                is_offered=is_secretary,
            )
        )
        register_kind(
            MailKind(
                ALERT,
                _("Alerts of the directory"),
                _("That somebody opens very many entries."),
                is_offered=is_secretary,
            )
        )
        registry.register_personal_data(personal_data.PERSONAL_DATA)
        for rule in personal_data.RETENTION_RULES:
            registry.register_retention_rule(rule)
        portal.register()
