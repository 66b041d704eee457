"""The reviewers' queue: applications of their own regions, one by one, and what may be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from core.languages import language_name
from membership.access import application_for, application_offered_to, require
from membership.application_history import entries_of
from membership.audiences import viewer_for
from membership.csv_export import csv_response
from membership.enums import ApplicationStatus, Capability, Surface
from membership.forms.applications import (
    ActionForm,
    ApprovalForm,
    NoteForm,
    QueueForm,
    TransferForm,
    WordsForm,
)
from membership.models import Application
from membership.presentation import present
from membership.services import queue as turns
from membership.services import reviews
from membership.services.members import MemberError
from privacy.files import sealed_response

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django import forms
    from django.http import HttpResponse
    from django.utils.functional import Promise

    from accounts.models import User
    from core.http import SignedInRequest
    from membership.audiences import Viewer
    from membership.querysets import ApplicationQuerySet

#: The action of the access log when a reviewer opens a résumé.
OPENED_RESUME = "application.resume"
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Action:
    """Something that may be done to an application, and when it is offered."""

    label: Promise
    explanation: Promise
    form: type[forms.Form]
    run: Callable[[Application, User, dict[str, Any]], object]
    is_offered: Callable[[Application, User], bool]
    is_final: bool = False


def _on_turn(application: Application, actor: User) -> bool:
    return application.is_waiting and reviews.is_turn_of(application, actor)


def _may_approve(application: Application, actor: User) -> bool:
    return _on_turn(application, actor) and application.first_approval_by_id != actor.pk


ACTIONS: Mapping[str, Action] = {
    "begin": Action(
        gettext_lazy("Take into review"),
        gettext_lazy("The applicant sees that somebody is reading the application."),
        ActionForm,
        lambda application, actor, data: reviews.begin_review(application, actor),
        lambda application, actor: (
            application.status == ApplicationStatus.SUBMITTED and _on_turn(application, actor)
        ),
    ),
    "approve": Action(
        gettext_lazy("Approve"),
        gettext_lazy(
            "The applicant becomes a member and is told so at once. Where they represent "
            "employers, a second person has to approve, too."
        ),
        ApprovalForm,
        lambda application, actor, data: reviews.approve(
            application, actor, words=data["words"], note=data["note"]
        ),
        _may_approve,
        is_final=True,
    ),
    "ask": Action(
        gettext_lazy("Ask the applicant"),
        gettext_lazy("The applicant has 60 days to answer; then the application is closed."),
        WordsForm,
        lambda application, actor, data: reviews.request_info(
            application, actor, words=data["words"], note=data["note"]
        ),
        _on_turn,
    ),
    "decline": Action(
        gettext_lazy("Decline"),
        gettext_lazy(
            "The applicant is told at once, with your words, and may appeal once to the "
            "secretariat; the decision on an appeal is final."
        ),
        WordsForm,
        lambda application, actor, data: reviews.decline(
            application, actor, words=data["words"], note=data["note"]
        ),
        _on_turn,
        is_final=True,
    ),
    "transfer": Action(
        gettext_lazy("Offer to another region"),
        gettext_lazy("It stays in your queue until that region accepts it."),
        TransferForm,
        lambda application, actor, data: reviews.propose_transfer(
            application, actor, data["region"], data["note"]
        ),
        lambda application, actor: (
            _on_turn(application, actor)
            and not application.is_shielded
            and application.appealed_at is None
        ),
    ),
    "take-over": Action(
        gettext_lazy("Take over"),
        gettext_lazy("The region has let it wait for four weeks. The secretariat decides then."),
        ActionForm,
        lambda application, actor, data: reviews.take_over(application, actor),
        turns.may_take_over,
    ),
    "note": Action(
        gettext_lazy("Write a note"),
        gettext_lazy("For the other reviewers only."),
        NoteForm,
        lambda application, actor, data: reviews.add_note(application, actor, data["note"]),
        lambda application, actor: application.is_readable,
    ),
}

#: What may be done to an application that another region offers.
OFFERS: Mapping[str, Callable[[Application, User], object]] = {
    "accept-transfer": reviews.accept_transfer,
    "refuse-transfer": reviews.refuse_transfer,
}


@never_cache
@require_GET
def queue(request: SignedInRequest) -> HttpResponse:
    """List what waits in the reader's regions, the oldest first."""
    require(request.user, Capability.REVIEW)
    form, rows = _filtered(request)
    viewer = viewer_for(request.user)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    query = request.GET.copy()
    query.pop("p", None)
    return render(
        request,
        "membership/admin/applications.html",
        {
            "page_title": _("Applications"),
            "header_icon": "doc-full",
            "form": form,
            "page": page,
            "lines": [(row, _name_of(row, viewer), turns.waiting_days(row)) for row in page],
            "offers": Application.objects.offered_to(request.user).select_related(
                "country", "region"
            ),
            "shielded": turns.shielded_count(request.user),
            "query": query.urlencode(),
        },
    )


