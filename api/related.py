"""Everything that hangs on pages, whatever its kind, with one query.

A page has terms (many-to-many) and rows of its own (citations, files…). Fetched kind by kind they
would cost a query each; here they are the arms of one UNION.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast
from modelcluster.fields import ParentalManyToManyField

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models.expressions import Combinable
    from wagtail.models import Page

#: The rows of one page, in their order, by the name they have there.
Rows = dict[str, list[tuple[str, ...]]]

TERMS = {"focus_areas": ("slug",), "countries": ("iso2",)}
ENTRY_TERMS = TERMS | {"subjects": ("slug",)}
#: What a list of entries shows.
ENTRY_ROWS = ENTRY_TERMS | {"other_titles": ("language", "title")}
#: What an entry shows on its own.
ALL_ENTRY_ROWS = ENTRY_TERMS | {
    "other_titles": ("language", "title", "is_verified"),
    "citations": ("system", "text"),
    "identifiers": ("scheme", "value"),
    "instruments": ("code", "article"),
    "people": ("role", "name", "latin_name", "orcid"),
    "files": ("kind", "document_id"),
}


def related_rows(
    model: type[Page], pages: Iterable[Page], wanted: Mapping[str, tuple[str, ...]]
) -> dict[int, Rows]:
    """Return what hangs on pages of a model, as texts, by the page's id."""
    ids = [page.pk for page in pages]
    found: dict[int, Rows] = defaultdict(lambda: {name: [] for name in wanted})
    if not ids:
        return found
    width = max(map(len, wanted.values()))
    first, *others = (_arm(model, ids, name, wanted[name], width) for name in wanted)
    for name, page_id, _order, *texts in sorted(first.union(*others, all=True), key=_place):
        found[page_id][name].append(tuple(texts[: len(wanted[name])]))
    return found


def _place(row: tuple) -> tuple:
    """Return what rows are sorted by: kind, page, the order an editor gave them."""
    return row[0], row[1], row[2] or 0


def _arm(
    model: type[Page], ids: list[int], name: str, columns: tuple[str, ...], width: int
) -> QuerySet:
    """Return one kind of rows: its name, the page, the order, and the columns as texts."""
    field = model._meta.get_field(name)
    if isinstance(field, ParentalManyToManyField):
        rows = field.remote_field.through._default_manager.all()
        owner = f"{field.m2m_field_name()}_id"
        order: Combinable = Value(0, output_field=IntegerField())
        columns = tuple(f"{field.m2m_reverse_field_name()}__{column}" for column in columns)
    else:
        rows = field.related_model._default_manager.all()
        owner, order = f"{field.field.name}_id", F("sort_order")
    texts: list[Combinable] = [Cast(F(column), TextField()) for column in columns]
    texts += [Value("", output_field=TextField())] * (width - len(texts))
    return (
        rows.filter(**{f"{owner}__in": ids})
        .order_by()
        .values_list(Value(name, output_field=TextField()), owner, order, *texts)
    )
