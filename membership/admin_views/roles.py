"""Regional roles, and which country is in which region: for those who answer for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from membership.access import role_for
from membership.enums import Capability
from membership.forms.roles import GrantRoleForm, RegionForm
from membership.models import Region
from membership.permissions import user_can_configure_regions, user_can_grant_roles
from membership.querysets import network_day
from membership.scope import regions_for
from membership.services import roles as verbs
from membership.services.regions import place_countries

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.models import User
    from core.http import SignedInRequest

PER_PAGE = 100


def _grantable(user: User) -> frozenset[int]:
    """Return the regions in which someone may give roles."""
    if user.is_superuser:
        return frozenset(Region.objects.values_list("pk", flat=True))
    return regions_for(user, Capability.GRANT_ROLES)


@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """List who does what in which region, past roles too."""
    if not user_can_grant_roles(request.user):
        raise Http404
    rows = verbs.roles_for(request.user).select_related("user", "region", "granted_by")
    current = set(verbs.roles_for(request.user).current().values_list("pk", flat=True))
    page = Paginator(
        rows.order_by("region__sort_order", "role", "-starts_on", "pk"), PER_PAGE
    ).get_page(request.GET.get("p"))
    return render(
        request,
        "membership/admin/roles.html",
        {
            "page_title": _("Regional roles"),
            "header_icon": "key",
            "page": page,
            "current": current,
            "today": network_day(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def grant(request: SignedInRequest) -> HttpResponse:
    """Give somebody a role."""
    if not user_can_grant_roles(request.user):
        raise Http404
    form = GrantRoleForm(request.POST or None, regions=_grantable(request.user))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            verbs.grant_role(
                data["user"],
                data["region"],
                data["role"],
                actor=request.user,
                starts_on=data["starts_on"],
                ends_on=data["ends_on"],
            )
        except verbs.OwnRoleError:
            form.add_error("address", _("Nobody gives a role to themselves."))
        except verbs.RoleHeldError:
            form.add_error(
                "role", _("This person holds this role there already for some of these days.")
            )
        else:
            messages.success(request, _("The role is given, and its holder is told."))
            return redirect("membership_admin:roles")
    return render(
        request,
        "membership/admin/role_grant.html",
        {"page_title": _("Give a role"), "header_icon": "key", "form": form},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: SignedInRequest, token: str) -> HttpResponse:
    """Ask whether a role shall end, and end it."""
    role = role_for(request.user, token)
    if role.user_id == request.user.pk:
        raise Http404
    if request.method == "POST":
        try:
            verbs.end_role(role, actor=request.user)
        except verbs.RoleEndedError:
            messages.error(request, _("This role has ended already."))
        else:
            messages.success(request, _("The role has ended, and its holder is told."))
        return redirect("membership_admin:roles")
    return render(
        request,
        "membership/admin/role_end.html",
        {"page_title": _("End a role"), "header_icon": "key", "role": role},
    )


@require_GET
def regions(request: SignedInRequest) -> HttpResponse:
    """List the regions and how many countries each has."""
    if not user_can_configure_regions(request.user):
        raise Http404
    return render(
        request,
        "membership/admin/role_regions.html",
        {
            "page_title": _("Regions of the network"),
            "header_icon": "site",
            "regions": Region.objects.prefetch_related("region_countries"),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def region(request: SignedInRequest, code: str) -> HttpResponse:
    """Change a region's names and countries."""
    if not user_can_configure_regions(request.user):
        raise Http404
    changed = get_object_or_404(Region, code=code)
    form = RegionForm(request.POST or None, instance=changed)
    if request.method == "POST" and form.is_valid():
        place_countries(form.save(), form.cleaned_data["countries"])
        messages.success(request, _("Saved."))
        return redirect("membership_admin:regions")
    return render(
        request,
        "membership/admin/role_region.html",
        {"page_title": _("Region"), "header_icon": "site", "form": form, "region": changed},
    )
