"""Which country belongs to which region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from membership.models import RegionCountry
from taxonomy.models import Country

if TYPE_CHECKING:
    from collections.abc import Iterable

    from membership.models import Region


@transaction.atomic
def place_countries(region: Region, iso2_codes: Iterable[str]) -> None:
    """Give a region exactly these countries, out of whichever region they are in.

    Members and applications stay in the region they are in: people are moved one by one, by
    somebody who answers for it.
    """
    wanted = Country.objects.filter(iso2__in=list(iso2_codes))
    RegionCountry.objects.filter(region=region).exclude(country__in=wanted).delete()
    for country in wanted:
        RegionCountry.objects.update_or_create(country=country, defaults={"region": region})
