"""The directory in the admin, for the secretariat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from directory import admin_urls
from membership.enums import Capability
from membership.scope import reaches_every_region

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.urls import URLResolver


@hooks.register("register_admin_urls")
def admin_addresses() -> list[URLResolver]:
    """Put our pages into the admin."""
    return [path("directory/", include(admin_urls))]


class SecretariatMenuItem(MenuItem):
    """A line that only the secretariat sees."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Show it to those who read reports."""
        return reaches_every_region(request.user, Capability.REVIEW_SHIELDED)


@hooks.register("register_admin_menu_item")
def menu() -> MenuItem:
    """Offer reports and seats under one heading, to those who have either."""
    items = [
        SecretariatMenuItem(
            _("Conduct reports"),
            reverse("directory_admin:reports"),
            name="directory-reports",
            icon_name="warning",
        ),
        SecretariatMenuItem(
            _("Advisory board"),
            reverse("directory_admin:board"),
            name="directory-board",
            icon_name="group",
        ),
    ]
    return SubmenuMenuItem(
        _("Directory"), Menu(items=items), name="directory", icon_name="group", order=260
    )
