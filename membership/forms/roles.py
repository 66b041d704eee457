"""The form by which a regional role is given."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from membership.enums import Role
from membership.forms.fields import region_field
from membership.models import Region
from membership.querysets import network_day
from taxonomy.services import country_labels


class GrantRoleForm(forms.Form):
    """Who gets which role, where and for how long."""

    address = forms.EmailField(
        label=_("E-mail address of the account"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    starts_on = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("Until"),
        required=False,
        help_text=_("The last day on which it holds; empty where no end is set."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, regions: frozenset[int], **kwargs: Any) -> None:
        """Offer the regions in which the actor may give roles."""
        kwargs.setdefault("initial", {"starts_on": network_day()})
        super().__init__(*args, **kwargs)
        self.fields["region"] = region_field(regions)
        self.order_fields(["address", "role", "region"])

    def clean_address(self) -> str:
        """Find the account, which `cleaned_data["user"]` then holds."""
        address = self.cleaned_data["address"]
        user = get_user_model().objects.filter(email__iexact=address, is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("No account has this address."))
        self.cleaned_data["user"] = user
        return address

    def clean(self) -> dict[str, Any]:
        """Refuse days that run backwards."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day lies before the first."))
        if last and last < network_day():
            self.add_error("ends_on", _("This day has passed."))
        return cleaned


class RegionForm(forms.ModelForm):
    """A region's names and countries."""

    countries = forms.MultipleChoiceField(
        label=_("Countries"),
        choices=country_labels,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 20}),
        help_text=_(
            "A country belongs to one region: chosen here, it leaves the one it was in. Members "
            "and applications stay where they are."
        ),
    )

    class Meta:
        model = Region
        fields = ["labels", "sort_order"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with this region's countries chosen."""
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["countries"] = list(
                self.instance.region_countries.values_list("country__iso2", flat=True)
            )
