"""A member's conversations with others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages as notes
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.listing import paginate
from directory import access
from directory.forms import MessageForm, ReportForm
from directory.models import DirectoryEntry, RelayConversation
from directory.presentation import present_member
from directory.services import relay
from directory.views.door import members_only
from membership.enums import Surface

if TYPE_CHECKING:
    from django.http import HttpResponse

    from core.http import SignedInRequest
    from membership.audiences import Viewer


@require_safe
@members_only
def mailbox(request: SignedInRequest, viewer: Viewer) -> HttpResponse:
    """List a member's conversations, the latest first."""
    member = access.directory_member(request.user)
    page = paginate(request, RelayConversation.objects.of_member(member).with_people(member))
    rows = [
        {
            "token": conversation.token,
            "person": present_member(
                relay.other_of(conversation, member), viewer, Surface.DIRECTORY
            ),
            "at": conversation.last_message_at,
            "unread": conversation.unread,
        }
        for conversation in page["items"]
    ]
    context = {"rows": rows, "pagination": page["pagination"], "robots": "noindex"}
    return render(request, "directory/mailbox.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def conversation(request: SignedInRequest, viewer: Viewer, token: str) -> HttpResponse:
    """Show a conversation, and go on with it."""
    member = access.directory_member(request.user)
    found = access.conversation_of(member, token)
    other = relay.other_of(found, member)
    form = MessageForm(request.POST or None)
    if form.is_valid():
        try:
            relay.reply(found, member, form.cleaned_data["body"])
        except relay.UndeliverableError:
            form.add_error(None, _("This message cannot be delivered."))
        else:
            notes.success(request, _("Your message is on its way."))
            return redirect("directory:conversation", token)
    relay.mark_read(found, member)
    context = {
        "conversation": found,
        "person": present_member(other, viewer, Surface.DIRECTORY),
        "is_findable": DirectoryEntry.objects.findable_by(viewer).filter(member=other).exists(),
        "may_answer": relay.may_answer(found, member),
        "rows": [
            {"body": message.body, "at": message.sent_at, "is_own": message.sender_id == member.pk}
            for message in found.messages.all()
        ],
        "form": form,
        "robots": "noindex",
    }
    return render(request, "directory/conversation.html", context)


@require_POST
@members_only
def block_other(request: SignedInRequest, viewer: Viewer, token: str) -> HttpResponse:
    """Have no more to do with who wrote, wherever she is listed now."""
    member = access.directory_member(request.user)
    relay.block(member, relay.other_of(access.conversation_of(member, token), member))
    notes.success(request, _("You are absent to this member from now on."))
    return redirect("directory:conversation", token)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def report_other(request: SignedInRequest, viewer: Viewer, token: str) -> HttpResponse:
    """Tell the secretariat of what was written, with her last message."""
    member = access.directory_member(request.user)
    found = access.conversation_of(member, token)
    other = relay.other_of(found, member)
    form = ReportForm(request.POST or None)
    if form.is_valid():
        last = found.messages.filter(sender=other).last()
        relay.report(member, other, form.cleaned_data["reason"], last)
        notes.success(request, _("The secretariat will read your report."))
        return redirect("directory:conversation", token)
    context = {
        "form": form,
        "name": present_member(other, viewer, Surface.DIRECTORY).name,
        "is_of_message": True,
        "robots": "noindex",
    }
    return render(request, "directory/report.html", context)
