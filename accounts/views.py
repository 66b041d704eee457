"""Signing in and out, and the reader's own page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class SignInView(LoginView):
    """Sign in with an e-mail address."""

    template_name = "accounts/login.html"
    redirect_authenticated_user = True
    # LoginView would call the site by its host.
    extra_context = {"robots": "noindex", "site_name": settings.WAGTAIL_SITE_NAME}

    def get_default_redirect_url(self) -> str:
        """Go to the home page in the reader's language."""
        return f"/{get_language()}/"


class SignOutView(LogoutView):
    """Sign out; by POST only, so that no link can do it."""

    def get_success_url(self) -> str:
        """Go to the home page in the reader's language."""
        return f"/{get_language()}/"


@never_cache
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Show the reader her own account."""
    return render(request, "accounts/account.html", {"robots": "noindex"})


def login_in_own_language(request: HttpRequest) -> HttpResponse:
    """Send a reader who met a members-only page to the sign-in page of her language."""
    query = request.META.get("QUERY_STRING", "")
    target = request.GET.get("next", "").lstrip("/").partition("/")[0]
    from core.languages import language_codes

    code = target if target in language_codes() else get_language()
    return HttpResponseRedirect(f"/{code}/account/login/" + (f"?{query}" if query else ""))
