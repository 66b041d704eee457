"""Views of the site itself: the language door, health, robots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import health
from core.languages import language_codes

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_safe
def negotiate_language(request: HttpRequest) -> HttpResponse:
    """Send a reader of "/" to her language: her choice first, then her browser's, then English.

    The only address that looks at either; every other one names its language.
    """
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    code = chosen if chosen in language_codes() else get_language_from_request(request)
    response = HttpResponseRedirect(f"/{code if code in language_codes() else 'en'}/")
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that the process is alive; asks nothing of any server."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers, 503 when it does not.

    What works but needs somebody to look is named, and changes nothing else: see `core.health`.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"database": False}, status=503)
    return JsonResponse({"database": True, "warnings": health.warnings()})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Keep crawlers out of what is not content."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /api/",
        *[f"Disallow: /{code}/{path}/" for code in language_codes() for path in ("account",)],
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain")
