"""Search over news, library and the text of files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from wagtail.models import Page

from api.access import in_order
from api.bodies import document_url, documents_by_id
from api.errors import ParameterProblem
from api.parameters import SearchParameters
from api.related import related_rows
from api.representation import known_title
from api.responses import READ, respond_list, with_links
from api.schemas import FacetValue, SearchFacets, SearchHit, SearchList, SearchSnippet
from core.locales import path_of, url_in
from library.models import LibraryEntryPage
from search import services
from search.presentation import facet_labels
from search.query import SearchPageError, SearchQuery
from taxonomy import services as terms

if TYPE_CHECKING:
    from core.models import SiteDocument
    from search.query import SearchResults, Snippet

router = Router(tags=["Search"])

TITLES = {"other_titles": ("language", "title")}


@router.api_operation(
    READ, "", response={200: SearchList, 422: ParameterProblem}, operation_id="search"
)
def search(request: HttpRequest, params: Query[SearchParameters]) -> HttpResponse:
    """Search titles, summaries, texts and files in all languages, with counts by facet.

    Each work is found once, and shown in its best language for the reader.
    """
    results = _results(
        SearchQuery(
            text=params.q,
            viewer=request.user,
            reader_language=params.locale,
            facets={
                "type": params.type,
                "focus": params.focus,
                "subject": params.subject,
                "country": params.country,
                "region": sorted(terms.regions_within(params.region)),
                "instrument": params.instrument,
                "language": params.language,
            },
            counted=tuple(SearchFacets.model_fields),
            kind=params.kind or "",
            year_from=params.year_gte,
            year_to=params.year_lte,
            sort=params.sort,
            page=params.offset // params.limit + 1,
            page_size=params.limit,
        )
    )
    labels = facet_labels(params.locale)
    answer = SearchList(
        total=results.total,
        limit=params.limit,
        offset=params.offset,
        items=_hits(results, labels["type"], params.locale),
        facets=SearchFacets(
            **{
                name: [
                    FacetValue(id=value, label=labels[name].get(value, value), count=count)
                    for value, count in counts.items()
                ]
                for name, counts in results.facets.items()
            }
        ),
    )
    return with_links(request, respond_list(answer, params), params, results.total)


def _results(query: SearchQuery) -> SearchResults:
    """Return what was found; beyond the last page no works, but their number and the counts."""
    try:
        return services.search(query)
    except SearchPageError:
        return replace(services.search(replace(query, page=1)), hits=())


def _hits(results: SearchResults, types: dict[str, str], locale: str) -> list[SearchHit]:
    """Return the works that were found; one that went offline since then is left out."""
    hits = results.hits
    pages = Page.objects.live().in_bulk([hit.page_id for hit in hits])
    entries = [pages[hit.page_id] for hit in hits if hit.kind == "library" and hit.page_id in pages]
    titles = related_rows(LibraryEntryPage, entries, TITLES)
    files = documents_by_id(
        (hit.snippet.file_id for hit in hits if hit.snippet), viewer=results.query.viewer
    )
    found = []
    for hit in hits:
        page = pages.get(hit.page_id)
        if page is None:
            continue
        title = known_title(titles[page.pk], hit.language, locale) or (hit.title, hit.language)
        found.append(
            SearchHit(
                id=hit.work,
                kind=hit.kind,
                type=hit.type,
                type_label=types.get(hit.type, hit.type),
                requested_locale=locale,
                served_locale=hit.language,
                is_fallback=hit.language != locale,
                available_locales=in_order(hit.languages, first=locale),
                path=f"/{path_of(page)}",
                url=settings.SITE_URL + url_in(page, locale),
                title=title[0],
                title_language=title[1],
                summary=hit.summary,
                date=hit.date,
                is_verified=hit.is_verified,
                snippet=_snippet(hit.snippet, files),
            )
        )
    return found


def _snippet(snippet: Snippet | None, files: dict[int, SiteDocument]) -> SearchSnippet | None:
    if snippet is None:
        return None
    file = files.get(snippet.file_id) if snippet.file_id else None
    return SearchSnippet(
        html=snippet.html,
        language=snippet.language,
        document_url=document_url(file) if file else None,
        page_number=snippet.page_number if file else None,
    )
