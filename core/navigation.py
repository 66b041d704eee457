"""The menu, the footer and breadcrumbs: few queries, whatever the size of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from wagtail.models import Page

from core.cache import PAGES, cached
from core.languages import current_language
from core.locales import locale_trees
from core.querysets import hidden_from

if TYPE_CHECKING:
    from core.http import SiteRequest


def _top_pages(request: SiteRequest, code: str) -> list[dict]:
    """Return the public pages directly below a language's home page."""
    root = locale_trees(request).by_code(code)
    if root is None:
        return []

    def build() -> list[dict]:
        home = Page.objects.get(pk=root.page_id)
        hidden = hidden_from(None) or Q(pk__in=[])
        return [
            {
                "title": page.title,
                "url": f"/{code}/{page.url_path[len(root.url_path) :]}",
                "in_menu": page.show_in_menus,
            }
            for page in Page.objects.child_of(home).live().exclude(hidden)
        ]

    return cached(PAGES, f"top:{code}:{root.page_id}", build)


def menu(request: SiteRequest) -> list[dict]:
    """Return the sections: pages below home that editors show in menus."""
    return [
        {**item, "is_current": request.path.startswith(item["url"])}
        for item in _top_pages(request, current_language().code)
        if item["in_menu"]
    ]


def footer_links(request: SiteRequest) -> list[dict]:
    """Return what stands below every page: pages below home that are in no menu."""
    return [i for i in _top_pages(request, current_language().code) if not i["in_menu"]]


def breadcrumbs(request: SiteRequest, page: Page) -> list[dict]:
    """Return the way from home to a page's parent, in the interface language.

    Ancestors are taken from the reader's own tree, where the section pages always exist.
    """
    code = current_language().code
    trees = locale_trees(request)
    own, root = trees.by_id(page.locale_id), trees.by_code(code)
    if own is None or root is None or page.url_path == own.url_path:
        return []
    path = page.url_path[len(own.url_path) :].rstrip("/").split("/")
    paths = ["/".join(path[:n]) + "/" if n else "" for n in range(len(path))]

    def build() -> list[dict]:
        titles = dict(
            Page.objects.filter(
                url_path__in=[root.url_path + path for path in paths], live=True
            ).values_list("url_path", "title")
        )
        return [
            {"title": titles[root.url_path + path], "url": f"/{code}/{path}"}
            for path in paths
            if root.url_path + path in titles
        ]

    return cached(PAGES, f"crumbs:{code}:{paths[-1]}", build)
