"""The formats in which the results of the search that is shown may be taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse

from library.exporting.formats import FORMATS
from search.exports import MAX_WORKS
from search.parameters import canonical

if TYPE_CHECKING:
    from django.template.context import RequestContext

register = template.Library()


@register.inclusion_tag("search/export_menu.html", takes_context=True)
def export_menu(context: RequestContext) -> dict[str, Any]:
    """Offer all results of the search page that is being drawn."""
    query = canonical(context["request"].GET)
    return {
        "links": [
            {
                "title": known.label,
                "url": f"{reverse('search:export', args=[known.name])}{'?' if query else ''}{query}",
            }
            for known in FORMATS.values()
        ],
        "limit": MAX_WORKS,
    }
