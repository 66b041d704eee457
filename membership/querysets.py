"""Querysets that know who asks, and on which day."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import User
    from membership.enums import Capability
    from membership.models import AttestationText


def network_day() -> date:
    """Return the day it is for the network: UTC's.

    Not the reader's own: whoever chooses her time zone must not thereby keep a role, or see what
    was shown until yesterday, for some hours longer.
    """
    return timezone.now().date()


class RegionScopedQuerySet(models.QuerySet):
    """Rows with a `region` of their own, as far as someone's roles reach.

    Everything that shows or changes such rows to coordinators begins here: what lies outside is
    absent, never forbidden.
    """

    def for_actor(self, user: User, capability: Capability) -> Self:
        """Return the rows of the regions in which someone has a capability."""
        from membership.scope import regions_for

        return self.filter(region_id__in=regions_for(user, capability))


class RegionalRoleQuerySet(RegionScopedQuerySet):
    """Roles by the day they hold."""

    def current(self, today: date | None = None) -> Self:
        """Return the roles that hold today."""
        today = today or network_day()
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=today),
            starts_on__lte=today,
            ended_at__isnull=True,
        )


class MemberQuerySet(RegionScopedQuerySet):
    """Members by their standing."""

    def for_actor(self, user: User, capability: Capability) -> Self:
        """Return the members of the regions in which someone has a capability.

        Shielded ones for the secretariat only: a coordinator learns nothing of those.
        """
        from membership.scope import knows_shielded_in

        shielded = knows_shielded_in(user)
        return (
            super()
            .for_actor(user, capability)
            .filter(Q(is_shielded=False) | Q(region_id__in=shielded))
        )

    def active(self) -> Self:
        """Return those who have a member's rights today."""
        from membership.enums import MemberStatus

        return self.filter(status=MemberStatus.ACTIVE, user__isnull=False, user__is_active=True)


class InvitationQuerySet(RegionScopedQuerySet):
    """Invitations by whether they can still be used."""

    def open(self) -> Self:
        """Return those that are neither used nor taken back nor out of date."""
        return self.filter(
            used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=timezone.now()
        )


class AttestationQuerySet(models.QuerySet["AttestationText"]):
    """The wordings of the attestation by the day they hold."""

    def current_version(self, today: date | None = None) -> int:
        """Return the number of the version that holds today, 0 where none does.

        A version holds only once it exists in all seven languages: nobody signs what she was not
        given in a language she chose.
        """
        from core.languages import language_codes

        return (
            self.filter(active_from__lte=today or network_day())
            .values("version")
            .annotate(languages=models.Count("language", distinct=True))
            .filter(languages=len(language_codes()))
            .aggregate(newest=models.Max("version"))["newest"]
            or 0
        )

    def current(self, language: str, today: date | None = None) -> AttestationText:
        """Return the wording that holds today in one of the seven languages.

        Raises AttestationText.DoesNotExist where no version is complete.
        """
        return self.get(version=self.current_version(today), language=language)


class ApplicationQuerySet(RegionScopedQuerySet):
    """Applications, as far as someone may review them."""

    def for_actor(self, user: User, capability: Capability | None = None) -> Self:
        """Return the submitted applications that someone may review.

        Those of her regions; shielded ones, and those of people who became shielded members since,
        for the secretariat only; never her own.
        """
        from membership.enums import Capability
        from membership.models import Member
        from membership.scope import knows_shielded_in

        shielded_in = knows_shielded_in(user)
        shielded_members = Member.objects.filter(
            user_id=models.OuterRef("user_id"), is_shielded=True
        )
        is_open = Q(is_shielded=False) & ~models.Exists(shielded_members)
        return (
            super()
            .for_actor(user, capability or Capability.REVIEW)
            .filter(is_open | Q(region_id__in=shielded_in), submitted_at__isnull=False)
            .exclude(user_id=user.pk)
        )

    def offered_to(self, user: User) -> Self:
        """Return the applications whose transfer someone may accept for her region."""
        from membership.enums import ApplicationStatus, Capability
        from membership.scope import regions_for

        return self.filter(
            transfer_to_id__in=regions_for(user, Capability.REVIEW),
            is_shielded=False,
            status__in=ApplicationStatus.waiting(),
        ).exclude(user_id=user.pk)

    def of_applicant(self, user: User) -> Self:
        """Return someone's own applications, the latest first."""
        return self.filter(user_id=user.pk).order_by("-created_at", "-pk")

    def waiting(self) -> Self:
        """Return those on which reviewers have to act."""
        from membership.enums import ApplicationStatus

        return self.filter(status__in=ApplicationStatus.waiting())


