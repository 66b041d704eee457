"""A field that holds one text per language."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.languages import direction, language_codes, site_languages

MAX_NAME_LENGTH = 120


class LabelsWidget(forms.MultiWidget):
    """One text input per language, each with its own lang and dir."""

    template_name = "taxonomy/widgets/labels.html"
    #: What each language is typed into.
    input_class: type[forms.Widget] = forms.TextInput

    def __init__(self, attrs: dict | None = None) -> None:
        """Make the seven inputs."""
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            language.code: self.input_class(
                attrs={
                    "lang": language.code,
                    "dir": direction(language.code),
                    "aria-label": language.name,
                }
            )
            for language in site_languages()
        }
        super().__init__(widgets, attrs)

    def decompress(self, value: dict[str, Any] | str | None) -> list[str]:
        """Spread the labels over the inputs."""
        labels = value if isinstance(value, dict) else {}
        return [labels.get(code, "") for code in language_codes()]

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict[str, Any]:
        """Name the language beside each input."""
        context = super().get_context(name, value, attrs)
        names = [language.name for language in site_languages()]
        context["inputs"] = list(zip(names, context["widget"]["subwidgets"], strict=True))
        return context


class LabelsFormField(forms.MultiValueField):
    """Texts in seven languages; English is needed, the others fall back to it."""

    widget = LabelsWidget

    def __init__(self, **kwargs: Any) -> None:
        """Make the seven fields, each optional by itself."""
        kwargs.pop("encoder", None)
        kwargs.pop("decoder", None)
        kwargs["require_all_fields"] = False
        fields = [forms.CharField(required=False) for _code in language_codes()]
        super().__init__(fields, **kwargs)

    def compress(self, data_list: list[str]) -> dict[str, Any]:
        """Gather the inputs into labels. Raises ValidationError without an English one."""
        labels = {
            code: text for code, text in zip(language_codes(), data_list, strict=False) if text
        }
        if self.required and "en" not in labels:
            raise ValidationError(_("An English label is needed; the others fall back to it."))
        return labels

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare with the stored labels."""
        return super().has_changed(initial if isinstance(initial, dict) else {}, data)


class LabelsField(models.JSONField):
    """A text in the seven languages of the interface: {"en": "...", "fr": "...", ...}."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start empty."""
        kwargs.setdefault("default", dict)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> forms.Field:
        """Edit as one input per language."""
        return LabelsFormField(
            required=not self.blank, label=self.verbose_name, help_text=self.help_text
        )


class NamesWidget(LabelsWidget):
    """One box per language, a name on each line."""

    input_class = forms.Textarea

    def __init__(self, attrs: dict | None = None) -> None:
        """Make the seven boxes, low ones: most languages have few names."""
        super().__init__({"rows": 3} | (attrs or {}))

    def decompress(self, value: dict[str, Any] | str | None) -> list[str]:
        """Spread the names over the boxes."""
        names = value if isinstance(value, dict) else {}
        return ["\n".join(names.get(code, [])) for code in language_codes()]


class NamesFormField(LabelsFormField):
    """Lists of names in seven languages, the one to prefer first."""

    widget = NamesWidget

    def compress(self, data_list: list[str]) -> dict[str, Any]:
        """Gather the lines, each name once. Raises ValidationError for one that is too long."""
        names = {
            code: list(dict.fromkeys(filter(None, map(str.strip, text.splitlines()))))
            for code, text in zip(language_codes(), data_list, strict=False)
            if text
        }
        if any(len(name) > MAX_NAME_LENGTH for listed in names.values() for name in listed):
            raise ValidationError(
                _("A name has at most %(count)d characters; write one on each line.")
                % {"count": MAX_NAME_LENGTH}
            )
        return {code: listed for code, listed in names.items() if listed}


class NamesField(models.JSONField):
    """Names in the seven languages: {"en": ["strike", "industrial action"], "fr": [...], ...}."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start empty."""
        kwargs.setdefault("default", dict)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> forms.Field:
        """Edit as one box per language."""
        return NamesFormField(
            required=not self.blank, label=self.verbose_name, help_text=self.help_text
        )
