"""Forms of the admin for what core adds to Wagtail's models."""

from __future__ import annotations

from wagtail.admin.widgets import AdminDateTimeInput
from wagtail.documents.forms import BaseDocumentForm


class SiteDocumentForm(BaseDocumentForm):
    """Wagtail's form of a document, with its picker for the moment an embargo ends."""

    class Meta(BaseDocumentForm.Meta):
        widgets = {**BaseDocumentForm.Meta.widgets, "available_from": AdminDateTimeInput}
