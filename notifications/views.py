"""A person's letters, and which mail she wants: signed in, or by a link from a mail."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature, SignatureExpired
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.languages import direction
from core.listing import paginate
from notifications import services
from notifications.access import letter_to
from notifications.forms import MailPreferencesForm
from notifications.kinds import find_kind, is_essential, kinds_for
from notifications.letters import Quote, from_json
from notifications.models import OutgoingMail
from notifications.signing import mail_of_stop, user_of_preferences, user_of_proof
from notifications.suppression import is_suppressed

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from accounts.models import User
    from core.http import SignedInRequest


def by_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a page by the signed address of a mail; say so where the signature is too old.

    The signature in the address is all that such a page asks for, so no cookie is needed; another
    site that knew the address could open the page itself.
    """

    @csrf_exempt
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, signed: str) -> HttpResponse:
        try:
            return view(request, signed)
        except SignatureExpired:
            return render(
                request, "notifications/link_expired.html", {"robots": "noindex"}, status=410
            )
        except BadSignature as error:
            raise Http404 from error

    return guarded


# --- Letters --------------------------------------------------------------------------------


@never_cache
@login_required
@require_safe
def message_list(request: SignedInRequest) -> HttpResponse:
    """List the letters to the reader."""
    letters = OutgoingMail.objects.readable_by(request.user, timezone.now())
    return render(
        request,
        "notifications/messages.html",
        {"robots": "noindex", **paginate(request, letters)},
    )


@never_cache
@login_required
@require_safe
def message(request: SignedInRequest, token: str) -> HttpResponse:
    """Show one letter; what only the mail may say is left out."""
    mail = letter_to(request.user, token)
    letter = from_json(mail.letter).without_secrets() if mail.letter else None
    blocks = [
        {
            "is_quote": isinstance(block, Quote),
            "text": getattr(block, "text", block),
            "path": getattr(block, "path", ""),
        }
        for block in (letter.paragraphs if letter else [])
    ]
    return render(
        request,
        "notifications/message.html",
        {
            "robots": "noindex",
            "mail": mail,
            "direction": direction(mail.language),
            "blocks": blocks,
            "action": letter.action if letter else None,
        },
    )


# --- Choices --------------------------------------------------------------------------------


def _choices(request: HttpRequest, user: User, context: dict[str, Any]) -> HttpResponse:
    form = MailPreferencesForm(user, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        services.choose(user, form.choices())
        messages.success(request, _("Your choice is kept."))
        return HttpResponseRedirect(request.path)
    return render(
        request,
        "notifications/preferences.html",
        {
            "robots": "noindex",
            "form": form,
            "essential_kinds": [kind for kind in kinds_for(user) if kind.is_essential],
            **context,
        },
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: SignedInRequest) -> HttpResponse:
    """Let the reader choose her mail, and see whether mail reaches her."""
    user = request.user
    context = {"is_held_back": is_suppressed(user.email), "address": user.email}
    return _choices(request, user, context)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def preferences_by_link(request: HttpRequest, signed: str) -> HttpResponse:
    """Let the reader of a mail choose without signing in. Nothing tells who she is."""
    return _choices(request, user_of_preferences(signed), {"is_by_link": True})


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, signed: str) -> HttpResponse:
    """Stop a kind of mail with one click, as RFC 8058 asks; looking at the page changes nothing."""
    mail = mail_of_stop(signed)
    kind = find_kind(mail.kind)
    if kind is None or is_essential(mail.kind):
        raise Http404
    if request.method == "POST":
        services.stop_kind(mail)
    return render(
        request,
        "notifications/stop.html",
        {"robots": "noindex", "kind": kind, "is_done": request.method == "POST"},
    )


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: HttpRequest, signed: str) -> HttpResponse:
    """Let a person show that mail reaches her again. Mail scanners look, so looking does nothing."""
    user = user_of_proof(signed)
    if request.method == "POST":
        services.take_proof(user)
    return render(
        request,
        "notifications/proof.html",
        {"robots": "noindex", "is_done": request.method == "POST"},
    )


@never_cache
@login_required
@require_POST
def ask_for_proof(request: SignedInRequest) -> HttpResponse:
    """Mail the reader a link that shows that mail reaches her again."""
    if services.prove_address(request.user):
        messages.success(request, _("We have sent you a mail. Open the link in it."))
    else:
        messages.info(request, _("A mail is on its way already. Try again in an hour."))
    return HttpResponseRedirect(reverse("notifications:mail"))
