"""The gate to a letter: its reader gets it, everybody else the same 404."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.utils import timezone

from notifications.models import OutgoingMail
from notifications.permissions import user_can_keep_outbox

if TYPE_CHECKING:
    from accounts.models import User


def letter_to(user: User, token: str) -> OutgoingMail:
    """Return a letter for its reader. Raises Http404 for another's, a hidden and an absent one."""
    mail = OutgoingMail.objects.readable_by(user, timezone.now()).filter(token=token).first()
    if mail is None:
        raise Http404
    return mail


def outbox_mail(user: User, token: str) -> OutgoingMail:
    """Return a mail for whoever looks after the outbox. Raises Http404 for everybody else."""
    mail = OutgoingMail.objects.filter(token=token).first()
    if mail is None or not user_can_keep_outbox(user):
        raise Http404
    return mail
