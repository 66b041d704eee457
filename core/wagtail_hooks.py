"""What core adds to the admin."""

from __future__ import annotations

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def admin_css() -> SafeString:
    """Let every input take its direction from its text: Arabic in a French admin, and back."""
    return format_html('<link rel="stylesheet" href="{}">', static("core/admin.css"))
