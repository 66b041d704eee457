"""Fallback routing: every page's address answers in all seven languages.

Slugs are the same in all languages, so an address asks for one path in seven trees. The reader's
own tree comes first; where it has nothing, the languages of her fallback chain follow. The page
found is served as it is: restrictions, hooks and view code run as for any page.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from django.http import Http404
from wagtail import views as wagtail_views
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from core.languages import current_language, fallback_chain
from core.locales import locale_trees

if TYPE_CHECKING:
    from django.http import HttpResponse

    from core.http import SiteRequest


def resolve(
    request: SiteRequest, path: str, code: str, chain: tuple[str, ...] | None = None
) -> RouteResult | None:
    """Find what a path shows to a reader of a language; None where no language has it.

    Asks for the path and all its beginnings in all trees with one query, then lets the deepest
    page of each tree route what is left, in the order of the fallback chain.
    """
    components = [component for component in path.split("/") if component]
    beginnings = ["".join(f"{c}/" for c in components[:n]) for n in range(len(components) + 1)]
    trees = locale_trees(request)
    chain = chain or fallback_chain(code)
    roots = [root for lang in chain if (root := trees.by_code(lang))]
    candidates = {
        page.url_path: page
        for page in Page.objects.filter(
            url_path__in=[root.url_path + beginning for root in roots for beginning in beginnings],
        )
    }
    # A page of the very path, in any language, comes before a section that might route the rest
    # of it: sections are in every language, so they would be asked in vain each time.
    for root in roots:
        if (page := candidates.get(root.url_path + beginnings[-1])) is not None:
            # A draft here may be live in the next language.
            with contextlib.suppress(Http404):
                return page.specific.route(request, [])
    for root in roots:
        for depth in range(len(components) - 1, -1, -1):
            page = candidates.get(root.url_path + beginnings[depth])
            if page is not None:
                if issubclass(page.specific_class, RoutablePageMixin):
                    with contextlib.suppress(Http404):
                        return page.specific.route(request, components[depth:])
                # A deeper page shadows its parents.
                break
    return None


def serve(request: SiteRequest, path: str) -> HttpResponse:
    """Serve the page of a path in the reader's language or the best there is."""
    # Wagtail's own view reads the route from here instead of walking one tree.
    request._wagtail_route_for_request = resolve(request, path, current_language().code)
    return wagtail_views.serve(request, path)
