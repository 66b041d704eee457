"""Messages between members without either's address, and what ends them: blocks and reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.enums import Use
from directory.models import (
    AbuseReport,
    Block,
    DirectoryEntry,
    RelayConversation,
    RelayMessage,
)
from directory.presentation import present_member
from directory.services.limits import take
from directory.services.secretariat import tell_secretariat
from membership.audiences import viewer_for
from membership.enums import Surface
from membership.models import Member
from notifications.letters import Action, Letter, Quote
from notifications.services import send

if TYPE_CHECKING:
    from accounts.models import User

#: Kinds of mail, registered in `directory.apps`.
RELAY = "relay"
REPORT = "directory_report"
MAX_MESSAGE_LENGTH = 5000


class UndeliverableError(Exception):
    """The other cannot be written to; whether she hides, left or blocked is not told."""


class ReportClosedError(Exception):
    """Somebody else has closed the report meanwhile."""


def other_of(conversation: RelayConversation, member: Member) -> Member:
    """Return with whom a member speaks in a conversation."""
    if conversation.starter_id == member.pk:
        return conversation.addressee
    return conversation.starter


def are_apart(one: Member, other: Member) -> bool:
    """Return whether either of two members has blocked the other."""
    return (
        Block.objects.filter(blocker=one, blocked=other).exists()
        or Block.objects.filter(blocker=other, blocked=one).exists()
    )


@transaction.atomic
def write_first(sender: Member, addressee: Member, body: str) -> RelayMessage:
    """Write to a member whom the sender may find in the directory.

    What the two have written before is gone on with. Raises UndeliverableError,
    LimitReachedError after ten messages of a day that nobody asked for.
    """
    if sender.user is None or are_apart(sender, addressee):
        raise UndeliverableError
    reachable = DirectoryEntry.objects.findable_by(viewer_for(sender.user))
    if sender.pk == addressee.pk or not reachable.filter(member=addressee).exists():
        raise UndeliverableError
    # Held, so that two first messages at once do not begin two conversations.
    list(Member.objects.select_for_update().filter(pk__in=(sender.pk, addressee.pk)).order_by("pk"))
    conversation = RelayConversation.objects.of_member(sender).filter(
        pk__in=RelayConversation.objects.of_member(addressee)
    ).first() or RelayConversation.objects.create(starter=sender, addressee=addressee)
    return _write(conversation, sender, addressee, body)


@transaction.atomic
def reply(conversation: RelayConversation, sender: Member, body: str) -> RelayMessage:
    """Go on with a conversation.

    Who has written herself can be answered wherever she is listed now; who has not, only while she
    can be found. Raises UndeliverableError, LimitReachedError.
    """
    addressee = other_of(conversation, sender)
    if sender.user is None or not _may_answer(conversation, sender, addressee):
        raise UndeliverableError
    return _write(conversation, sender, addressee, body)


def may_answer(conversation: RelayConversation, sender: Member) -> bool:
    """Return whether a message in a conversation would arrive."""
    return sender.user is not None and _may_answer(
        conversation, sender, other_of(conversation, sender)
    )


def _may_answer(conversation: RelayConversation, sender: Member, addressee: Member) -> bool:
    user = addressee.user
    if user is None or not user.is_active or not addressee.is_active or sender.user is None:
        return False
    if are_apart(sender, addressee):
        return False
    if conversation.messages.filter(sender=addressee).exists():
        return True
    reachable = DirectoryEntry.objects.findable_by(viewer_for(sender.user))
    return reachable.filter(member=addressee).exists()


def _write(
    conversation: RelayConversation, sender: Member, addressee: Member, body: str
) -> RelayMessage:
    if sender.user is None or addressee.user is None:
        raise UndeliverableError
    is_answered = conversation.messages.filter(sender=addressee).exists()
    take(sender.user, Use.REPLY if is_answered else Use.MESSAGE)
    message = RelayMessage.objects.create(
        conversation=conversation, sender=sender, body=body.strip()[:MAX_MESSAGE_LENGTH]
    )
    conversation.last_message_at = message.sent_at
    conversation.save(update_fields=["last_message_at"])
    reader = viewer_for(addressee.user)
    send(
        RELAY,
        addressee.user,
        lambda: Letter(
            # In one line, which a pseudonym with a line break would not be.
            _("A message from %(name)s")
            % {"name": present_member(sender, reader, Surface.MAIL).name},
            [
                _(
                    "A member of the network has written to you through the directory. Neither of "
                    "you learns the other's address, unless one of you writes it."
                ),
                Quote(message.body),
            ],
            Action(
                _("Read and reply"), reverse("directory:conversation", args=[conversation.token])
            ),
        ),
        dedupe_key=f"relay:{message.token}",
        about=sender.user,
    )
    return message


@transaction.atomic
def mark_read(conversation: RelayConversation, reader: Member) -> None:
    """Note that a member has read what the other wrote."""
    conversation.messages.exclude(sender=reader).filter(read_at=None).update(read_at=timezone.now())


@transaction.atomic
def block(blocker: Member, blocked: Member) -> None:
    """Have no more to do with a member: to her, the blocker is absent from now on."""
    if blocker.pk != blocked.pk:
        Block.objects.get_or_create(blocker=blocker, blocked=blocked)


@transaction.atomic
def unblock(blocker: Member, blocked: Member) -> None:
    """Take a block back."""
    Block.objects.filter(blocker=blocker, blocked=blocked).delete()


@transaction.atomic
def report(
    reporter: Member, reported: Member, reason: str, message: RelayMessage | None = None
) -> AbuseReport:
    """Tell the secretariat of a member's conduct; the member is not told.

    The message it is about is copied, because messages end before reports do.
    """
    made = AbuseReport.objects.create(
        reporter=reporter,
        reported=reported,
        reason=reason.strip(),
        quoted=message.body if message is not None else "",
    )
    tell_secretariat(
        REPORT,
        lambda: Letter(
            _("A member reports another"),
            [_("A report about a member's conduct in the directory waits for the secretariat.")],
            Action(_("Read the report"), reverse("directory_admin:report", args=[made.token])),
        ),
        dedupe_key=f"directory-report:{made.token}",
    )
    return made


@transaction.atomic
def close_report(report: AbuseReport, *, actor: User, note: str) -> None:
    """Note what was done about a report. Raises ReportClosedError when it is closed already."""
    closed = AbuseReport.objects.filter(pk=report.pk, closed_at=None).update(
        closed_at=timezone.now(), closed_by=actor
    )
    if not closed:
        raise ReportClosedError
    report.refresh_from_db()
    report.note = note.strip()
    report.save(update_fields=["note"])
