"""The records of privacy in the admin, for superusers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from privacy import admin_views
from privacy.permissions import user_can_see_records

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.urls import URLPattern, URLResolver


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """Route /admin/privacy/."""
    patterns = [
        path("retention/", admin_views.retention, name="retention"),
        path("access/", admin_views.access_log, name="access-log"),
    ]
    return [path("privacy/", include((patterns, "privacy_admin")))]


class RecordsMenuItem(MenuItem):
    """A line that only those see who may follow it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Show it to superusers."""
        return user_can_see_records(request.user)


class RecordsMenu(SubmenuMenuItem):
    """The heading over them."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Show it to superusers."""
        return user_can_see_records(request.user)


@hooks.register("register_admin_menu_item")
def menu_item() -> Any:
    """Offer both records under one heading."""
    items = [
        RecordsMenuItem(_("Retention"), reverse("privacy_admin:retention"), icon_name="bin"),
        RecordsMenuItem(_("Opened files"), reverse("privacy_admin:access-log"), icon_name="view"),
    ]
    return RecordsMenu(_("Privacy"), Menu(items=items), icon_name="lock", order=9100)
