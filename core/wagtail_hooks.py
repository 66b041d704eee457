"""What core adds to the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.documents.rich_text import DocumentLinkHandler

from core.embargo import check_embargo

if TYPE_CHECKING:
    from wagtail.rich_text.feature_registry import FeatureRegistry

    from core.models import SiteDocument

# Before Wagtail's own hook, which would ask for a password and so tell that there is a file.
hooks.register("before_serve_document", check_embargo, order=-100)


class AvailableDocumentLinkHandler(DocumentLinkHandler):
    """Links to files in rich text; one under embargo leaves the words without their link."""

    @classmethod
    def get_many(cls, attrs_list: list[dict[str, Any]]) -> list[SiteDocument | None]:
        """Return the files of links, None for those that are gone or not there yet."""
        documents = super().get_many(attrs_list)
        return [document if document and document.is_available else None for document in documents]


@hooks.register("register_rich_text_features", order=100)
def hide_embargoed_files(features: FeatureRegistry) -> None:
    """Take the place of Wagtail's handler, which links to any file."""
    features.register_link_type(AvailableDocumentLinkHandler)


@hooks.register("insert_global_admin_css")
def admin_css() -> SafeString:
    """Let every input take its direction from its text: Arabic in a French admin, and back."""
    return format_html('<link rel="stylesheet" href="{}">', static("core/admin.css"))
