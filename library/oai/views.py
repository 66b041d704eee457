"""The address that harvesters ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from library.oai.repository import LANGUAGE
from library.oai.responses import answer

if TYPE_CHECKING:
    from core.http import SiteRequest


# A harvester has no session that someone could ride on, and the protocol wants POST.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: SiteRequest) -> HttpResponse:
    """Answer one of the six verbs, the same to everybody: only what is public is harvested."""
    with translation.override(LANGUAGE):
        document = answer(request.POST if request.method == "POST" else request.GET)
    response = HttpResponse(document, content_type="text/xml; charset=utf-8")
    # Each answer tells its moment, from which a harvester goes on.
    response.headers["Cache-Control"] = "no-store"
    return response
