"""Load the shipped regions with their countries, the dues tiers and the attestation."""

from typing import Any

from django.db import migrations

from membership.loading import load_attestation, load_regions, load_tiers


def load(apps: Any, schema_editor: Any) -> None:
    """Load with the historical models."""
    load_regions(apps)
    load_tiers(apps)
    load_attestation(apps)


class Migration(migrations.Migration):
    dependencies = [("membership", "0001_initial"), ("taxonomy", "0002_load_terms")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
