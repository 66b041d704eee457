"""The edit form of a library entry, with what no single field can tell."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm


class EntryForm(WagtailAdminPageForm):
    """Wagtail's form, refusing a relation of a work to itself."""

    def clean(self) -> dict[str, Any]:
        """Look into the rows: they do not know their page before it is saved."""
        cleaned = super().clean()
        if (relations := self.formsets.get("relations")) is not None:
            for row in relations.forms:
                target = row.cleaned_data.get("target") if row.is_valid() else None
                if target and target.translation_key == self.instance.translation_key:
                    row.add_error("target", _("A work cannot stand in a relation to itself."))
        return cleaned
