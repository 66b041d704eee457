"""Who is asking: a second factor of staff, ended accounts, time zones, and what may be kept.

allauth's own middleware stands before ours; it keeps the request for its flows and turns a needed
reauthentication into a redirect.
"""

from __future__ import annotations

from contextlib import ExitStack
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.core.cache import cache
from django.http import HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode

from accounts.paths import decides_language, is_personal
from accounts.permissions import needs_second_factor

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from core.http import SiteRequest

#: Addresses by name. Whoever owes a second factor may always leave, or begin again.
ALWAYS = frozenset(
    {
        "account_login",
        "account_logout",
        "account_inactive",
        "login-in-own-language",
        "wagtailadmin_login",
        "wagtailadmin_logout",
    }
)
#: With a second factor set up, the only ways on are those that show it: none that change it.
TO_SHOW_IT = frozenset({"mfa_reauthenticate", "mfa_reauthenticate_webauthn"})
#: Without one, what setting it up needs: to prove the password again, and an address proved.
TO_SET_IT_UP = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "account_reauthenticate",
        "account_email",
        "account_email_verification_sent",
        "account_confirm_email",
    }
)
#: Seconds between two notes of when a session was last seen: a note is a write.
SEEN_EVERY = 600


class AccountMiddleware:
    """Apply what an account means for every request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: SiteRequest) -> HttpResponse:
        """Answer in the person's time zone, and keep what is hers out of every cache."""
        with ExitStack() as stack:
            # Without a session nobody is signed in.
            if settings.SESSION_COOKIE_NAME in request.COOKIES:
                self._enter(request, stack)
            response = self.get_response(request)
        if is_personal(request.path_info):
            response.headers["Cache-Control"] = "private, no-store"
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
            # Not "no-referrer": browsers would then send forms without their origin, and the
            # protection against forged ones refuses those. This too tells other sites nothing.
            response.headers["Referrer-Policy"] = "same-origin"
        return response

    @staticmethod
    def _enter(request: SiteRequest, stack: ExitStack) -> None:
        user = request.user
        if not user.is_authenticated:
            if SESSION_KEY in request.session:
                # Her account was closed: nothing of this session may come back with it.
                logout(request)
            return
        stack.enter_context(timezone.override(user.time_zone))
        if not decides_language(request.path_info):
            stack.enter_context(translation.override(user.language))

    def process_view(
        self, request: SiteRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Send staff without a second factor to where they show one or set one up."""
        if (
            not settings.STAFF_MFA_REQUIRED
            or settings.SESSION_COOKIE_NAME not in request.COOKIES
            or not request.user.is_authenticated
            or has_shown_second_factor(request)
            or not needs_second_factor(request.user)
        ):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        way, allowed = _way_to_second_factor(request)
        if name in ALWAYS or name in allowed:
            return None
        if request.path_info.startswith("/api/"):
            return JsonResponse(
                {
                    "type": "about:blank",
                    "title": "A second factor is needed",
                    "status": HTTPStatus.FORBIDDEN,
                    "detail": "Sign in with your second factor first.",
                },
                status=HTTPStatus.FORBIDDEN,
                content_type="application/problem+json",
            )
        return HttpResponseRedirect(way)


def has_shown_second_factor(request: SiteRequest) -> bool:
    """Return whether this session, and not just this account, has shown one."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)


def _way_to_second_factor(request: SiteRequest) -> tuple[str, frozenset[str]]:
    """Return where to go, and the names of the addresses that may be used until then."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    if not Authenticator.objects.filter(user=request.user, type__in=kinds).exists():
        return reverse("mfa_index") + "?needed=yes", TO_SET_IT_UP
    query = f"?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else ""
    return reverse("mfa_reauthenticate") + query, TO_SHOW_IT


class SessionActivityMiddleware:
    """Note when a session was last seen, for its owner's list of sessions.

    allauth's own writes at every request; this one every ten minutes.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: SiteRequest) -> HttpResponse:
        """Note it, then answer."""
        if (
            settings.SESSION_COOKIE_NAME in request.COOKIES
            and request.user.is_authenticated
            and cache.add(f"session-seen:{request.session.session_key}", 1, SEEN_EVERY)
        ):
            UserSession.objects.create_from_request(request)
        return self.get_response(request)