@never_cache
@require_GET
def export(request: SignedInRequest) -> HttpResponse:
    """Give the same applications as a table, without anything that is kept sealed."""
    require(request.user, Capability.REVIEW)
    _form, rows = _filtered(request)
    return csv_response(
        "applications",
        [
            _("Reference"),
            _("State"),
            _("Country"),
            _("Region"),
            _("Profession"),
            _("Languages"),
            _("Shielded"),
            _("Represents employers"),
            _("Submitted on"),
            _("Decided on"),
        ],
        (
            [
                row.reference,
                row.get_status_display(),
                row.country.label() if row.country else "",
                row.region,
                row.get_profession_display() if row.is_readable else "",
                ", ".join(language_name(code) for code in row.languages) if row.is_readable else "",
                _("yes") if row.is_shielded else _("no"),
                _("yes") if row.represents_employers else _("no"),
                row.submitted_at.date().isoformat() if row.submitted_at else "",
                row.decided_at.date().isoformat() if row.decided_at else "",
            ]
            for row in rows
        ),
    )


@never_cache
@require_GET
def detail(request: SignedInRequest, token: str) -> HttpResponse:
    """Show one application: what was written, what happened, what may be done."""
    application = application_for(request.user, token)
    viewer = viewer_for(request.user)
    return render(
        request,
        "membership/admin/application.html",
        {
            "page_title": application.reference,
            "header_icon": "doc-full",
            "application": application,
            "name": _name_of(application, viewer),
            "languages": [language_name(code) for code in application.languages],
            "days": turns.waiting_days(application),
            "actions": _actions_for(application, request.user),
            "is_others_turn": application.is_waiting
            and not reviews.is_turn_of(application, request.user),
            "entries": entries_of(application, request.user, viewer),
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: SignedInRequest, token: str, action: str) -> HttpResponse:
    """Ask for what an action needs, and do it."""
    if action in OFFERS:
        return _answer_offer(request, token, action)
    application = application_for(request.user, token)
    chosen = ACTIONS.get(action)
    if chosen is None:
        raise Http404
    extra: dict[str, Any] = {"application": application} if chosen.form is TransferForm else {}
    form = chosen.form(request.POST if request.method == "POST" else None, **extra)
    if request.method == "POST" and form.is_valid():
        try:
            chosen.run(application, request.user, form.cleaned_data)
        except Application.DoesNotExist as error:
            raise Http404 from error
        except reviews.ReviewError as error:
            messages.error(request, str(error.message))
        except MemberError:
            messages.error(request, _("The applicant is a member already."))
        else:
            messages.success(request, _("Done: %(action)s.") % {"action": chosen.label})
        return redirect("membership_admin:application", token=token)
    if not chosen.is_offered(application, request.user):
        messages.error(request, _("This cannot be done as things stand."))
        return redirect("membership_admin:application", token=token)
    return render(
        request,
        "membership/admin/application_action.html",
        {
            "page_title": chosen.label,
            "page_subtitle": application.reference,
            "header_icon": "doc-full",
            "application": application,
            "chosen": chosen,
            "form": form,
        },
    )


def _answer_offer(request: SignedInRequest, token: str, action: str) -> HttpResponse:
    application = application_offered_to(request.user, token)
    if request.method != "POST":
        return redirect("membership_admin:applications")
    try:
        OFFERS[action](application, request.user)
    except Application.DoesNotExist as error:
        raise Http404 from error
    except reviews.ReviewError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Done. The reviewers are told."))
    return redirect("membership_admin:applications")


@never_cache
@require_GET
def resume(request: SignedInRequest, token: str) -> HttpResponse:
    """Hand out the résumé of an application; each time is written to the access log."""
    application = application_for(request.user, token)
    if application.resume is None or not application.is_readable:
        raise Http404
    return sealed_response(application.resume, actor=request.user, action=OPENED_RESUME)


def _filtered(request: SignedInRequest) -> tuple[QueueForm, ApplicationQuerySet]:
    """Return the filters as the reader set them and the applications that pass them."""
    scope = Application.objects.for_actor(request.user)
    form = QueueForm(
        request.GET,
        countries=set(scope.order_by().values_list("country__iso2", flat=True).distinct()),
    )
    rows = scope.select_related("country", "region", "user__member__country")
    if not form.is_valid():
        return form, rows.none()
    wanted = form.cleaned_data
    if not wanted["state"]:
        rows = rows.waiting()
    elif wanted["state"] != QueueForm.ALL:
        rows = rows.filter(status=wanted["state"])
    if wanted["age"]:
        rows = rows.filter(waiting_since__lte=timezone.now() - timedelta(days=int(wanted["age"])))
    if wanted["country"]:
        rows = rows.filter(country__iso2=wanted["country"])
    if wanted["language"]:
        rows = rows.filter(attestation_language=wanted["language"])
    return form, rows


def _name_of(application: Application, viewer: Viewer) -> str:
    """Return the applicant's name: what she may be called, once she is a member."""
    if not application.is_readable:
        return ""
    if application.status == ApplicationStatus.APPROVED:
        member = getattr(application.user, "member", None)
        return present(member, viewer, Surface.ADMIN).name if member else ""
    return application.full_name


def _actions_for(application: Application, actor: User) -> list[tuple[str, Action]]:
    return [
        (name, action) for name, action in ACTIONS.items() if action.is_offered(application, actor)
    ]
