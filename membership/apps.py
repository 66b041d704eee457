"""App configuration of membership."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembershipConfig(AppConfig):
    """Regions and roles, applications, members, dues."""

    name = "membership"
    verbose_name = _("Membership")

    def ready(self) -> None:
        """Register with the apps below: mails, jobs, personal data, retention, the portal."""
        from accounts.permissions import register_staff_test
        from membership import (  # noqa: F401  (signal_handlers listens by being imported)
            dues_data,
            jobs,
            personal_data,
            portal,
            retention,
            signal_handlers,
        )
        from membership.letters import kinds
        from membership.scope import has_role

        kinds.register()
        jobs.register()
        dues_data.register()
        personal_data.register()
        retention.register()
        portal.register()
        # Whoever holds a role signs in with a second factor.
        register_staff_test(has_role)
