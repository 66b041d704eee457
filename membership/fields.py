"""A field for a longer text in each of the seven languages."""

from __future__ import annotations

from typing import Any

from django import forms

from core.languages import direction, site_languages
from taxonomy.fields import LabelsField, LabelsFormField, LabelsWidget


class TextsWidget(LabelsWidget):
    """One box of several lines per language, each with its own lang and dir."""

    def __init__(self, attrs: dict | None = None) -> None:
        """Make the seven boxes."""
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            language.code: forms.Textarea(
                attrs={
                    "rows": 5,
                    "lang": language.code,
                    "dir": direction(language.code),
                    "aria-label": language.name,
                }
            )
            for language in site_languages()
        }
        forms.MultiWidget.__init__(self, boxes, attrs)


class TextsFormField(LabelsFormField):
    """Texts in seven languages; English is needed where any is."""

    widget = TextsWidget


class TextsField(LabelsField):
    """A text of several paragraphs in the languages of the interface."""

    def formfield(self, **kwargs: Any) -> forms.Field:
        """Edit as one box per language."""
        return TextsFormField(
            required=not self.blank, label=self.verbose_name, help_text=self.help_text
        )
