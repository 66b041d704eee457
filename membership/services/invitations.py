"""Inviting people to apply."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from membership.enums import Capability
from membership.letters.invitations import invitation_letter
from membership.letters.kinds import INVITATION
from membership.models import Invitation
from membership.scope import regions_for
from notifications.services import cancel, send_to_address
from privacy.sealing import fingerprint, fingerprints

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from membership.models import Region
    from membership.querysets import InvitationQuerySet

#: How many invitations of one person may be open at a time.
QUOTA = 20
VALID_FOR = timedelta(days=30)
_PURPOSE = "invitation"


class InvitationError(Exception):
    """An invitation that cannot be sent or used."""


class QuotaReachedError(InvitationError):
    """As many invitations as one person may have are open."""


class InvalidInvitationError(InvitationError):
    """No open invitation belongs to this link and this person's address."""


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def invite(address: str, *, region: Region, language: str, actor: User) -> Invitation:
    """Invite an address to apply, in a language; an earlier open invitation of it is taken back.

    Nothing differs for an address that has an account, so that nobody learns who has one. Raises
    Region.DoesNotExist outside the actor's regions and QuotaReachedError.
    """
    if region.pk not in regions_for(actor, Capability.INVITE):
        raise type(region).DoesNotExist
    # Two clicks at once take their turns, or both would find the last place free.
    get_user_model().objects.select_for_update().get(pk=actor.pk)
    mine = Invitation.objects.open().filter(invited_by=actor)
    for earlier in mine.filter(
        region=region, address_fingerprint__in=fingerprints(address, _PURPOSE)
    ):
        _take_back(earlier)
    if mine.count() >= QUOTA:
        raise QuotaReachedError
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        secret_digest=_digest(secret),
        address=address.strip(),
        address_fingerprint=fingerprint(address, _PURPOSE),
        language=language,
        region=region,
        invited_by=actor,
        expires_at=timezone.now() + VALID_FOR,
    )
    send_to_address(
        INVITATION,
        invitation.address,
        language,
        lambda: invitation_letter(invitation, secret),
        dedupe_key=f"invitation:{invitation.token}",
    )
    return invitation


@transaction.atomic
def revoke(invitation: Invitation, *, actor: User) -> None:
    """Take an invitation back, and its mail where it has not left yet.

    Raises Invitation.DoesNotExist outside the actor's regions and InvalidInvitationError when it
    is no longer open.
    """
    if not Invitation.objects.for_actor(actor, Capability.INVITE).filter(pk=invitation.pk).exists():
        raise Invitation.DoesNotExist
    if not _take_back(invitation):
        raise InvalidInvitationError


def _take_back(invitation: Invitation) -> bool:
    taken = Invitation.objects.open().filter(pk=invitation.pk).update(revoked_at=timezone.now())
    cancel(f"invitation:{invitation.token}")
    return bool(taken)


def open_invitation(secret: str) -> Invitation | None:
    """Return the open invitation that a link's secret belongs to."""
    return Invitation.objects.open().filter(secret_digest=_digest(secret)).first()


def invitation_of(user: User) -> Invitation | None:
    """Return the invitation that someone has accepted, the latest."""
    return Invitation.objects.filter(used_by=user).order_by("-used_at").first()


@transaction.atomic
def accept(secret: str, user: User) -> Invitation:
    """Use an invitation, once, by whoever has proved that its address is hers.

    Raises InvalidInvitationError for a link that is unknown, used, taken back or out of date, and
    for anybody else's: the same, so that a link found tells nothing.
    """
    proved = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    digest = _digest(secret)
    if (
        not Invitation.objects.open()
        .filter(secret_digest=digest, address_fingerprint__in=_known(proved))
        .update(used_at=timezone.now(), used_by=user)
    ):
        raise InvalidInvitationError
    return Invitation.objects.get(secret_digest=digest)


def forget_invitations(user: User) -> None:
    """Empty and close every invitation of someone's addresses."""
    addresses = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    hers = Invitation.objects.filter(
        Q(used_by=user) | Q(address_fingerprint__in=_known([user.email, *addresses]))
    )
    for invitation in hers.open():
        _take_back(invitation)
    empty_addresses(hers)


def empty_addresses(invitations: InvitationQuerySet) -> int:
    """Empty the addresses of invitations, and return of how many; they cannot be used any more."""
    return invitations.update(address="", address_fingerprint="")


def _known(addresses: Iterable[str]) -> list[str]:
    """Return the fingerprints under which addresses may be kept."""
    return [known for address in addresses for known in fingerprints(address, _PURPOSE)]
