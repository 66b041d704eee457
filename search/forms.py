"""Forms of saved searches."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from search.enums import Frequency
from search.saved import NAME_LENGTH


class FrequencyForm(forms.Form):
    """How often a saved search reports what is new."""

    frequency = forms.TypedChoiceField(
        label=_("Mail me about new works"),
        choices=Frequency,
        coerce=Frequency,
        initial=Frequency.WEEKLY,
    )


class SavedSearchForm(FrequencyForm):
    """What a saved search is called, and how often it reports."""

    name = forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        help_text=_("For you alone. It stands in the mails about this search."),
    )

    field_order = ("name", "frequency")

    def clean_name(self) -> Any:
        """Return the name on one line."""
        return " ".join(self.cleaned_data["name"].split())
