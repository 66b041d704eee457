"""A person's own pages, and the doors that lead to the one way of signing in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.logout import logout
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import tokens
from accounts.access import own_token
from accounts.forms import ApiTokenForm, PreferencesForm
from accounts.models import ApiToken
from accounts.portal import FIRST_OF_SIGNING_IN
from accounts.proof import new_challenge
from accounts.services import save_preferences
from core.languages import language_codes
from core.portal import sections_for

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from core.http import SignedInRequest


@never_cache
@login_required
def account(request: SignedInRequest) -> HttpResponse:
    """Show a person the places of her own, and how things stand there."""
    user = request.user
    places = [
        {
            "title": section.title,
            "description": section.description,
            "url": reverse(section.url_name),
            "summary": section.summary(user),
            "is_about_signing_in": section.order >= FIRST_OF_SIGNING_IN,
        }
        for section in sections_for(user)
    ]
    return render(
        request,
        "accounts/account.html",
        {
            "places": [place for place in places if not place["is_about_signing_in"]],
            "sign_in_places": [place for place in places if place["is_about_signing_in"]],
        },
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: SignedInRequest) -> HttpResponse:
    """Let a person say her name, her language, her time zone, and how discreet mail must be."""
    form = PreferencesForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        save_preferences(form.instance, form.changed_data)
        with override(form.instance.language):
            messages.success(request, gettext("Your preferences are saved."))
            return redirect("accounts:preferences")
    return render(request, "accounts/preferences.html", {"form": form})


@never_cache
@login_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def api_tokens(request: SignedInRequest) -> HttpResponse:
    """List a person's API tokens and make new ones, each shown once."""
    form, new_token = ApiTokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        # Answered at once and not after a redirect, so that the plain text is stored nowhere.
        _token, new_token = tokens.issue(request.user, **form.cleaned_data)
        form = ApiTokenForm()
    return render(
        request,
        "accounts/tokens.html",
        {
            "form": form,
            "tokens": ApiToken.objects.filter(user=request.user, revoked_at=None),
            "new_token": new_token,
            "now": timezone.now(),
        },
    )


@login_required
@require_POST
def revoke_token(request: SignedInRequest, pk: int) -> HttpResponse:
    """End one of a person's own API tokens."""
    tokens.revoke(own_token(request.user, pk))
    messages.success(request, gettext("The token no longer works."))
    return redirect("accounts:tokens")


@never_cache
@require_GET
def challenge(request: HttpRequest) -> HttpResponse:
    """Give a browser something to count on while its reader fills in a form."""
    return JsonResponse(new_challenge())


def _language_of(path: str) -> str:
    first = path.lstrip("/").partition("/")[0]
    return first if first in language_codes() else get_language()


def login_in_own_language(request: HttpRequest) -> HttpResponse:
    """Send whoever met a closed page to the sign-in page of her language.

    Wagtail's own sign-in pages are routed here too: they know no second factor. What is posted to
    them is dropped, not looked at.
    """
    query = request.META.get("QUERY_STRING", "")
    with override(_language_of(request.GET.get("next", ""))):
        return HttpResponseRedirect(reverse("account_login") + (f"?{query}" if query else ""))


def reset_in_own_language(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Send whoever asks Wagtail for a new password to the one place that gives it."""
    with override(get_language()):
        return HttpResponseRedirect(reverse("account_reset_password"))


@require_http_methods(["GET", "HEAD", "POST"])
def admin_logout(request: HttpRequest) -> HttpResponse:
    """Sign out from the admin as from anywhere else: at once by POST, asked first otherwise."""
    if request.method == "POST":
        goal = get_adapter(request).get_logout_redirect_url(request)
        logout(request)
        return HttpResponseRedirect(goal)
    return HttpResponseRedirect(reverse("account_logout"))
