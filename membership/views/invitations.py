"""What an invited person sees: the invitation, and the way to her application."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from membership.services.invitations import InvalidInvitationError, accept, open_invitation

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.models import User
    from core.http import SiteRequest

#: Where a session keeps an invitation while its holder signs up or in.
_KEPT = "membership_invitation"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("secret")
def invitation(request: SiteRequest, secret: str = "") -> HttpResponse:
    """Show an invitation; accept it, or lead to sign-up or sign-in first and come back.

    Looking changes nothing, so that a program that follows a mail's links uses nothing up. The
    page is the same whether or not its address has an account.
    """
    secret = secret or request.session.get(_KEPT, "")
    found = open_invitation(secret) if secret else None
    if found is None:
        return render(request, "membership/invitation_gone.html", {"robots": "noindex"}, status=404)
    if request.method == "POST":
        if request.user.is_authenticated:
            return _accept(request, secret, request.user)
        return _go_on(request, secret, found.address)
    context = {"robots": "noindex", "invitation": found}
    return render(request, "membership/invitation.html", context)


def _accept(request: SiteRequest, secret: str, user: User) -> HttpResponse:
    request.session.pop(_KEPT, None)
    try:
        accept(secret, user)
    except InvalidInvitationError:
        messages.error(
            request,
            _("This invitation is for another address. Sign in with the address it was sent to."),
        )
        return redirect("membership:apply")
    messages.success(request, _("You have accepted the invitation. Now tell us about yourself."))
    return redirect("membership:application_edit")


def _go_on(request: SiteRequest, secret: str, address: str) -> HttpResponse:
    """Keep the invitation in the session, out of addresses, and go to sign-up or sign-in."""
    doors = {"signup": "account_signup", "login": "account_login"}
    door = doors.get(request.POST.get("door", ""))
    if door is None:
        raise Http404
    request.session[_KEPT] = secret
    if door == "account_signup":
        # The link came by mail to this address, so it need not be proved a second time.
        get_adapter().stash_verified_email(request, address)
    return redirect(f"{reverse(door)}?{urlencode({'next': reverse('membership:invitation_kept')})}")
