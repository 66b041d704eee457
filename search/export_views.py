"""A list of results as a file for reference managers and spreadsheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, StreamingHttpResponse
from django.views.decorators.http import require_safe

from core.languages import current_language
from library.export_views import as_download
from library.exporting.formats import FORMATS
from search import exports
from search.parameters import query_of
from search.query import SearchError

if TYPE_CHECKING:
    from core.http import SiteRequest


@require_safe
def export_results(request: SiteRequest, name: str) -> StreamingHttpResponse:
    """Answer with the works that a search finds for whoever asks, in a format.

    The file's name says so where there were more than `exports.MAX_WORKS`. Raises Http404 for what
    search does not know: a format, a value of a facet, a kind.
    """
    if name not in FORMATS:
        raise Http404
    try:
        query = query_of(request.GET, viewer=request.user, code=current_language().code)
        export = exports.begin(query)
    except SearchError as error:
        raise Http404 from error
    known = FORMATS[name]
    stem = f"search-first-{exports.MAX_WORKS}" if export.is_cut else "search"
    response = StreamingHttpResponse(known.write(export.records()), content_type=known.media_type)
    return as_download(response, known, stem)
