"""One entry of the library as a file for reference managers and programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from core.languages import current_language
from library.exporting.access import record_for
from library.exporting.formats import FORMATS

if TYPE_CHECKING:
    from uuid import UUID

    from core.http import SiteRequest
    from library.exporting.formats import Format

Response = TypeVar("Response", bound=HttpResponseBase)


@require_safe
def export_entry(request: SiteRequest, work: UUID, name: str) -> HttpResponse:
    """Answer with a work in a format.

    Raises Http404 for a format that does not exist, and alike for a work that does not exist and
    for one that the reader may not see.
    """
    if name not in FORMATS:
        raise Http404
    code, known = current_language().code, FORMATS[name]
    record = record_for(request.user, work, code)
    response = HttpResponse(known.one(record), content_type=known.media_type)
    return as_download(response, known, record.key)


def as_download(response: Response, known: Format, stem: str) -> Response:
    """Have browsers keep an answer as a file, and nobody else keep it at all.

    What is open today may be closed tomorrow, so no cache on the way may answer.
    """
    response.headers["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{stem}.{known.extension}"
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
