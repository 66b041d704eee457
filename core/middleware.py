"""Middleware: languages, privacy headers, and the cache of anonymous pages."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import caches
from django.http import Http404
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language_from_path

from core.cache import PAGES, TAXONOMY, generation

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

#: Paths outside the seven languages; what they answer is never redirected into one.
UNTRANSLATED = (
    "/api/",
    "/admin/",
    "/documents/",
    "/media/",
    "/static/",
    "/feeds/",
    "/healthz",
    "/readyz",
    "/sitemap",
    "/robots.txt",
    "/oai",
)

CompressionMiddleware = GZipMiddleware


def chosen_language(request: HttpRequest) -> str | None:
    """Return the language a reader has just switched to, None where she has not.

    She has when she comes from another language of ours, which only the switcher links to.
    """
    came_from = urlsplit(request.headers.get("Referer", ""))
    before = get_language_from_path(came_from.path)
    now = get_language_from_path(request.path_info)
    if now and before and now != before and came_from.netloc == request.get_host():
        return now
    return None


class SiteLocaleMiddleware(LocaleMiddleware):
    """Django's, leaving alone what has no language, and remembering an explicit choice."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Redirect only addresses that could exist under a language prefix."""
        if request.path_info.startswith(UNTRANSLATED):
            return response
        response = super().process_response(request, response)
        if code := chosen_language(request):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                code,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
            )
        return response


class PrivacyHeadersMiddleware:
    """Say who may keep a response, and what an address of ours may load."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers that every response of ours carries."""
        response = self.get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), interest-cohort=()"
        )
        if request.path_info.startswith("/admin/"):
            # Where django-csp looks for exceptions.
            vars(response)["_csp_update"] = settings.ADMIN_CONTENT_SECURITY_POLICY
        if not response.has_header("Cache-Control"):
            signed_in = getattr(request, "user", None) is not None and request.user.is_authenticated
            # Anonymous pages may be kept, but are asked for again each time: a change of privacy
            # must reach readers within a second.
            response.headers["Cache-Control"] = "private, no-store" if signed_in else "no-cache"
        return response


class NullCharacterMiddleware:
    """Answer that an address with a null character does not exist: PostgreSQL takes none.

    The API says so itself, in its own form.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Ask the next layer unless the address has one. Raises Http404."""
        if "\x00" in request.path_info and not request.path_info.startswith("/api/"):
            raise Http404
        return self.get_response(request)


class PageCacheMiddleware:
    """Answer anonymous readers from memory until anything on the site changes.

    A response is kept only when nobody is signed in, nothing sets a cookie and nothing forbids
    it; publishing, unpublishing, moving or restricting any page forgets all of them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer from the cache, or fill it."""
        if not self._may_be_cached(request):
            return self.get_response(request)
        gzip = "gzip" in request.headers.get("Accept-Encoding", "")
        key = (
            f"page:{generation(PAGES)}:{generation(TAXONOMY)}:{gzip:d}:"
            f"{request.scheme}:{request.get_host()}:{request.get_full_path()}"
        )
        response = caches["default"].get(key)
        if response is None:
            response = self.get_response(request)
            if self._may_be_kept(response):
                caches["default"].set(key, response, settings.PAGE_CACHE_SECONDS)
            return response
        return (
            get_conditional_response(request, etag=response.headers.get("ETag"), response=response)
            or response
        )

    def _may_be_cached(self, request: HttpRequest) -> bool:
        return (
            settings.PAGE_CACHE_SECONDS > 0
            and request.method == "GET"
            # "/" is answered by the reader's cookie and browser, not by its address.
            and request.path_info != "/"
            and not request.path_info.startswith(("/admin/", "/api/", "/static/", "/media/"))
            and settings.SESSION_COOKIE_NAME not in request.COOKIES
            and chosen_language(request) is None
            and len(request.get_full_path()) < 300
        )

    def _may_be_kept(self, response: HttpResponse) -> bool:
        control = response.headers.get("Cache-Control", "")
        return (
            response.status_code == 200
            and not response.streaming
            and not response.cookies
            and response.has_header("ETag")
            and "private" not in control
            and "no-store" not in control
        )
