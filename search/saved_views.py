"""A person's saved searches: the list, saving, changing, deleting, and the link from a mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.languages import current_language
from notifications.permissions import wants_mail
from notifications.views import by_link
from search import saved
from search.access import own_search
from search.alerts import KIND
from search.enums import Frequency
from search.forms import FrequencyForm, SavedSearchForm
from search.models import SavedSearch
from search.parameters import question_of
from search.presentation import chips
from search.query import SearchError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from core.http import SignedInRequest
    from search.parameters import Question

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@login_required
@require_safe
def saved_list(request: SignedInRequest) -> HttpResponse:
    """List the reader's saved searches."""
    searches = list(SavedSearch.objects.filter(user=request.user))
    return render(
        request,
        "search/saved_list.html",
        {
            "robots": "noindex",
            "rows": [_row(search) for search in searches],
            "is_mail_off": bool(searches) and not wants_mail(request.user, KIND),
        },
    )


def _row(search: SavedSearch) -> dict[str, Any]:
    row: dict[str, Any] = {
        "search": search,
        "form": FrequencyForm(
            initial={"frequency": search.frequency}, auto_id=f"id_%s_{search.token}"
        ),
    }
    try:
        return row | _described(saved.question_of_address(search.address))
    except saved.UnknownSearchError as error:
        return row | {"problem": str(error)}


def _described(question: Question) -> dict[str, Any]:
    """Return what a search looks for, in the language of the interface, and where it is run."""
    return {
        "words": question.text,
        "labels": [chip["label"] for chip in chips(question, current_language().code)],
        "url": f"{reverse('search:search')}?{question.canonical_filters}",
    }


@never_cache
@login_required
@form_methods
def new(request: SignedInRequest) -> HttpResponse:
    """Show what the search of an address would have reported, and save it."""
    try:
        question = question_of(request.GET)
    except SearchError as error:
        raise Http404 from error
    code = current_language().code
    described = _described(question)
    try:
        saved.check_breadth(question)
    except saved.TooBroadError as error:
        return render(
            request, "search/saved_new.html", {"robots": "noindex", "problem": str(error)}
        )
    form = SavedSearchForm(
        request.POST if request.method == "POST" else None,
        initial={"name": ", ".join(filter(None, [question.text, *described["labels"]]))[:100]},
    )
    problem = ""
    if form.is_bound and form.is_valid():
        try:
            outcome = saved.save(request.user, question, code=code, **form.cleaned_data)
        except saved.SavedSearchError as error:
            problem = str(error)
        else:
            if outcome.is_new:
                messages.success(request, _("The search is saved."))
            else:
                messages.info(request, _("You have saved this search before; it is as it was."))
            return redirect("saved_searches:list")
    return render(
        request,
        "search/saved_new.html",
        {
            "robots": "noindex",
            "form": form,
            "problem": problem,
            "estimate": saved.estimate(question, user=request.user, code=code),
            "days": saved.ESTIMATE_DAYS,
            **described,
        },
    )


@never_cache
@login_required
@form_methods
def change(request: SignedInRequest, token: str) -> HttpResponse:
    """Let the reader call her search something else and choose how often it reports."""
    search = own_search(request.user, token)
    form = SavedSearchForm(
        request.POST if request.method == "POST" else None,
        initial={"name": search.name, "frequency": search.frequency},
    )
    if form.is_bound and form.is_valid():
        saved.change(search, **form.cleaned_data)
        messages.success(request, _("Your changes are saved."))
        return redirect("saved_searches:list")
    return render(
        request, "search/saved_change.html", {"robots": "noindex", "form": form, "search": search}
    )


@never_cache
@login_required
@require_POST
def change_frequency(request: SignedInRequest, token: str) -> HttpResponse:
    """Keep how often a search reports."""
    search = own_search(request.user, token)
    form = FrequencyForm(request.POST)
    if form.is_valid():
        saved.set_frequency(search, form.cleaned_data["frequency"])
        messages.success(request, _("Your changes are saved."))
    else:
        messages.error(request, _("Choose how often we tell you."))
    return redirect("saved_searches:list")


@never_cache
@login_required
@form_methods
def delete(request: SignedInRequest, token: str) -> HttpResponse:
    """Ask whether a search is to be deleted, and delete it."""
    search = own_search(request.user, token)
    if request.method == "POST":
        saved.remove(search)
        messages.success(request, _("The search is deleted."))
        return redirect("saved_searches:list")
    return render(request, "search/saved_delete.html", {"robots": "noindex", "search": search})


@by_link
@form_methods
def stop(request: HttpRequest, signed: str) -> HttpResponse:
    """Stop the mails about one search without signing in; looking at the page changes nothing.

    Nothing tells what the search is or whose.
    """
    search = saved.search_of_stop(signed)
    if request.method == "POST":
        saved.set_frequency(search, Frequency.OFF)
    return render(
        request,
        "search/saved_stop.html",
        {"robots": "noindex", "is_done": request.method == "POST"},
    )
