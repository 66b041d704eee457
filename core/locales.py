"""The trees of the seven locales: ids, root pages and their paths, cached together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http.request import split_domain_port
from wagtail.models import Locale, Page, Site

from core.cache import PAGES, cached

if TYPE_CHECKING:
    from core.http import SiteRequest


@dataclass(frozen=True, slots=True)
class LocaleRoot:
    """One locale's tree: its id, its language and the path of its home page."""

    locale_id: int
    code: str
    page_id: int
    url_path: str


@dataclass(frozen=True, slots=True)
class LocaleTrees:
    """All locales of a site, found by language or by id."""

    site_id: int
    roots: tuple[LocaleRoot, ...]

    def by_code(self, code: str) -> LocaleRoot | None:
        """Return the tree of a language, None where the site has none."""
        return next((root for root in self.roots if root.code == code), None)

    def by_id(self, locale_id: int) -> LocaleRoot | None:
        """Return the tree of a locale id, None where the site has none."""
        return next((root for root in self.roots if root.locale_id == locale_id), None)


def site_for(request: SiteRequest | None) -> Site | None:
    """Return the site of a request without a query per request."""
    if request is None:
        host = ""
    else:
        host = split_domain_port(request._get_raw_host())[0]
        if not hasattr(request, "_wagtail_site"):
            # Wagtail keeps the site here; every later Site.find_for_request() finds ours.
            request._wagtail_site = cached(
                PAGES,
                f"site:{host}:{request.get_port()}",
                lambda: Site._find_for_request(request),
            )
        return request._wagtail_site
    return cached(PAGES, "site:default", lambda: Site.objects.filter(is_default_site=True).first())


def locale_trees(request: SiteRequest | None = None) -> LocaleTrees:
    """Return the locale trees of a request's site (the default site without a request)."""
    site = site_for(request)
    if site is None:
        return LocaleTrees(0, ())

    def build() -> LocaleTrees:
        roots = Page.objects.filter(
            translation_key__in=Page.objects.filter(pk=site.root_page_id).values("translation_key")
        ).values_list("locale_id", "locale__language_code", "pk", "url_path")
        return LocaleTrees(site.pk, tuple(LocaleRoot(*row) for row in roots))

    return cached(PAGES, f"trees:{site.pk}", build)


def locale_ids() -> dict[str, int]:
    """Return the id of every locale by its language code."""
    return cached(
        PAGES,
        "locale-ids",
        lambda: dict(Locale.objects.values_list("language_code", "pk")),
    )


def path_of(page: Page, request: SiteRequest | None = None) -> str:
    """Return a page's path below its home page: "news/strike/", the same in all languages."""
    root = locale_trees(request).by_id(page.locale_id)
    if root is None or not page.url_path.startswith(root.url_path):
        return ""
    return page.url_path[len(root.url_path) :]


def url_in(page: Page, code: str, request: SiteRequest | None = None) -> str:
    """Return the address of a page's content in an interface language.

    The address exists in every language: where the page has no translation, routing serves the
    best existing one there.
    """
    return f"/{code}/{path_of(page, request)}"
