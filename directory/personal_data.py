"""What the directory knows of a person: her copy of it, its erasure, and when it ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models import (
    AbuseReport,
    AdvisorySeat,
    Block,
    DirectoryEntry,
    RelayConversation,
    RelayMessage,
    UseCounter,
)
from membership.models import Member
from privacy.registry import PersonalData, RetentionRule, delete_rows

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User

MESSAGES_END_AFTER = timedelta(days=365)
COUNTERS_END_AFTER = timedelta(days=7)
REPORTS_END_AFTER = timedelta(days=2 * 365)


def export(user: User) -> dict[str, Any]:
    """Return what a person wrote and chose: her entry, who sees it, her messages and reports."""
    member = Member.objects.filter(user=user).first()
    if member is None:
        return {}
    return {
        "entry": _entry(member),
        "messages": [
            {
                "conversation": message.conversation.token,
                "is_own": message.sender_id == member.pk,
                "sent_at": message.sent_at,
                "text": message.body,
            }
            for message in RelayMessage.objects.filter(
                conversation__in=RelayConversation.objects.of_member(member)
            ).select_related("conversation")
        ],
        "reports": [
            {"at": report.created_at, "reason": report.reason, "quoted": report.quoted}
            for report in AbuseReport.objects.filter(reporter=member)
        ],
        "blocked": list(member.blocks.values_list("blocked__token", flat=True)),
        "has_seat_on_the_advisory_board": AdvisorySeat.objects.filter(member=member).exists(),
    }


def _entry(member: Member) -> dict[str, Any] | None:
    entry = DirectoryEntry.objects.filter(member=member).first()
    if entry is None:
        return None
    return {
        "headline": entry.headline,
        "about": entry.bio,
        "organisation": entry.organisation,
        "city": entry.city,
        "admissions": entry.admissions,
        "focus_areas": [area.slug for area in entry.focus_areas.all()],
        "subjects": [subject.slug for subject in entry.subjects.all()],
        "languages": entry.languages,
        "accepts": entry.accepts,
        "website": entry.website,
        "visibility": [
            {"field": v.field, "level": v.level, "until": v.until} for v in entry.visibilities.all()
        ],
        "contacts": [
            {"kind": c.kind, "value": c.value, "level": c.level, "until": c.until}
            for c in entry.contacts.all()
        ],
        "consents": [
            {"given_at": consent.given_at, "revoked_at": consent.revoked_at}
            for consent in entry.consents.all()
        ],
    }


def forget(user: User) -> None:
    """Remove all that could tell of a person.

    What she wrote goes, the reasons of her reports with it; what others wrote to her stays theirs
    until it ends, in a conversation with a former member. What others reported of her stays with
    the secretariat until it ends, without the words of hers that it quoted.
    """
    UseCounter.objects.filter(user=user).delete()
    member = Member.objects.filter(user=user).first()
    if member is None:
        return
    DirectoryEntry.objects.filter(member=member).delete()
    AdvisorySeat.objects.filter(member=member).delete()
    Block.objects.filter(Q(blocker=member) | Q(blocked=member)).delete()
    RelayMessage.objects.filter(sender=member).delete()
    RelayConversation.objects.of_member(member).filter(messages=None).delete()
    AbuseReport.objects.filter(reporter=member).update(reporter=None, reason="")
    AbuseReport.objects.filter(reported=member).update(quoted="")


def _delete_messages(rows: QuerySet[Any], now: datetime) -> int:
    number = delete_rows(rows, now)
    RelayConversation.objects.filter(messages=None).delete()
    return number


PERSONAL_DATA = PersonalData(name="directory", export=export, forget=forget)
RETENTION_RULES = (
    RetentionRule(
        name="directory.messages",
        title=_("Messages between members"),
        description=_("Twelve months after they were sent."),
        rows=lambda now: RelayMessage.objects.filter(sent_at__lt=now - MESSAGES_END_AFTER),
        purge=_delete_messages,
    ),
    RetentionRule(
        name="directory.counters",
        title=_("Counters of opened directory entries"),
        description=_("After seven days."),
        rows=lambda now: UseCounter.objects.filter(period__lt=now - COUNTERS_END_AFTER),
    ),
    RetentionRule(
        name="directory.reports",
        title=_("Reports about members' conduct"),
        description=_("Two years after they were closed."),
        rows=lambda now: AbuseReport.objects.filter(closed_at__lt=now - REPORTS_END_AFTER),
    ),
)
