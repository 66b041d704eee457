"""Fields that several forms of membership have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from membership.models import Region
from taxonomy.models import Country
from taxonomy.services import country_labels

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.utils.functional import Promise


class CountryField(forms.ChoiceField):
    """A country, chosen by its name in the reader's language; gives the record, None for none."""

    def __init__(self, **kwargs: Any) -> None:
        """Offer all countries, read when they are shown."""
        super().__init__(choices=lambda: [("", "—"), *country_labels().items()], **kwargs)

    def clean(self, value: Any) -> Country | None:
        """Return the country behind the code."""
        code = super().clean(value)
        return Country.objects.get(iso2=code) if code else None


def country_filter(codes: Collection[str], everywhere: Promise) -> forms.ChoiceField:
    """Return the field that narrows a list to one of the countries it has."""
    found = [(code, name) for code, name in country_labels().items() if code in codes]
    return forms.ChoiceField(label=_("Country"), required=False, choices=[("", everywhere), *found])


def region_field(regions: Collection[int], **kwargs: Any) -> forms.ModelChoiceField[Region]:
    """Return the field that offers some regions, for who has them only."""
    return forms.ModelChoiceField(
        label=_("Region"),
        queryset=Region.objects.filter(pk__in=regions),
        to_field_name="code",
        **kwargs,
    )
