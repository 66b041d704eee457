"""The search page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from core.languages import current_language, language_codes, language_name
from core.listing import PAGE_SIZE, page_links, with_query, without_value
from core.registry import content_type, content_types
from library.enums import MaterialType
from search import services
from search.parsing import MAX_LENGTH
from search.query import SearchError, SearchQuery
from taxonomy import services as terms

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from search.query import SearchHit, SearchResults

#: The facets of the page, in their order.
FACETS = ("type", "focus", "country", "language")


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Show what was found, narrowed by facets; without words, everything, the newest first."""
    code = current_language().code
    labels = facet_labels(code)
    address = _cleaned(request.GET)
    chosen = _chosen(address, labels)
    try:
        results = services.search(
            SearchQuery(
                text=request.GET.get("q", ""),
                viewer=request.user,
                reader_language=code,
                facets=chosen,
                counted=FACETS,
                kind=_kind(address),
                page=_page_number(address),
                page_size=PAGE_SIZE,
            )
        )
    except SearchError as error:
        raise Http404 from error
    response = render(
        request, "search/search.html", _context(address, chosen, labels, results, code)
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def facet_labels(code: str) -> dict[str, dict[str, str]]:
    """Return every value of every facet with its label in a language, in the order to show."""
    return {
        "type": {"news": pgettext("type of content", "News"), **_material_types()},
        "focus": terms.focus_area_labels(code),
        "country": terms.country_labels(code),
        "language": {known: language_name(known, code) for known in language_codes()},
    }


def _material_types() -> dict[str, str]:
    return {value: str(label) for value, label in MaterialType.choices}


def _cleaned(parameters: QueryDict) -> QueryDict:
    """Return the parameters with a query fit for links and fields: bounded, on one line."""
    cleaned = parameters.copy()
    text = "".join(c if c.isprintable() else " " for c in cleaned.get("q", "")[:MAX_LENGTH])
    cleaned["q"] = text.strip()
    return cleaned


def _chosen(address: QueryDict, labels: dict[str, dict[str, str]]) -> dict[str, list[str]]:
    """Return the chosen values by facet. Raises Http404 for one that does not exist."""
    chosen = {}
    for facet in FACETS:
        values = list(dict.fromkeys(value for value in address.getlist(facet) if value))
        if not labels[facet].keys() >= set(values):
            raise Http404
        chosen[facet] = values
    return chosen


def _kind(address: QueryDict) -> str:
    """Return the kind of content to search in. Raises Http404 for one that does not exist."""
    kind = address.get("kind", "")
    if kind and kind not in {content.name for content in content_types()}:
        raise Http404
    return kind


def _page_number(address: QueryDict) -> int:
    """Return the asked page. Raises Http404 where that is no number."""
    number = address.get("page", "1")
    if not number.isascii() or not number.isdecimal() or len(number) > 9:
        raise Http404
    return int(number)


def _context(
    address: QueryDict,
    chosen: dict[str, list[str]],
    labels: dict[str, dict[str, str]],
    results: SearchResults,
    code: str,
) -> dict[str, Any]:
    query, kind = address.get("q", ""), results.query.kind
    kept = [{"name": "kind", "value": kind}] if kind else []
    without_facets = address.copy()
    for facet in FACETS:
        without_facets.pop(facet, None)
    page = results.query.page
    return {
        "query": query,
        "total": results.total,
        "rows": rows(results, code),
        "facet_groups": _facet_groups(chosen, labels, results),
        "chips": [
            {"label": labels[facet][value], "remove_url": without_value(address, facet, value)}
            for facet, values in chosen.items()
            for value in values
        ],
        "clear_url": with_query(without_facets),
        "hidden_params": [*kept, *([{"name": "q", "value": query}] if query else [])],
        "search_params": [
            *kept,
            *(
                {"name": facet, "value": value}
                for facet, values in chosen.items()
                for value in values
            ),
        ],
        "pagination": page_links(address, page, results.num_pages)
        | {"start": (page - 1) * results.query.page_size + 1},
        "robots": "noindex",
    }


def _facet_groups(
    chosen: dict[str, list[str]], labels: dict[str, dict[str, str]], results: SearchResults
) -> list[dict[str, Any]]:
    titles = {
        "type": pgettext("facet", "Type"),
        "focus": _("Focus area"),
        "country": _("Country"),
        "language": _("Language"),
    }
    groups = []
    for facet in FACETS:
        # Chosen values stay on the page even where nothing has them any more.
        counts = dict.fromkeys(chosen[facet], 0) | dict(results.facets[facet])
        options: list[dict[str, Any]] = [
            {
                "value": value,
                "label": label,
                "count": counts[value],
                "is_selected": value in chosen[facet],
            }
            for value, label in labels[facet].items()
            if value in counts
        ]
        if facet == "country":
            # Too many to look through by name: the most frequent first.
            options.sort(key=lambda option: -option["count"])
        if options:
            groups.append(
                {
                    "key": facet,
                    "label": titles[facet],
                    "options": options,
                    "is_open": bool(chosen[facet]) or facet == "type",
                }
            )
    return groups


def rows(results: SearchResults, code: str) -> list[dict[str, Any]]:
    """Return the hits as the result row component draws them, each kind with its own few queries.

    A page that went offline since it was indexed has no row.
    """
    found: dict[int, dict[str, Any]] = {}
    for kind in dict.fromkeys(hit.kind for hit in results.hits):
        content = content_type(kind)
        ids = [hit.page_id for hit in results.hits if hit.kind == kind]
        pages = list(content.queryset().live().filter(pk__in=ids).defer_streamfields())
        for page, row in zip(pages, content.rows(pages, code), strict=True):
            found[page.pk] = row
    types = facet_labels(code)["type"]
    return [
        found[hit.page_id] | _row_of_hit(hit, types) for hit in results.hits if hit.page_id in found
    ]


def _row_of_hit(hit: SearchHit, types: dict[str, str]) -> dict[str, Any]:
    row: dict[str, Any] = {"type": hit.type, "type_label": types.get(hit.type, "")}
    if hit.snippet is None:
        # The component shows snippets as they are: what is no snippet must be escaped here.
        return row | {"snippet": escape(hit.summary[:240]), "snippet_lang": hit.language}
    return row | {
        "snippet": hit.snippet.html,
        "snippet_lang": hit.snippet.language,
        "file_id": hit.snippet.file_id,
        "page_number": hit.snippet.page_number,
    }
