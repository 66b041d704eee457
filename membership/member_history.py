"""What has happened to a membership, in plain words for the member herself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from membership.enums import MemberVerb

if TYPE_CHECKING:
    from datetime import datetime

    from membership.models import Member, MemberEvent


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened."""

    at: datetime
    text: str
    reason: str = ""


def history_of(member: Member) -> list[HistoryLine]:
    """Return what happened to a membership, the latest first.

    Who did it is told as an office, never by name.
    """
    return [
        HistoryLine(event.at, _sentence(event, member), event.reason)
        for event in member.events.order_by("-at", "-pk")
    ]


def _sentence(event: MemberEvent, member: Member) -> str:
    is_own = event.actor_id is not None and event.actor_id == member.user_id
    sentences = {
        MemberVerb.ADMITTED: _("You were admitted to the network."),
        MemberVerb.LAPSED: _("Your membership lapsed."),
        MemberVerb.REINSTATED: _("Your membership became active again."),
        MemberVerb.ENDED: _("You left the network.") if is_own else _("Your membership was ended."),
        MemberVerb.MOVED: _("Your country was changed."),
        MemberVerb.DISPLAYED: _("You changed how you are listed or called."),
        MemberVerb.SAFETY_ON: (
            _("You used the safety switch.")
            if is_own
            else _("Those who keep your region used the safety switch for you.")
        ),
        MemberVerb.SAFETY_OFF: _("You undid the safety switch."),
    }
    return sentences[MemberVerb(event.verb)]
