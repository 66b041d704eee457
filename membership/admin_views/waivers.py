"""Requests for waivers, for those who decide them: of their regions, never their own.

What is asked for is part of the request and is shown; the books are the treasurer's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from membership.access import require, waiver_for
from membership.audiences import viewer_for
from membership.enums import Capability, Surface, WaiverState
from membership.forms.dues import DecisionForm
from membership.models import WaiverRequest
from membership.presentation import present
from membership.services import waivers

if TYPE_CHECKING:
    from django.http import HttpResponse

    from core.http import SignedInRequest

PER_PAGE = 50


@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """List the requests that wait, the oldest first; the decided ones on request."""
    require(request.user, Capability.REVIEW)
    rows = WaiverRequest.objects.for_actor(request.user, Capability.REVIEW)
    shows_decided = request.GET.get("state") == "decided"
    if shows_decided:
        rows = rows.exclude(state=WaiverState.PENDING).order_by("-decided_at", "-pk")
    else:
        rows = rows.pending()
    # The list needs no word of theirs, so none is opened for it.
    rows = rows.defer("reason", "answer").select_related(
        "charge__period__member__user",
        "charge__period__member__country",
        "charge__period__member__region",
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    viewer = viewer_for(request.user)
    return render(
        request,
        "membership/admin/waivers.html",
        {
            "page_title": _("Waivers"),
            "header_icon": "help",
            "shows_decided": shows_decided,
            "page": page,
            "rows": [
                {
                    "waiver": waiver,
                    "member": present(waiver.charge.period.member, viewer, Surface.ADMIN),
                }
                for waiver in page.object_list
            ],
            "query": "state=decided" if shows_decided else "",
        },
    )


def detail(request: SignedInRequest, token: str) -> HttpResponse:
    """Show a request, and decide it."""
    waiver = waiver_for(request.user, token)
    form = DecisionForm(request.POST or None) if waiver.is_pending else None
    if request.method == "POST":
        if form is None:
            messages.error(request, _("This request has been decided or withdrawn already."))
            return redirect("membership_admin:waiver", token=token)
        if form.is_valid():
            data = form.cleaned_data
            try:
                waivers.decide_waiver(
                    waiver.pk,
                    request.user,
                    WaiverState(data["outcome"]),
                    answer=data["answer"],
                    amount=data["amount"],
                )
            except waivers.AlreadyDecidedError as error:
                messages.error(request, error.message)
                return redirect("membership_admin:waiver", token=token)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("The decision is made, and the member is told."))
                return redirect("membership_admin:waivers")
    return render(
        request,
        "membership/admin/waiver.html",
        {
            "page_title": str(waiver),
            "header_icon": "help",
            "waiver": waiver,
            "charge": waiver.charge,
            "period": waiver.charge.period,
            "member": present(waiver.charge.period.member, viewer_for(request.user), Surface.ADMIN),
            "form": form,
        },
    )
