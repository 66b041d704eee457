"""The applicant's pages: what joining means, the application, what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.languages import current_language
from membership.access import own_application
from membership.application_history import next_step, steps_of
from membership.enums import ApplicationStatus, ApplicationVerb
from membership.forms.applications import AnswerForm, AppealForm, ApplicationForm
from membership.models import AttestationText
from membership.services import applications as verbs
from membership.services.members import AlreadyMemberError
from privacy.files import sealed_response

if TYPE_CHECKING:
    from django.http import HttpResponse, QueryDict
    from django.utils.datastructures import MultiValueDict

    from core.http import SignedInRequest, SiteRequest
    from membership.models import Application

#: The action of the access log when an applicant opens her own résumé.
OWN_RESUME = "application.own_resume"
form_methods = require_http_methods(["GET", "HEAD", "POST"])


def _attestation() -> AttestationText:
    return AttestationText.objects.current(current_language().code)


@never_cache
@require_GET
def explain(request: SiteRequest) -> HttpResponse:
    """Explain to anybody who can join, what is asked and who reads it."""
    user = request.user
    application = verbs.latest_application(user) if user.is_authenticated else None
    context = {
        "attestation": _attestation(),
        "application": application,
        "is_draft": application is not None and application.status == ApplicationStatus.DRAFT,
        "may_begin": user.is_authenticated and verbs.may_begin(user),
    }
    return render(request, "membership/application_explain.html", context)


@never_cache
@login_required
@require_GET
def show(request: SignedInRequest) -> HttpResponse:
    """Show an applicant where her application stands and what happens next."""
    application = own_application(request.user)
    status = ApplicationStatus(application.status)
    context = {
        "robots": "noindex",
        "application": application,
        "is_draft": status == ApplicationStatus.DRAFT,
        "is_open": status in ApplicationStatus.open(),
        "is_question": status == ApplicationStatus.INFO_REQUESTED,
        "is_approved": status == ApplicationStatus.APPROVED,
        "may_appeal": verbs.may_appeal(application),
        "may_begin": verbs.may_begin(request.user),
        "steps": steps_of(application),
        "next_step": next_step(application),
        "missing": len(verbs.missing(application)),
    }
    return render(request, "membership/application.html", context)


@never_cache
@login_required
@form_methods
def edit(request: SignedInRequest) -> HttpResponse:
    """Let an applicant write, save at any time, and submit."""
    application = verbs.latest_application(request.user)
    is_draft = application is not None and application.status == ApplicationStatus.DRAFT
    if not is_draft and not verbs.may_begin(request.user):
        return redirect("membership:portal")
    is_kept = is_draft or (application is not None and verbs.can_be_taken_up(application))
    kept = application if is_kept else None
    if request.method == "POST":
        return _keep(request, kept)
    return _form_page(request, ApplicationForm(application=kept, attestation=_attestation()))


def _keep(request: SignedInRequest, kept: Application | None) -> HttpResponse:
    """Keep what was written, then submit it or say what is missing."""
    form = ApplicationForm(
        request.POST, request.FILES, application=kept, attestation=_attestation()
    )
    is_in_order = form.is_valid()
    try:
        draft = verbs.save_draft(request.user, form.values(), form.cleaned_data.get("resume"))
        form.application = draft
        action = request.POST.get("action", "save")
        if action == "submit" and form.is_complete_with(verbs.missing(draft)):
            verbs.submit(draft, form.text)
            messages.success(request, _("Your application is on its way."))
            return redirect("membership:application")
        if action == "submit":
            return _form_page(request, form)
    except (verbs.ApplicationError, AlreadyMemberError):
        # Submitted in another window, or changed meanwhile: its own page tells how it stands.
        return redirect("membership:portal")
    if not is_in_order:
        return _form_page(request, form)
    messages.success(request, _("Saved. You can go on at any time within 30 days."))
    return redirect("membership:application_edit")


def _form_page(request: SignedInRequest, form: ApplicationForm) -> HttpResponse:
    context = {
        "robots": "noindex",
        "form": form,
        "application": form.application,
        "resume": form.application.resume if form.application else None,
        "attestation": form.text,
    }
    return render(request, "membership/application_form.html", context)


@never_cache
@login_required
@form_methods
def answer(request: SignedInRequest) -> HttpResponse:
    """Let an applicant answer what reviewers asked."""
    application = _in_state(request, ApplicationStatus.INFO_REQUESTED)
    form = AnswerForm(*_sent(request))
    if form.is_valid():
        data = form.cleaned_data
        try:
            verbs.answer(application, request.user, data["words"], data["resume"] or None)
        except verbs.NotOpenError:
            messages.error(request, _("Your application has been closed meanwhile."))
        else:
            messages.success(request, _("Your answer is on its way to the reviewers."))
        return redirect("membership:application")
    question = application.events.filter(verb=ApplicationVerb.INFO_REQUESTED).last()
    context = {
        "robots": "noindex",
        "application": application,
        "form": form,
        "question": question.note_to_applicant if question else "",
    }
    return render(request, "membership/application_answer.html", context)


@never_cache
@login_required
@form_methods
def withdraw(request: SignedInRequest) -> HttpResponse:
    """Let an applicant withdraw, after asking her once more."""
    application = _in_state(request, *ApplicationStatus.open())
    if request.method == "POST":
        try:
            verbs.withdraw(application, request.user)
        except verbs.NotOpenError:
            messages.error(request, _("Your application has been decided meanwhile."))
        else:
            messages.success(request, _("Your application is withdrawn."))
        return redirect("membership:application")
    context = {"robots": "noindex", "application": application}
    return render(request, "membership/application_withdraw.html", context)


@never_cache
@login_required
@form_methods
def appeal(request: SignedInRequest) -> HttpResponse:
    """Let an applicant ask that somebody else decides again, once."""
    application = own_application(request.user)
    if not verbs.may_appeal(application):
        raise Http404
    form = AppealForm(*_sent(request))
    if form.is_valid():
        try:
            verbs.appeal(application, request.user, form.cleaned_data["words"])
        except verbs.NotOpenError:
            messages.error(request, _("This decision can no longer be appealed."))
        else:
            messages.success(request, _("Your appeal is on its way to the secretariat."))
        return redirect("membership:application")
    context = {"robots": "noindex", "application": application, "form": form}
    return render(request, "membership/application_appeal.html", context)


@login_required
@require_GET
def resume(request: SignedInRequest) -> HttpResponse:
    """Give an applicant the résumé she sent."""
    application = own_application(request.user)
    if application.resume is None:
        raise Http404
    return sealed_response(application.resume, actor=request.user, action=OWN_RESUME)


@login_required
@require_POST
def remove_resume(request: SignedInRequest) -> HttpResponse:
    """Destroy an applicant's résumé on her word."""
    application = own_application(request.user)
    if application.resume is None:
        raise Http404
    verbs.remove_resume(application, request.user)
    messages.success(request, _("Your résumé is destroyed. Nobody can read it any more."))
    return redirect("membership:application")


def _sent(request: SignedInRequest) -> tuple[QueryDict | None, MultiValueDict | None]:
    """Return what was sent for a form, which stays unbound where nothing was."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _in_state(request: SignedInRequest, *states: ApplicationStatus) -> Application:
    """Return the reader's application in one of some states. Raises Http404."""
    application = own_application(request.user)
    if application.status not in states:
        raise Http404
    return application
