"""Load the shipped focus areas, subjects, regions and countries."""

from typing import Any

from django.db import migrations

from taxonomy.loading import load_taxonomy


def load(apps: Any, schema_editor: Any) -> None:
    """Load with the historical models."""
    load_taxonomy(apps)


class Migration(migrations.Migration):
    dependencies = [("taxonomy", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
