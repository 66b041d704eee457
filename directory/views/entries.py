"""One member's entry: the page, the card, writing to her, blocking and reporting her."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory import access
from directory.forms import MessageForm, ReportForm
from directory.models import Block
from directory.presentation import present_member
from directory.services import limits, relay
from directory.vcard import CONTENT_TYPE, vcard
from directory.views.door import members_only
from membership.audiences import viewer_for
from membership.enums import Surface

if TYPE_CHECKING:
    from core.http import SignedInRequest
    from directory.models import DirectoryEntry
    from directory.presentation import PresentedEntry
    from membership.audiences import Viewer


def _opened(
    request: SignedInRequest, viewer: Viewer, token: str, surface: Surface
) -> tuple[DirectoryEntry, PresentedEntry]:
    """Return an entry as it may be seen, and count that it was opened; one's own is not counted.

    Raises Http404, LimitReachedError.
    """
    found, presented = access.presented_entry(viewer, token, surface)
    if not presented.is_own:
        limits.view_profile(request.user)
    return found, presented


@require_safe
@members_only
def entry(request: SignedInRequest, viewer: Viewer, token: str) -> HttpResponse:
    """Show an entry."""
    found, presented = _opened(request, viewer, token, Surface.DIRECTORY)
    blocks = Block.objects.filter(blocker=viewer.member_id, blocked=found.member_id)
    is_blocked = viewer.is_member and blocks.exists()
    context = {
        "entry": presented,
        "may_write": viewer.is_member and not is_blocked and not presented.is_own,
        "may_report": viewer.is_member and not presented.is_own,
        "is_blocked": is_blocked,
        "robots": "noindex",
    }
    return render(request, "directory/entry.html", context)


@require_safe
@members_only
def card(request: SignedInRequest, viewer: Viewer, token: str) -> HttpResponse:
    """Give an entry as a vCard."""
    _found, presented = _opened(request, viewer, token, Surface.VCARD)
    response = HttpResponse(vcard(presented), content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{presented.token}.vcf"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def write(request: SignedInRequest, viewer: Viewer, token: str) -> HttpResponse:
    """Write to a member; neither learns the other's address by it."""
    sender = access.directory_member(request.user)
    found, presented = access.presented_entry(viewer, token, Surface.DIRECTORY)
    addressee = found.member
    form = MessageForm(request.POST or None)
    if form.is_valid():
        try:
            message = relay.write_first(sender, addressee, form.cleaned_data["body"])
        except relay.UndeliverableError:
            form.add_error(None, _("This message cannot be delivered."))
        else:
            messages.success(request, _("Your message is on its way."))
            return redirect("directory:conversation", message.conversation.token)
    reader = viewer_for(addressee.user) if addressee.user else None
    context = {
        "form": form,
        "entry": presented,
        # As the addressee will read it, so that the sender knows what she tells.
        "own_name": present_member(sender, reader, Surface.MAIL).name if reader else "",
        "robots": "noindex",
    }
    return render(request, "directory/write.html", context)


@require_POST
@members_only
def block(request: SignedInRequest, viewer: Viewer, token: str) -> HttpResponse:
    """Have no more to do with a member."""
    relay.block(access.directory_member(request.user), access.entry_for(viewer, token).member)
    messages.success(request, _("You are absent to this member from now on."))
    return redirect("directory:entry", token)


@require_POST
@members_only
def unblock(request: SignedInRequest, viewer: Viewer, token: str) -> HttpResponse:
    """Take a block back."""
    relay.unblock(access.directory_member(request.user), access.entry_for(viewer, token).member)
    messages.success(request, _("This member may find you and write to you again."))
    return redirect("directory:entry", token)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def report(request: SignedInRequest, viewer: Viewer, token: str) -> HttpResponse:
    """Tell the secretariat of a member's conduct."""
    reporter = access.directory_member(request.user)
    found, presented = access.presented_entry(viewer, token, Surface.DIRECTORY)
    if presented.is_own:
        raise Http404
    form = ReportForm(request.POST or None)
    if form.is_valid():
        relay.report(reporter, found.member, form.cleaned_data["reason"])
        messages.success(request, _("The secretariat will read your report."))
        return redirect("directory:entry", token)
    context = {"form": form, "name": presented.name, "robots": "noindex"}
    return render(request, "directory/report.html", context)
