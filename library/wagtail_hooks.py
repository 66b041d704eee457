"""The library in the admin: what imports did, and what became of reading files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup, modeladmin_register

from library.models import DocumentText, ImportBatch

if TYPE_CHECKING:
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


class ImportBatchAdmin(ModelAdmin):
    """Imports that wrote something; `manage.py undo_import` undoes one."""

    model = ImportBatch
    menu_icon = "download"
    permission_helper_class = ReadOnly
    list_display = ("__str__", "file_name", "created_at", "status", "undone_at")
    list_filter = ("profile", "status")
    inspect_view_enabled = True


class DocumentTextAdmin(ModelAdmin):
    """What reading each file's text gave, so that editors see which files search cannot find."""

    model = DocumentText
    menu_icon = "doc-full"
    permission_helper_class = ReadOnly
    list_display = ("document", "status", "page_count", "updated_at")
    list_filter = ("status",)
    inspect_view_enabled = True


@modeladmin_register
class LibraryGroup(ModelAdminGroup):
    """The library's place in the menu."""

    menu_label = _("Library")
    menu_icon = "folder-open-inverse"
    menu_order = 310
    items = (ImportBatchAdmin, DocumentTextAdmin)
