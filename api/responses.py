"""From answers to responses: part of the fields, paging links, ETag, who may keep them."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag

from core.languages import language_codes

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from pydantic import BaseModel

    from api.access import Found
    from api.parameters import ListParameters, ReadParameters

#: What every operation answers to.
READ = ["GET", "HEAD"]


def as_asked(operation: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Speak the asked language, errors included, and answer 304 to who has the answer already.

    The ETag is of the content itself, before anything compresses it.
    """

    @wraps(operation)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        code = request.GET.get("locale", "")
        with translation.override(code if code in language_codes() else "en"):
            response = operation(request, *args, **kwargs)
        # What is answered depends on who is signed in, whether or not this request was.
        patch_vary_headers(response, ["Cookie"])
        if response.status_code != 200:
            return response
        set_response_etag(response)
        not_modified = get_conditional_response(request, response["ETag"], response=response)
        return not_modified or response

    return wrapper


def respond(answer: BaseModel, include: dict[str, Any] | None = None) -> HttpResponse:
    """Return an answer, or the included part of it, as JSON."""
    return HttpResponse(
        answer.model_dump_json(include=include), content_type="application/json; charset=utf-8"
    )


def respond_page(found: Found, answer: BaseModel, params: ReadParameters) -> HttpResponse:
    """Return one work."""
    response = respond(answer, params.included)
    response.headers["Content-Language"] = found.page.language_code
    if found.is_restricted:
        response.headers["Cache-Control"] = "private, no-store"
    return response


def respond_list(answer: BaseModel, params: ReadParameters) -> HttpResponse:
    """Return a list; sparse fields are those of its items."""
    included = params.included
    if included is not None:
        included = dict.fromkeys(type(answer).model_fields, True) | {"items": {"__all__": included}}
    response = respond(answer, included)
    response.headers["Content-Language"] = params.locale
    return response


def respond_listing(
    request: HttpRequest,
    shape: type[BaseModel],
    params: ListParameters,
    works: QuerySet,
    items: Callable[[list], list],
) -> HttpResponse:
    """Return a part of the works of a queryset, with links to the parts beside it."""
    total = works.count()
    # Beyond the end nothing is asked: an offset may be greater than a database can count.
    rows = (
        list(works[params.offset : params.offset + params.limit]) if params.offset < total else []
    )
    answer = shape(total=total, limit=params.limit, offset=params.offset, items=items(rows))
    return with_links(request, respond_list(answer, params), params, total)


def with_links(
    request: HttpRequest, response: HttpResponse, params: Any, total: int
) -> HttpResponse:
    """Add the Link header (RFC 8288) to the parts before and after this one."""
    offsets = {}
    if params.offset + params.limit < total:
        offsets["next"] = params.offset + params.limit
    if params.offset > 0:
        offsets["prev"] = max(0, min(params.offset, total) - params.limit)
    links = []
    for relation, offset in offsets.items():
        query = request.GET.copy()
        query["offset"] = str(offset)
        url = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
        links.append(f'<{url}>; rel="{relation}"')
    if links:
        response.headers["Link"] = ", ".join(links)
    return response