class ThroughMemberQuerySet(models.QuerySet):
    """Rows that belong to a member, and through her to a region.

    Out of an actor's scope is what lies outside her regions, and whatever is her own: nobody acts
    on herself.
    """

    #: The way from a row to its member.
    member_path = ""

    def for_actor(self, user: User, capability: Capability) -> Self:
        """Return the rows of other members in the regions in which someone has a capability.

        Those of shielded members for the secretariat alone: for who reviews shielded applications,
        and, since somebody has to book their payments, for its treasurer, who meets them under
        what they are called.
        """
        from membership.enums import Capability
        from membership.models import Member
        from membership.scope import reaches_every_region

        members = Member.objects.for_actor(user, capability)
        if capability == Capability.SEE_AMOUNTS and reaches_every_region(user, capability):
            members = Member.objects.all()
        return self.filter(**{f"{self.member_path}__in": members}).exclude(
            **{f"{self.member_path}__user_id": user.pk}
        )

    def of_user(self, user: User) -> Self:
        """Return someone's own rows, for her own pages."""
        return self.filter(**{f"{self.member_path}__user_id": user.pk})


class DuesChargeQuerySet(ThroughMemberQuerySet):
    """Dues of years."""

    member_path = "period__member"

    def open(self) -> Self:
        """Return those of which something is still owed."""
        from membership.enums import DuesState

        return self.filter(state__in=DuesState.open_states())

    def without_pending_waiver(self) -> Self:
        """Return those that no undecided request for a waiver stands before."""
        from membership.enums import WaiverState
        from membership.models import WaiverRequest

        pending = WaiverRequest.objects.filter(
            charge=models.OuterRef("pk"), state=WaiverState.PENDING
        )
        return self.filter(~models.Exists(pending))

    def with_paid(self) -> Self:
        """Annotate `total_paid`, what has come in and counts."""
        from membership.enums import PaymentState

        return self.annotate(
            total_paid=models.Sum("payments__amount", filter=Q(payments__state=PaymentState.BOOKED))
        )


class DuesPaymentQuerySet(ThroughMemberQuerySet):
    """Payments of dues."""

    member_path = "charge__period__member"

    def standing(self) -> Self:
        """Return the payments that count."""
        from membership.enums import PaymentState

        return self.filter(state=PaymentState.BOOKED)

    def total(self) -> Decimal:
        """Return the sum of the amounts, which are of one currency within a charge."""
        return self.aggregate(sum=models.Sum("amount"))["sum"] or Decimal("0.00")


class WaiverRequestQuerySet(ThroughMemberQuerySet):
    """Requests for waivers."""

    member_path = "charge__period__member"

    def pending(self) -> Self:
        """Return those that nobody has decided."""
        from membership.enums import WaiverState

        return self.filter(state=WaiverState.PENDING)


class ApplicationEventQuerySet(models.QuerySet):
    """What happened to applications, by who may know of it."""

    def for_applicant(self) -> Self:
        """Return what the applicant is told; read of it only the notes meant for her."""
        from membership.enums import ApplicationVerb

        return self.exclude(verb__in=ApplicationVerb.of_reviewers_only())
