"""How editors choose terms."""

from __future__ import annotations

from typing import Any

from django import forms

from taxonomy.services import sort_key


class SortedSelectMultiple(forms.SelectMultiple):
    """A choice of terms in the order of their labels, which differs by language."""

    def optgroups(self, name: str, value: list[str], attrs: dict | None = None) -> list[Any]:
        """Sort the options by label."""
        groups = super().optgroups(name, value, attrs)
        return sorted(groups, key=lambda group: sort_key(str(group[1][0]["label"])))
