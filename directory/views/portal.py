"""A member's own entry: writing it, seeing it as others do, standing on the public page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory import access
from directory.forms import ConsentForm, EntryForm, contact_forms
from directory.models import DirectoryEntry
from directory.presentation import present_entry
from directory.services import board
from directory.services.entries import ensure_entry, save_entry
from directory.viewpoints import VIEWPOINTS
from directory.views.door import members_only
from membership.audiences import Level

if TYPE_CHECKING:
    from core.http import SignedInRequest
    from membership.audiences import Viewer


def _own_entry(request: SignedInRequest) -> DirectoryEntry:
    """Return the reader's own entry, made when she first comes. Raises Http404 for who is none."""
    entry = ensure_entry(access.directory_member(request.user))
    return DirectoryEntry.objects.with_everything().get(pk=entry.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def edit(request: SignedInRequest, viewer: Viewer) -> HttpResponse:
    """Let a member write her entry and say who sees each part."""
    entry = _own_entry(request)
    data = request.POST or None
    form = EntryForm(data, entry=entry, may_be_public=board.has_consented(entry))
    contacts = contact_forms(entry, data)
    if data is not None and form.is_valid() and contacts.is_valid():
        save_entry(
            entry,
            facts=form.facts(),
            showing=form.showing(),
            contacts=[contact for one in contacts if (contact := one.contact())],
        )
        messages.success(request, _("Your entry is saved."))
        return redirect("directory_portal:edit")
    context = {
        "form": form,
        "contacts": contacts,
        "member": entry.member,
        "viewpoints": VIEWPOINTS,
        "may_consent": board.may_consent(entry),
        "has_consented": board.has_consented(entry),
        "robots": "noindex",
    }
    return render(request, "directory/portal/edit.html", context)


@require_safe
@members_only
def preview(request: SignedInRequest, viewer: Viewer, viewpoint: str) -> HttpResponse:
    """Show a member her entry as somebody else sees it, by the very rules that others meet."""
    seen_by = next((v for v in VIEWPOINTS if v.name == viewpoint), None)
    if seen_by is None:
        raise Http404
    entry = _own_entry(request)
    context = {
        "viewpoint": seen_by,
        "viewpoints": VIEWPOINTS,
        "entry": present_entry(entry, seen_by.viewer_of(entry.member), seen_by.surface),
        "robots": "noindex",
    }
    return render(request, "directory/portal/preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def consent(request: SignedInRequest, viewer: Viewer) -> HttpResponse:
    """Let who has a seat or an office agree to stand on the public page."""
    entry = _own_entry(request)
    if not board.may_consent(entry):
        raise Http404
    has_consented = board.has_consented(entry)
    shown = [v.field for v in entry.visibilities.all() if v.level == Level.PUBLIC]
    form = ConsentForm(
        request.POST or None, initial={"fields_shown": shown, "agrees": has_consented}
    )
    if form.is_valid():
        board.give_consent(entry, form.cleaned_data["fields_shown"])
        messages.success(request, _("You stand on the public page of the advisory board."))
        return redirect("directory_portal:consent")
    context = {"form": form, "has_consented": has_consented, "robots": "noindex"}
    return render(request, "directory/portal/consent.html", context)


@require_POST
@members_only
def revoke(request: SignedInRequest, viewer: Viewer) -> HttpResponse:
    """Let her take it back; it ends at once, whatever her office."""
    board.revoke_consent(_own_entry(request))
    messages.success(request, _("You are no longer on the public page."))
    return redirect("directory_portal:edit")
