"""What the admin is to somebody who is in it for a region and for nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.backends import ModelBackend
from django.http import Http404

from membership.scope import has_role

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest, HttpResponse

    from accounts.models import User
    from core.http import SiteRequest

ACCESS = "wagtailadmin.access_admin"
#: Wagtail's own addresses that everybody in the admin needs; they show nothing but her own.
FRAME = frozenset(
    {
        "wagtailadmin_home",
        "wagtailadmin_account",
        "wagtailadmin_login",
        "wagtailadmin_logout",
        "wagtailadmin_password_reset",
        "wagtailadmin_password_reset_further",
        "wagtailadmin_dismissibles",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_sprite",
    }
)


def is_in_for_role_only(user: User | AnonymousUser) -> bool:
    """Return whether a regional role is all that lets someone into the admin."""
    return (
        user.is_authenticated
        and not user.is_superuser
        and has_role(user)
        and not ModelBackend().has_perm(user, ACCESS)
    )


class RoleOnlyMiddleware:
    """Keep such people to the pages made for roles.

    Wagtail shows whoever is in its admin every page's title, draft or restricted, in its choosers,
    its reports and its internal API. Coordinators are in it to keep members, not to read drafts.
    What is not for them answers as if it were not there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: SiteRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(
        self, request: SiteRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> None:
        """Raise Http404 for an address of the admin that is not for roles.

        Our own admin pages, whose namespaces end in "_admin", each ask `scope` for themselves.
        """
        match = request.resolver_match
        if match is None or not match.route.startswith("admin/"):
            return
        is_ours = bool(match.namespaces) and match.namespaces[0].endswith("_admin")
        if is_ours or match.view_name in FRAME:
            return
        if is_in_for_role_only(request.user):
            raise Http404
