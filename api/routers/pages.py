"""Pages of every type, by their address."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils import translation
from ninja import Query, Router

from api.access import page_at
from api.errors import ParameterProblem, Problem
from api.parameters import PathParameters
from api.representation import Reader, any_page
from api.responses import READ, respond_page
from api.schemas import PageByPath
from core.http import SiteRequest

router = Router(tags=["Pages"])


@router.api_operation(
    READ,
    "/by-path",
    response={200: PageByPath, 404: Problem, 422: ParameterProblem},
    operation_id="getPageByPath",
)
def get_page(request: SiteRequest, params: Query[PathParameters]) -> HttpResponse:
    """Read what the site shows at an address; `type` says which shape it has."""
    # The path may have named the language.
    with translation.override(params.locale):
        found = page_at(request, params.path, params.chain)
        page = any_page(found, Reader(request, params.locale, params.chain))
    if page is None:
        raise Http404
    return respond_page(found, page, params)
