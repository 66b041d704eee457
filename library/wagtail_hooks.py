"""The library in the admin: imports, ratifications, and what became of reading files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup, modeladmin_register

from library import import_views
from library.importing.access import may_import
from library.models import DocumentText, Ratification, RatificationCount

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.urls import URLPattern, URLResolver

    from accounts.models import User


class ReadOnly(PermissionHelper):
    """Rows that machines write: to be looked at, not edited."""

    def user_can_create(self, user: User) -> bool:
        """Refuse."""
        return False

    def user_can_edit_obj(self, user: User, obj: object) -> bool:
        """Refuse."""
        return False

    def user_can_delete_obj(self, user: User, obj: object) -> bool:
        """Refuse."""
        return False


class DocumentTextAdmin(ModelAdmin):
    """What reading each file's text gave, so that editors see which files search cannot find."""

    model = DocumentText
    menu_icon = "doc-full"
    permission_helper_class = ReadOnly
    list_display = ("document", "status", "page_count", "updated_at")
    list_filter = ("status",)
    inspect_view_enabled = True


class RatificationAdmin(ModelAdmin):
    """Statements on one convention: an editor's own, and those that follow from counts."""

    model = Ratification
    menu_icon = "check"
    list_display = ("country", "code", "status", "as_of", "is_derived")
    list_filter = ("status", "is_derived", "code")
    list_select_related = ("country",)
    search_fields = ("country__iso2", "country__labels", "code")


class RatificationCountAdmin(ModelAdmin):
    """How many conventions each state has ratified; `manage.py load_ratifications` loads them."""

    model = RatificationCount
    menu_icon = "list-ol"
    list_display = ("country", "fundamental", "governance", "total", "as_of")
    list_select_related = ("country",)
    search_fields = ("country__iso2", "country__labels")


@hooks.register("register_admin_urls")
def import_addresses() -> list[URLPattern | URLResolver]:
    """Put the pages of imports into the admin."""
    return [path("library-imports/", include((import_views.urlpatterns, "library_admin")))]


class ImportsMenuItem(MenuItem):
    """The imports, for those who may import."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the person may import."""
        return may_import(request.user)


@modeladmin_register
class LibraryGroup(ModelAdminGroup):
    """The library's place in the menu."""

    menu_label = _("Library")
    menu_icon = "folder-open-inverse"
    menu_order = 310
    items = (DocumentTextAdmin, RatificationAdmin, RatificationCountAdmin)

    def get_submenu_items(self) -> list[MenuItem]:
        """Add the imports, which have pages of their own."""
        item = ImportsMenuItem(
            _("Imports"),
            reverse_lazy("library_admin:imports"),
            name="library-imports",
            icon_name="download",
            order=0,
        )
        return [item, *super().get_submenu_items()]
