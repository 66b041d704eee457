"""The frame around every public page: language, switcher, menu, canonical address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from wagtail.models import Page

from core import navigation
from core.languages import current_language, language, language_codes, site_languages
from core.locales import locale_trees

if TYPE_CHECKING:
    from core.http import SiteRequest


def frame(request: SiteRequest) -> dict[str, Any]:
    """Return what base.html needs; the admin has a frame of its own."""
    if request.path_info.startswith("/admin/"):
        return {}
    ui = current_language()
    page = getattr(request, "served_page", None)
    content = language(page.language_code) if page else ui
    return {
        "ui": ui,
        "content_language": content,
        "is_fallback": content.code != ui.code,
        "site_name": settings.WAGTAIL_SITE_NAME,
        "site_url": settings.SITE_URL,
        "languages": SimpleLazyObject(lambda: _languages_of(request, page)),
        "switcher": SimpleLazyObject(lambda: switcher(request, page)),
        "alternates": SimpleLazyObject(lambda: alternates(request, page)),
        "canonical_url": canonical_url(request, page, content.code),
        "menu": SimpleLazyObject(lambda: navigation.menu(request)),
        "footer_links": SimpleLazyObject(lambda: navigation.footer_links(request)),
        "breadcrumbs": SimpleLazyObject(lambda: breadcrumbs(request, page)),
        "search_url": reverse("search:search"),
        "login_url": reverse("account_login"),
        "logout_url": reverse("account_logout"),
        "account_url": reverse("accounts:account"),
    }


def breadcrumbs(request: SiteRequest, page: Page | None) -> list[dict[str, Any]]:
    """Return the way to a page; what lies below a person's account leads back to the account."""
    if page is not None:
        return navigation.breadcrumbs(request, page)
    account = reverse("accounts:account")
    is_below = request.path.startswith(account) and request.path != account
    if is_below and request.user.is_authenticated:
        return [{"title": _("My account"), "url": account}]
    return []


def _path_below_language(request: SiteRequest) -> str:
    first, _, rest = request.path.lstrip("/").partition("/")
    return rest if first in language_codes() else ""


def _languages_of(request: SiteRequest, page: Page | None) -> frozenset[str]:
    """Return the languages the shown page is live in, with one query per request."""
    if page is None:
        return frozenset(language_codes())
    if not hasattr(request, "_page_languages"):
        trees = locale_trees(request)
        live = Page.objects.filter(translation_key=page.translation_key, live=True)
        request._page_languages = frozenset(
            root.code
            for locale_id in live.values_list("locale_id", flat=True)
            if (root := trees.by_id(locale_id))
        )
    return request._page_languages


def switcher(request: SiteRequest, page: Page | None) -> list[dict[str, Any]]:
    """Return the same page and query in the seven languages, untranslated ones marked."""
    rest, query = _path_below_language(request), request.META.get("QUERY_STRING", "")
    translated = _languages_of(request, page)
    current = current_language().code
    return [
        {
            "code": lang.code,
            "name": lang.name,
            "dir": lang.dir,
            "url": f"/{lang.code}/{rest}" + (f"?{query}" if query else ""),
            "is_current": lang.code == current,
            "is_translated": lang.code in translated,
        }
        for lang in site_languages()
    ]


def canonical_url(request: SiteRequest, page: Page | None, code: str) -> str:
    """Return the one address of what is served; pages of a list keep their number."""
    number = request.GET.get("page", "")
    query = f"?page={number}" if number.isdecimal() and number != "1" else ""
    return f"{settings.SITE_URL}/{code}/{_path_below_language(request)}{query}"


def alternates(request: SiteRequest, page: Page | None) -> list[dict[str, str]]:
    """Return the hreflang links: every live translation with itself, none on a fallback.

    Search results are in no index, so they have none either.
    """
    if page is None or page.language_code != current_language().code:
        return []
    codes = [code for code in language_codes() if code in _languages_of(request, page)]
    rest = _path_below_language(request)
    links = [{"hreflang": code, "url": f"{settings.SITE_URL}/{code}/{rest}"} for code in codes]
    default = "en" if "en" in codes else codes[0]
    return [*links, {"hreflang": "x-default", "url": f"{settings.SITE_URL}/{default}/{rest}"}]
