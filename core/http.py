"""The request as this site sees it: for annotations only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from wagtail.models import Site
    from wagtail.url_routing import RouteResult

    from accounts.models import User
    from core.models import BasePage


class SiteRequest(HttpRequest):
    """A request with what Wagtail and our own code keep on it."""

    user: User | AnonymousUser
    #: The page that answers, for the frame around it; absent where no page does.
    served_page: BasePage
    _page_languages: frozenset[str]
    _wagtail_site: Site | None
    _wagtail_route_for_request: RouteResult | None
    _get_raw_host: Any


class SignedInRequest(SiteRequest):
    """A request that only signed-in people reach: below `login_required` or in the admin."""

    user: User
