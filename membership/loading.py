"""Load what the project ships: regions and their countries, dues tiers, the attestation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

if TYPE_CHECKING:
    from django.apps.registry import Apps

DATA = Path(__file__).parent / "data" / "regions.json"


@transaction.atomic
def load_regions(apps: Apps) -> None:
    """Make the regions that are missing and place the countries that are in none.

    What an administrator has changed stays; run twice it changes nothing. Takes the app registry
    so that a migration can pass its historical models.
    """
    region, region_country = (
        apps.get_model("membership", name) for name in ("Region", "RegionCountry")
    )
    countries = dict(apps.get_model("taxonomy", "Country").objects.values_list("iso2", "pk"))
    placed = set(region_country.objects.values_list("country_id", flat=True))
    for order, row in enumerate(json.loads(DATA.read_text(encoding="utf-8"))):
        made, _ = region.objects.get_or_create(
            code=row["code"],
            defaults={
                "labels": row["labels"],
                "is_secretariat": row["is_secretariat"],
                "sort_order": order,
            },
        )
        region_country.objects.bulk_create(
            region_country(region=made, country_id=countries[iso2])
            for iso2 in row["countries"]
            if iso2 in countries and countries[iso2] not in placed
        )


@transaction.atomic
def load_tiers(apps: Apps) -> None:
    """Make the dues tiers that are missing; those an administrator has changed stay."""
    tier = apps.get_model("membership", "DuesTier")
    rows = json.loads((Path(__file__).parent / "data" / "tiers.json").read_text(encoding="utf-8"))
    for order, row in enumerate(rows):
        tier.objects.get_or_create(
            code=row["code"],
            defaults={
                "labels": row["labels"],
                "descriptions": row["descriptions"],
                "suggested_amounts": row["suggested_amounts"],
                "sort_order": order,
            },
        )


@transaction.atomic
def load_attestation(apps: Apps) -> None:
    """Add the versions of the attestation that are missing, each in its seven languages.

    A version that is there stays as it is, letter by letter: people have signed it.
    """
    text = apps.get_model("membership", "AttestationText")
    path = Path(__file__).parent / "data" / "attestation.json"
    for row in json.loads(path.read_text(encoding="utf-8")):
        for language, body in row["bodies"].items():
            text.objects.get_or_create(
                version=row["version"],
                language=language,
                defaults={"body": body, "active_from": row["active_from"]},
            )
