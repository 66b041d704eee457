"""What the secretariat does about the directory: reports, and seats on the advisory board."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory import access
from directory.forms import CloseReportForm, SeatForm
from directory.models import AbuseReport, AdvisoryConsent, AdvisorySeat
from directory.services import board, relay
from membership.audiences import viewer_for
from membership.enums import Surface
from membership.models import Member
from membership.presentation import present

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.http import SignedInRequest
    from membership.audiences import Viewer

REPORTS_PER_PAGE = 50


def secretariat_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a page to the secretariat; for everybody else it does not exist."""

    @wraps(view)
    def wrapper(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        viewer = viewer_for(request.user)
        if not viewer.is_secretariat:
            raise Http404
        return view(request, viewer, *args, **kwargs)

    return wrapper


def _name(member: Member | None, viewer: Viewer) -> str:
    return str(present(member, viewer, Surface.ADMIN)) if member else _("Former member")


@require_safe
@secretariat_only
def reports(request: SignedInRequest, viewer: Viewer) -> HttpResponse:
    """List the reports, the open ones first."""
    rows = (
        AbuseReport.objects.for_viewer(viewer)
        .select_related(
            "reporter__user", "reporter__country", "reported__user", "reported__country"
        )
        .open_first()
    )
    page = Paginator(rows, REPORTS_PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "page_title": _("Reports from the directory"),
        "header_icon": "warning",
        "page": page,
        "rows": [
            {
                "report": row,
                "reporter": _name(row.reporter, viewer),
                "reported": _name(row.reported, viewer),
            }
            for row in page
        ],
    }
    return render(request, "directory/admin/reports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat_only
def report(request: SignedInRequest, viewer: Viewer, token: str) -> HttpResponse:
    """Show a report, and close it with a note of what was done."""
    found = access.report_for(viewer, token)
    form = CloseReportForm(request.POST or None)
    if form.is_valid():
        try:
            relay.close_report(found, actor=request.user, note=form.cleaned_data["note"])
        except relay.ReportClosedError:
            messages.error(request, _("Somebody else has closed this report meanwhile."))
        else:
            messages.success(request, _("The report is closed."))
        return redirect("directory_admin:report", token)
    context = {
        "page_title": _("Conduct report"),
        "header_icon": "warning",
        "report": found,
        "reporter": _name(found.reporter, viewer),
        "reported": _name(found.reported, viewer),
        "form": form,
    }
    return render(request, "directory/admin/report.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat_only
def seats(request: SignedInRequest, viewer: Viewer) -> HttpResponse:
    """List the seats on the advisory board, and give one."""
    form = SeatForm(request.POST or None)
    if form.is_valid():
        member = Member.objects.active().filter(token=form.cleaned_data["token"]).first()
        if member is None:
            form.add_error("token", _("There is no such member."))
        else:
            try:
                board.give_seat(member, actor=request.user)
            except board.NotEntitledError:
                form.add_error("token", _("Nobody gives a seat to themselves."))
            else:
                messages.success(
                    request, _("The seat is given. The member is shown after agreeing to it.")
                )
                return redirect("directory_admin:board")
    rows = AdvisorySeat.objects.select_related("member__user", "member__country").order_by("pk")
    agreed = set(
        AdvisoryConsent.objects.filter(revoked_at=None).values_list("entry__member", flat=True)
    )
    context = {
        "page_title": _("Advisory board"),
        "header_icon": "group",
        "form": form,
        "rows": [
            {
                "token": seat.member.token,
                "name": _name(seat.member, viewer),
                "given_at": seat.given_at,
                "has_consented": seat.member_id in agreed,
            }
            for seat in rows
        ],
    }
    return render(request, "directory/admin/board.html", context)


@require_POST
@secretariat_only
def end_seat(request: SignedInRequest, viewer: Viewer, token: str) -> HttpResponse:
    """Take a seat back."""
    seat = AdvisorySeat.objects.select_related("member").filter(member__token=token).first()
    if seat is None:
        raise Http404
    try:
        board.end_seat(seat, actor=request.user)
    except board.NotEntitledError:
        messages.error(request, _("Nobody takes a seat from themselves."))
    else:
        messages.success(request, _("The seat is free again."))
    return redirect("directory_admin:board")
