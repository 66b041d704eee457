"""A member's own pages: how she stands, how she is listed, the safety switch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from membership.access import own_membership
from membership.audiences import viewer_for
from membership.enums import Capability, Listing, Surface
from membership.forms.members import DisplayForm
from membership.member_history import history_of
from membership.models import Application, Member, RegionalRole
from membership.presentation import present, shown_name
from membership.scope import users_with
from membership.services.members import (
    SafetyIsOnError,
    StandingChangedError,
    leave,
    safety_switch,
    set_display,
    undo_safety_switch,
)

if TYPE_CHECKING:
    from django.http import HttpResponse

    from core.http import SignedInRequest
    from membership.audiences import Viewer
    from membership.presentation import PublicPerson

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@login_required
@require_GET
def show(request: SignedInRequest) -> HttpResponse:
    """Show a member how she stands; lead others to their application, or to how one applies."""
    member = Member.objects.select_related("region", "country", "user").filter(user=request.user)
    if not (own := member.first()):
        has_applied = Application.objects.of_applicant(request.user).exists()
        return redirect("membership:application" if has_applied else "membership:apply")
    context = {
        "robots": "noindex",
        "member": own,
        "shown_name": shown_name(own, with_country=True),
        "coordinators": _coordinators(own, viewer_for(request.user)),
        "roles": RegionalRole.objects.current().filter(user=request.user).select_related("region"),
        "history": history_of(own),
    }
    return render(request, "membership/portal.html", context)


def _coordinators(member: Member, viewer: Viewer) -> list[PublicPerson]:
    """Return the coordinators of a member's region, as she may know them; the hidden not at all.

    Nobody for the lapsed, to whom members have no names.
    """
    if not viewer.may_enter:
        return []
    people = Member.objects.active().exclude(listing=Listing.HIDDEN)
    found = people.filter(user__in=users_with(Capability.REVIEW, member.region)).exclude(
        pk=member.pk
    )
    return [
        present(other, viewer, Surface.DIRECTORY)
        for other in found.select_related("user", "country", "region").order_by("pk")
    ]


@never_cache
@login_required
@form_methods
def display(request: SignedInRequest) -> HttpResponse:
    """Let a member change how she is listed and what she is called."""
    member = own_membership(request.user)
    form = DisplayForm(member, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_display(member, **form.display())
        except SafetyIsOnError:
            messages.error(
                request,
                _("Your safety switch is on. Undo it first; then you can change how you appear."),
            )
        else:
            messages.success(request, _("Saved. Everybody sees it so from now on."))
        return redirect("membership:portal")
    context = {"robots": "noindex", "form": form, "member": member}
    return render(request, "membership/portal_display.html", context)


@never_cache
@login_required
@form_methods
def safety(request: SignedInRequest) -> HttpResponse:
    """Explain the safety switch, and use it: afterwards she is signed out everywhere."""
    member = own_membership(request.user)
    if request.method == "POST":
        safety_switch(member, actor=request.user)
        # Nothing of the account remains on the screen.
        return redirect(f"/{get_language()}/")
    return render(request, "membership/portal_safety.html", {"robots": "noindex", "member": member})


@never_cache
@login_required
@reauthentication_required
@form_methods
def undo_safety(request: SignedInRequest) -> HttpResponse:
    """Ask whether the safety switch shall be undone, and undo it.

    With a fresh proof of who she is: whoever holds her unlocked phone must not be able to.
    """
    member = own_membership(request.user)
    if request.method == "POST":
        try:
            undo_safety_switch(member)
        except StandingChangedError:
            messages.error(request, _("The safety switch is not on."))
        else:
            messages.success(request, _("The safety switch is undone: you appear as before."))
        return redirect("membership:portal")
    return render(
        request, "membership/portal_safety_undo.html", {"robots": "noindex", "member": member}
    )


@never_cache
@login_required
@form_methods
def leave_network(request: SignedInRequest) -> HttpResponse:
    """Ask a member whether she wants to leave, and end her membership."""
    member = own_membership(request.user)
    if request.method == "POST":
        try:
            leave(member)
        except StandingChangedError:
            messages.error(request, _("Your membership has ended already."))
        else:
            messages.success(request, _("Your membership has ended."))
        return redirect("membership:portal")
    return render(request, "membership/portal_leave.html", {"robots": "noindex", "member": member})
