"""Make the keys of citations anew: they now tell the systems apart."""

from collections.abc import Callable
from typing import Any

from django.db import migrations

from library.citations import key, parse

BATCH = 500
#: The registers of library.models.details.CITED_SCHEMES.
SCHEMES = ("doi", "eli", "akn", "other")


def make_keys(apps: Any, schema_editor: Any) -> None:
    """Give citations and identifiers the form by which they are looked up."""
    citations = apps.get_model("library", "EntryCitation").objects.order_by()
    _update(
        citations.select_related("page").only("text", "key", "page__publisher"),
        lambda row: key(row.text, row.page.publisher),
    )
    identifiers = apps.get_model("library", "EntryIdentifier").objects.order_by()
    _update(identifiers.filter(scheme__in=SCHEMES), _of_identifier)


def _of_identifier(row: Any) -> str:
    citation = parse(row.value)
    return citation.key if citation else ""


def _update(rows: Any, key_of: Callable[[Any], str]) -> None:
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = batch[-1].pk
        for row in batch:
            row.key = key_of(row)
        rows.model.objects.bulk_update(batch, ["key"])


class Migration(migrations.Migration):
    dependencies = [("library", "0002_relations_citations_imports")]

    operations = [migrations.RunPython(make_keys, migrations.RunPython.noop)]
