"""The delivery API: everything public of the site, for reading, at /api/v1/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.openapi.docs import Swagger

from api.authentication import not_signed_in, too_many
from api.errors import (
    MEDIA_TYPE,
    InvalidParametersError,
    invalid_parameters,
    invalid_values,
    not_found,
)
from api.responses import as_asked
from api.routers import library, locales, members, news, nowhere, pages, search, taxonomies
from directory.services.limits import LimitReachedError

if TYPE_CHECKING:
    from django.http import HttpRequest
    from ninja.openapi.schema import OpenAPISchema

JSON = "application/json"
DESCRIPTION = """\
News, library, pages and terms of the ILAW Network in seven languages.

Ask for a language with `locale`. What does not exist in it is served in the next language of the
`fallback` chain, and says so: `requested_locale`, `served_locale`, `is_fallback`,
`available_locales`. A work's `id` is the same in all languages.

Parameters are strict: an unknown name or value is answered with 422 and named. What a reader may
not see is answered exactly as what does not exist: 404. All errors are problem details (RFC 9457).

The directory of members (`/members`) is for members: signed in, or with a personal token that they
make for a program of theirs. It answers what its reader sees on the site, and nobody may keep it.

All operations answer GET and HEAD. Every answer has an ETag; sent back as `If-None-Match` it saves
the transfer of what has not changed (304).
"""


class StaffDocs(Swagger):
    """The documentation page; for developers of this site and people of its admin."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """Show the page, or nothing."""
        user = request.user
        if settings.DEBUG or user.is_staff or user.has_perm("wagtailadmin.access_admin"):
            return super().render_page(request, api, **kwargs)
        return not_found(request)


class DeliveryAPI(NinjaAPI):
    """An API for reading whose document tells what HTTP adds to every operation."""

    _document: OpenAPISchema | None = None

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """Return the document, which takes a while to make and never changes."""
        if self._document is None:
            self._document = self._describe(**kwargs)
        return self._document

    def _describe(self, **kwargs: Any) -> OpenAPISchema:
        """Describe each operation once, by its GET, with its errors in their own format."""
        schema = super().get_openapi_schema(**kwargs)
        for methods in schema["paths"].values():
            # HEAD answers as GET does; an operation id must not occur twice.
            methods.pop("head", None)
            for operation in methods.values():
                for status, response in operation["responses"].items():
                    if status >= 400:
                        response["content"] = {MEDIA_TYPE: response["content"].pop(JSON)}
                operation["responses"][304] = {"description": "Not Modified"}
        # The parameters are described where they stand.
        components = schema["components"]["schemas"]
        for name in [name for name in components if name.endswith("Parameters")]:
            del components[name]
        return schema


api = DeliveryAPI(
    title="ILAW Network API",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api-v1",
    docs=StaffDocs(),
)
api.add_decorator(as_asked, mode="view")
api.add_exception_handler(Http404, not_found)
api.add_exception_handler(ValidationError, invalid_values)
api.add_exception_handler(InvalidParametersError, invalid_parameters)
api.add_exception_handler(AuthenticationError, not_signed_in)
api.add_exception_handler(LimitReachedError, too_many)

api.add_router("/pages", pages.router)
api.add_router("/news", news.router)
api.add_router("/library", library.router)
api.add_router("/taxonomies", taxonomies.router)
api.add_router("/search", search.router)
api.add_router("/members", members.router)
api.add_router("/locales", locales.router)
api.add_router("", nowhere.router)
