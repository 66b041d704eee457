"""The list of members, searched and narrowed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.languages import current_language, language_name
from core.listing import paginate, with_query, without_value
from directory import listing
from directory.enums import Facet, Request, Use
from directory.presentation import present_entry
from directory.services import limits
from directory.views.door import members_only
from membership.enums import Surface
from membership.languages import OTHER_LANGUAGES, site_language_choices
from taxonomy import services as terms

if TYPE_CHECKING:
    from django.http import HttpResponse, QueryDict

    from core.http import SignedInRequest
    from membership.audiences import Viewer


def facet_labels(code: str) -> dict[str, dict[str, str]]:
    """Return every value of every facet with its label in a language, in the order to show."""
    languages = {
        **dict(site_language_choices()),
        **{other: language_name(other, code) for other in OTHER_LANGUAGES},
    }
    return {
        Facet.EXPERTISE.value: terms.focus_area_labels(code),
        Facet.COUNTRY.value: terms.country_labels(code),
        Facet.LANGUAGE.value: languages,
        Facet.ACCEPTS.value: {value: str(label) for value, label in Request.choices},
    }


@require_safe
@members_only
def member_list(request: SignedInRequest, viewer: Viewer) -> HttpResponse:
    """Show the members that a reader may find, as she may see them."""
    limits.take(request.user, Use.LIST)
    address = _cleaned(request.GET)
    labels = facet_labels(current_language().code)
    chosen = _chosen(address, labels)
    question = listing.Question(viewer, address.get("q", ""), chosen)
    page = paginate(request, listing.in_order(listing.found(question)))
    entries = [
        presented
        for entry in page["items"]
        if (presented := present_entry(entry, viewer, Surface.DIRECTORY, in_list=True))
    ]
    context = {
        "entries": entries,
        "is_member": viewer.is_member,
        "total": page["total"],
        "pagination": page["pagination"],
        "query": address.get("q", ""),
        "facet_groups": _facet_groups(chosen, labels, listing.counts(question)),
        "chips": [
            {"label": labels[facet][value], "remove_url": without_value(address, facet, value)}
            for facet, values in chosen.items()
            for value in values
        ],
        "clear_url": with_query(address, **dict.fromkeys(chosen, "")),
        "hidden_params": [{"name": "q", "value": address["q"]}] if address["q"] else [],
        "search_params": [
            {"name": facet, "value": value} for facet, values in chosen.items() for value in values
        ],
        "suggestions": [{"title": _("Directory of members"), "url": request.path}],
        "robots": "noindex",
    }
    return render(request, "directory/list.html", context)


def _cleaned(parameters: QueryDict) -> QueryDict:
    """Return the parameters with a question fit for links and fields: bounded, on one line."""
    cleaned = parameters.copy()
    text = cleaned.get("q", "")[: listing.MAX_QUERY_LENGTH]
    cleaned["q"] = "".join(c if c.isprintable() else " " for c in text).strip()
    return cleaned


def _chosen(address: QueryDict, labels: dict[str, dict[str, str]]) -> dict[str, list[str]]:
    """Return the chosen values by facet. Raises Http404 for one that does not exist."""
    chosen = {}
    for facet in labels:
        values = list(dict.fromkeys(value for value in address.getlist(facet) if value))
        if not labels[facet].keys() >= set(values):
            raise Http404
        chosen[facet] = values
    return chosen


def _facet_groups(
    chosen: dict[str, list[str]],
    labels: dict[str, dict[str, str]],
    counted: dict[str, dict[str, int]],
) -> list[dict[str, Any]]:
    """Return the filters: the values that leave something, and those that are chosen."""
    groups = []
    for facet, values in labels.items():
        options = [
            {
                "value": value,
                "label": label,
                "count": counted[facet].get(value, 0),
                "is_selected": value in chosen[facet],
            }
            for value, label in values.items()
            if value in counted[facet] or value in chosen[facet]
        ]
        if options:
            groups.append(
                {
                    "key": facet,
                    "label": Facet(facet).label,
                    "options": options,
                    "is_open": bool(chosen[facet]),
                }
            )
    return groups
