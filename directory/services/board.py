"""Who stands on the advisory board's public page: a seat or an office, and her own consent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from directory.enums import PUBLIC_FIELDS, EntryField
from directory.models import AdvisoryConsent, AdvisorySeat, DirectoryEntry, FieldVisibility
from directory.services.indexing import reindex
from membership.audiences import Level, viewer_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from membership.models import Member


class NotEntitledError(Exception):
    """Someone without a seat or an office would be shown publicly, or a stranger gives seats."""


def may_consent(entry: DirectoryEntry) -> bool:
    """Return whether a member has a seat or an office that the public page shows."""
    standing = DirectoryEntry.objects.with_public_standing().get(pk=entry.pk)
    return vars(standing)["has_seat"] or vars(standing)["has_role"]


def has_consented(entry: DirectoryEntry) -> bool:
    """Return whether she agreed and has not taken it back."""
    return AdvisoryConsent.objects.filter(entry=entry, revoked_at=None).exists()


@transaction.atomic
def give_seat(member: Member, *, actor: User) -> AdvisorySeat:
    """Give a member a seat; it shows nothing of her until she consents.

    Raises NotEntitledError for an actor outside the secretariat, and to oneself.
    """
    _check_secretariat(member, actor)
    seat, _made = AdvisorySeat.objects.get_or_create(member=member, defaults={"given_by": actor})
    return seat


@transaction.atomic
def end_seat(seat: AdvisorySeat, *, actor: User) -> None:
    """Take a seat back; its holder leaves the public page at once. Raises NotEntitledError."""
    _check_secretariat(seat.member, actor)
    member = seat.member
    seat.delete()
    entry = DirectoryEntry.objects.filter(member=member).first()
    if entry is not None:
        reindex(entry)


def _check_secretariat(member: Member, actor: User) -> None:
    if not viewer_for(actor).is_secretariat or actor.pk == member.user_id:
        raise NotEntitledError


@transaction.atomic
def give_consent(entry: DirectoryEntry, fields: Iterable[str]) -> None:
    """Write down that she agrees to be shown to everybody, and which of her fields.

    Her name is among them: nobody stands there without one. Raises NotEntitledError without a seat
    or an office, ValueError for a field that may not be public.
    """
    chosen = {EntryField(field) for field in fields} | {EntryField.NAME}
    if not chosen <= PUBLIC_FIELDS:
        raise ValueError("This field is never public.")
    if not may_consent(entry):
        raise NotEntitledError
    try:
        with transaction.atomic():
            AdvisoryConsent.objects.create(entry=entry)
    except IntegrityError:
        # She has agreed already; only the fields change.
        pass
    _end_public_levels(entry)
    for field in chosen:
        FieldVisibility.objects.update_or_create(
            entry=entry, field=field, defaults={"level": Level.PUBLIC, "until": None}
        )
    reindex(entry)


@transaction.atomic
def revoke_consent(entry: DirectoryEntry) -> None:
    """Take her off the public page at once; what was public is the members' again."""
    AdvisoryConsent.objects.filter(entry=entry, revoked_at=None).update(revoked_at=timezone.now())
    _end_public_levels(entry)
    reindex(entry)


def _end_public_levels(entry: DirectoryEntry) -> None:
    entry.visibilities.filter(level=Level.PUBLIC).update(level=Level.MEMBERS)
