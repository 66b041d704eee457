"""Names of columns in the pages of imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template import Library

if TYPE_CHECKING:
    from collections.abc import Mapping

register = Library()


@register.filter
def column_name(labels: Mapping[str, str], column: str) -> str:
    """Return what a column is called; one that has no name is called as it is."""
    return labels.get(column, column)
