"""The search page, and what is suggested while a reader types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.languages import current_language
from core.listing import page_links
from library.citing import cited_works
from library.listing import rows as library_rows
from search import presentation, services
from search.parameters import FACETS, question_of
from search.query import SearchError
from search.suggestions import suggestions_for

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from core.http import SiteRequest
    from library.models import LibraryEntryPage
    from search.parameters import Question
    from search.query import SearchResults

#: How many works that share a citation stand above the results.
MAX_CITED = 10
QUOTES = frozenset('"“”„«»')


@require_safe
def search_page(request: SiteRequest) -> HttpResponse:
    """Show what was found, narrowed by facets; without words, everything, the newest first.

    The citation of one work leads to the work itself.
    """
    code = current_language().code
    try:
        question = question_of(request.GET)
    except SearchError as error:
        raise Http404 from error
    cited = _cited(question, request)
    if len(cited) == 1:
        return _unlisted(HttpResponseRedirect(cited[0].url_in(code)))
    try:
        results = services.search(question.query(viewer=request.user, code=code, counted=FACETS))
    except SearchError as error:
        raise Http404 from error
    context = _context(question, results, code) | {"cited": library_rows(cited, code)}
    return _unlisted(render(request, "search/search.html", context))


@require_safe
@cache_control(private=True, no_store=True)
def suggestions(request: SiteRequest) -> HttpResponse:
    """Return a list of links to what the reader may be looking for, as part of a page."""
    found = suggestions_for(request.GET.get("q", ""), request.user, current_language().code)
    return _unlisted(render(request, "search/suggestions.html", {"suggestions": found}))


def _unlisted(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _cited(question: Question, request: HttpRequest) -> list[LibraryEntryPage]:
    """Return the works whose citation was typed. Within quotation marks it is words like others."""
    if (
        not question.text
        or question.page > 1
        or question.kind not in ("", "library")
        or question.is_narrowed_by_facets
        or not QUOTES.isdisjoint(question.text)
    ):
        return []
    return list(cited_works(question.text, request.user)[:MAX_CITED])


def _context(question: Question, results: SearchResults, code: str) -> dict[str, Any]:
    address = QueryDict(question.canonical)
    chips = presentation.chips(question, code)
    clear_url = presentation.clear_url(question)
    feed = {
        "title": _("Follow this search"),
        "url": f"{reverse('search:feed')}?{question.canonical_filters}",
    }
    return {
        "query": question.text,
        #: The question without page and order, for what saves or exports it.
        "address": question.canonical_filters,
        "total": results.total,
        "rows": presentation.rows(results, code),
        "facet_groups": presentation.facet_groups(question, results, code)
        if results.total or question.is_narrowed
        else [],
        "chips": chips,
        "clear_url": clear_url,
        "orders": presentation.orders(question),
        # The boxes of the facets and the years send themselves.
        "hidden_params": _fields(address, but=(*FACETS, "year_from", "year_to")),
        "search_params": _fields(address, but=("q",)),
        "advice": _advice(question, clear_url) if not results.total else [],
        "feeds": [feed],
        "pagination": page_links(address, question.page, results.num_pages)
        | {"start": (question.page - 1) * results.query.page_size + 1},
        "robots": "noindex",
    }


def _fields(address: QueryDict, but: tuple[str, ...]) -> list[dict[str, str]]:
    return [
        {"name": name, "value": value}
        for name, values in address.lists()
        if name not in but
        for value in values
    ]


def _advice(question: Question, clear_url: str) -> list[dict[str, str]]:
    """Return what a reader who found nothing can do."""
    advice = []
    if question.is_narrowed:
        advice.append({"title": _("Search without the filters"), "url": clear_url})
    if not QUOTES.isdisjoint(question.text):
        address = QueryDict(question.canonical, mutable=True)
        address["q"] = "".join(sign for sign in question.text if sign not in QUOTES)
        advice.append(
            {
                "title": _("Search for the words wherever they stand, without quotation marks"),
                "url": f"?{address.urlencode()}",
            }
        )
    if len(question.text.split()) > 1:
        advice.append({"title": _("Use fewer words: every one of them must be found."), "url": ""})
    if question.text:
        advice.append(
            {
                "title": _("Try another spelling, or a name in its own script."),
                "url": "",
            }
        )
    return advice
