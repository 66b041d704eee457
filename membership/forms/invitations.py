"""The form by which a coordinator invites someone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from membership.forms.fields import region_field


class InviteForm(forms.Form):
    """Whom to invite, to which region and in which language."""

    address = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The invitation can be used with this address only."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, regions: frozenset[int], **kwargs: Any) -> None:
        """Offer the regions for which the actor may invite."""
        super().__init__(*args, **kwargs)
        self.fields["region"] = region_field(regions, empty_label=None)
