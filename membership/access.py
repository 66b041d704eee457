"""Gates: the object, or the same 404 for what lies outside and for what does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404

from membership.enums import Capability, MemberStatus
from membership.models import (
    Application,
    DuesCharge,
    DuesPayment,
    Invitation,
    Member,
    RegionalRole,
    WaiverRequest,
)
from membership.scope import regions_for
from membership.services.roles import roles_for

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def application_for(actor: User, token: str) -> Application:
    """Return an application that someone may review. Raises Http404."""
    found = (
        Application.objects.for_actor(actor)
        .select_related("country", "region", "transfer_to", "resume", "attestation")
        .select_related("user__member__country")
    )
    return get_object_or_404(found, token=token)


def application_offered_to(actor: User, token: str) -> Application:
    """Return an application that is offered to one of someone's regions. Raises Http404."""
    return get_object_or_404(Application.objects.offered_to(actor), token=token)


def own_application(user: User) -> Application:
    """Return someone's latest application. Raises Http404 where she has none."""
    application = (
        Application.objects.of_applicant(user)
        .select_related("country", "region", "resume", "attestation")
        .first()
    )
    if application is None:
        raise Http404
    return application


def require(actor: User | AnonymousUser, capability: Capability) -> None:
    """Let those pass who have a capability in some region. Raises Http404."""
    if not regions_for(actor, capability):
        raise Http404


def member_for(actor: User, token: str, capability: Capability = Capability.SEE_MEMBERS) -> Member:
    """Return a member of someone's regions. Raises Http404."""
    found = Member.objects.for_actor(actor, capability).select_related("user", "country", "region")
    return get_object_or_404(found, token=token)


def own_membership(user: User) -> Member:
    """Return someone's membership, whatever its state. Raises Http404 where she has none."""
    return get_object_or_404(Member.objects.select_related("user", "country", "region"), user=user)


def role_for(actor: User, token: str) -> RegionalRole:
    """Return a role that someone may see and end. Raises Http404."""
    return get_object_or_404(roles_for(actor).select_related("user", "region"), token=token)


def invitation_for(actor: User, token: str) -> Invitation:
    """Return an invitation to someone's regions. Raises Http404."""
    return get_object_or_404(Invitation.objects.for_actor(actor, Capability.INVITE), token=token)


def own_charge(user: User, token: str) -> DuesCharge:
    """Return someone's own dues of a year. Raises Http404, for a former member too."""
    found = (
        DuesCharge.objects.of_user(user)
        .exclude(period__member__status=MemberStatus.ENDED)
        .select_related("period__member__region", "tier")
    )
    return get_object_or_404(found, token=token)


def own_payment(user: User, token: str) -> DuesPayment:
    """Return a payment of someone's own. Raises Http404."""
    found = DuesPayment.objects.of_user(user).select_related(
        "charge__period__member", "charge__tier"
    )
    return get_object_or_404(found, token=token)


def charge_for(actor: User, token: str) -> DuesCharge:
    """Return another member's dues, for who may see amounts. Raises Http404."""
    found = DuesCharge.objects.for_actor(actor, Capability.SEE_AMOUNTS).select_related(
        "period__member__user", "period__member__country", "period__member__region", "tier"
    )
    return get_object_or_404(found, token=token)


def payment_for(actor: User, token: str) -> DuesPayment:
    """Return another member's payment, for who may see amounts. Raises Http404."""
    found = DuesPayment.objects.for_actor(actor, Capability.SEE_AMOUNTS).select_related(
        "charge__period__member__user", "charge__period__member__country"
    )
    return get_object_or_404(found, token=token)


def waiver_for(actor: User, token: str) -> WaiverRequest:
    """Return another member's request for a waiver, for who may decide it. Raises Http404."""
    found = WaiverRequest.objects.for_actor(actor, Capability.REVIEW).select_related(
        "charge__period__member__user",
        "charge__period__member__country",
        "charge__period__member__region",
    )
    return get_object_or_404(found, token=token)
