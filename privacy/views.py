"""A person's own data: the copy, who opened it, the end of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from privacy import access, services
from privacy.enums import ExportState
from privacy.files import sealed_response
from privacy.forms import ErasureForm
from privacy.models import AccessLog, DataExport
from privacy.registry import actor_labels
from privacy.rules import DOWNLOAD_ACTION, own_files

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.models import User
    from core.http import SignedInRequest, SiteRequest

#: Openings shown on the page; the copy of the data lists them all.
SHOWN_ACCESSES = 50


@require_GET
@never_cache
@login_required
def data(request: SignedInRequest) -> HttpResponse:
    """Show what can be done about one's own data."""
    user = request.user
    exports = DataExport.objects.filter(user=user).exclude(
        state=ExportState.READY, expires_at__lte=timezone.now()
    )
    accesses = AccessLog.objects.filter(subject=user).select_related("actor")[:SHOWN_ACCESSES]
    labels = actor_labels(row.actor for row in accesses if row.actor)
    names = {str(file): file.name for file in own_files(user)}
    return render(
        request,
        "privacy/data.html",
        {
            "robots": "noindex",
            "export": exports.first(),
            "accesses": [
                {
                    "row": row,
                    "name": names.get(row.object_ref, ""),
                    "actor": labels.get(row.actor_id or 0, ""),
                    "is_own": row.actor_id == user.pk,
                }
                for row in accesses
            ],
        },
    )


@require_POST
@login_required
def request_export(request: SignedInRequest) -> HttpResponse:
    """Have a copy of one's data made."""
    services.request_export(request.user)
    messages.success(
        request, _("The copy of your data is being made. Come back to this page in a few minutes.")
    )
    return redirect("privacy:data")


@require_GET
@login_required
@reauthentication_required
def export(request: SignedInRequest, token: str) -> HttpResponse:
    """Hand out the copy of one's data, to nobody else and not without the password again."""
    file = access.export_file_for(request.user, token)
    return sealed_response(file, actor=request.user, action=DOWNLOAD_ACTION)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@reauthentication_required
def erase(request: SiteRequest) -> HttpResponse:
    """Erase one's account after typing its address."""
    user = cast("User", request.user)
    form = ErasureForm(request.POST or None, user=user)
    if form.is_valid():
        try:
            services.forget(user, actor=user)
        except services.ErasureRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            # Not logout(), which would tell others of a user who is no more.
            request.session.flush()
            request.user = AnonymousUser()
            return redirect("privacy:erased")
    return render(request, "privacy/erase.html", {"robots": "noindex", "form": form})


@require_GET
@never_cache
def erased(request: SiteRequest) -> HttpResponse:
    """Tell that it is done; the page knows nothing of whom."""
    return render(request, "privacy/erased.html", {"robots": "noindex"})
