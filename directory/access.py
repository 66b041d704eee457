"""The gates of the directory: the object, or the same 404 for hidden and for absent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from directory.models import AbuseReport, DirectoryEntry, RelayConversation
from directory.presentation import present_entry
from membership.audiences import viewer_for
from membership.models import Member

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from directory.presentation import PresentedEntry
    from membership.audiences import Viewer
    from membership.enums import Surface


def directory_viewer(user: User | AnonymousUser) -> Viewer:
    """Return a signed-in reader as the directory knows her.

    Raises Http404 for those it is not open to: applicants, lapsed and former members.
    """
    viewer = viewer_for(user)
    if not viewer.may_enter:
        raise Http404
    return viewer


def directory_member(user: User | AnonymousUser) -> Member:
    """Return the member who writes, edits or blocks. Raises Http404 for who is none today."""
    viewer = directory_viewer(user)
    if viewer.member_id is None:
        raise Http404
    return Member.objects.select_related("user", "country", "region").get(pk=viewer.member_id)


def entry_for(viewer: Viewer, token: str) -> DirectoryEntry:
    """Return an entry by its member's token.

    Raises Http404 for hidden, absent, lapsed, and who blocked the viewer, each after one query.
    """
    found = DirectoryEntry.objects.findable_by(viewer).filter(member__token=token)
    entry = found.with_everything().first()
    if entry is None:
        raise Http404
    return entry


def presented_entry(
    viewer: Viewer, token: str, surface: Surface
) -> tuple[DirectoryEntry, PresentedEntry]:
    """Return an entry by its member's token, and what a viewer may see of it. Raises Http404."""
    entry = entry_for(viewer, token)
    presented = present_entry(entry, viewer, surface)
    if presented is None:
        raise Http404
    return entry, presented


def conversation_of(member: Member, token: str) -> RelayConversation:
    """Return a conversation a member takes part in. Raises Http404 for any other."""
    conversation = (
        RelayConversation.objects.of_member(member).with_people(member).filter(token=token).first()
    )
    if conversation is None:
        raise Http404
    return conversation


def report_for(viewer: Viewer, token: str) -> AbuseReport:
    """Return a report to the secretariat. Raises Http404 for everybody else, and about herself."""
    report = AbuseReport.objects.for_viewer(viewer).filter(token=token).first()
    if report is None:
        raise Http404
    return report
