"""Inviting people, and what became of the invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from membership.access import invitation_for, require
from membership.enums import Capability
from membership.forms.invitations import InviteForm
from membership.models import Invitation
from membership.scope import regions_for
from membership.services import invitations as verbs

if TYPE_CHECKING:
    from django.http import HttpResponse

    from core.http import SignedInRequest


PER_PAGE = 50


@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """List the invitations to the reader's regions."""
    require(request.user, Capability.INVITE)
    rows = Invitation.objects.for_actor(request.user, Capability.INVITE)
    mine = rows.open().filter(invited_by=request.user).count()
    return render(
        request,
        "membership/admin/invitations.html",
        {
            "page_title": _("Invitations"),
            "header_icon": "mail",
            "page": Paginator(rows.select_related("region"), PER_PAGE).get_page(
                request.GET.get("p")
            ),
            "left": max(0, verbs.QUOTA - mine),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: SignedInRequest) -> HttpResponse:
    """Invite somebody; the answer is the same whether or not she has an account."""
    require(request.user, Capability.INVITE)
    form = InviteForm(request.POST or None, regions=regions_for(request.user, Capability.INVITE))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            verbs.invite(
                data["address"],
                region=data["region"],
                language=data["language"],
                actor=request.user,
            )
        except verbs.QuotaReachedError:
            form.add_error(
                None,
                _(
                    "%(number)s of your invitations are open, as many as you may have. Take one "
                    "back, or wait until one is used."
                )
                % {"number": verbs.QUOTA},
            )
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("membership_admin:invitations")
    return render(
        request,
        "membership/admin/invitation_form.html",
        {"page_title": _("Invite somebody"), "header_icon": "mail", "form": form},
    )


@require_POST
def revoke(request: SignedInRequest, token: str) -> HttpResponse:
    """Take an invitation back."""
    invitation = invitation_for(request.user, token)
    try:
        verbs.revoke(invitation, actor=request.user)
    except verbs.InvalidInvitationError:
        messages.error(request, _("This invitation is no longer open."))
    else:
        messages.success(request, _("The invitation is taken back."))
    return redirect("membership_admin:invitations")
