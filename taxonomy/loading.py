"""Load the terms the project ships: focus areas, subjects, M49 regions, countries.

Country and region names come from CLDR (Unicode-3.0), the region tree from UN M49.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction

from core.languages import language_codes

if TYPE_CHECKING:
    from django.apps.registry import Apps

DATA = Path(__file__).parent / "data"


def _labels(row: dict[str, str]) -> dict[str, str]:
    return {code: row[f"name_{code}"] for code in language_codes()}


def _json(name: str) -> list[dict[str, Any]]:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def _csv(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@transaction.atomic
def load_taxonomy(apps: Apps) -> None:
    """Make or update every shipped term; run twice it changes nothing.

    Takes the app registry so that a migration can pass its historical models.
    """
    focus_area, subject, region, country = (
        apps.get_model("taxonomy", name) for name in ("FocusArea", "Subject", "Region", "Country")
    )
    areas = {}
    for order, row in enumerate(_json("focus_areas.json")):
        areas[row["slug"]], _ = focus_area.objects.update_or_create(
            slug=row["slug"],
            defaults={
                "labels": row["labels"],
                "scope_notes": row["scope_notes"],
                "sort_order": order,
                "is_archived": row["is_archived"],
            },
        )
    for row in _json("subjects.json"):
        subject.objects.update_or_create(
            slug=row["slug"],
            defaults={
                "labels": row["labels"],
                "synonyms": row["synonyms"],
                "focus_area": areas[row["focus_area"]],
            },
        )
    regions: dict[str, Any] = {}
    rows = _csv("regions_m49.csv")
    while rows:
        # Parents first, in whatever order the file has them.
        ready = [row for row in rows if not row["parent"] or row["parent"] in regions]
        for row in ready:
            regions[row["m49"]], _ = region.objects.update_or_create(
                m49=row["m49"],
                defaults={"labels": _labels(row), "parent": regions.get(row["parent"])},
            )
        rows = [row for row in rows if row not in ready]
    for row in _csv("countries_m49.csv"):
        country.objects.update_or_create(
            iso2=row["iso2"],
            defaults={
                "iso3": row["iso3"],
                "m49": row["m49"],
                "region": regions[row["region_m49"]],
                "subregion": regions[row["subregion_m49"]],
                "labels": _labels(row),
            },
        )


@transaction.atomic
def load_concepts(apps: Apps) -> None:
    """Add the shipped concepts that are not there yet; what editors made of the others stays."""
    concept = apps.get_model("taxonomy", "Concept")
    known = set(concept.objects.values_list("slug", flat=True))
    concept.objects.bulk_create(
        concept(slug=row["slug"], names=row["names"])
        for row in _json("concepts.json")
        if row["slug"] not in known
    )
