"""The outbox in the admin, for superusers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from notifications import admin_views
from notifications.permissions import user_can_keep_outbox

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.urls import URLResolver


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLResolver]:
    """Route /admin/outbox/."""
    patterns = [
        path("", admin_views.outbox, name="outbox"),
        path("<slug:token>/", admin_views.outbox_detail, name="detail"),
        path("<slug:token>/retry/", admin_views.retry, name="retry"),
        path("<slug:token>/cancel/", admin_views.cancel, name="cancel"),
    ]
    return [path("outbox/", include((patterns, "outbox_admin")))]


class OutboxMenuItem(MenuItem):
    """A line that only those see who may follow it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Show it to superusers."""
        return user_can_keep_outbox(request.user)


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """Offer the outbox."""
    return OutboxMenuItem(_("Outbox"), reverse("outbox_admin:outbox"), icon_name="mail", order=9050)
