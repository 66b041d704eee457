"""The form by which a coordinator invites someone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from membership.models import Region


class InviteForm(forms.Form):
    """Whom to invite, to which region and in which language."""

    address = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The invitation can be used with this address only."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)
    region = forms.ModelChoiceField(
        label=_("Region"), queryset=Region.objects.none(), to_field_name="code", empty_label=None
    )

    def __init__(self, *args: Any, regions: frozenset[int], **kwargs: Any) -> None:
        """Offer the regions for which the actor may invite."""
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = Region.objects.filter(pk__in=regions)  # type: ignore[attr-defined]  # a ModelChoiceField
