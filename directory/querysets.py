"""Querysets that know who asks: what she must not find is not in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q

from membership.enums import Listing, MemberStatus, Role
from membership.querysets import network_day

if TYPE_CHECKING:
    from membership.audiences import Viewer
    from membership.models import Member


class DirectoryEntryQuerySet(models.QuerySet):
    """Entries by who may meet them."""

    def of_active_members(self) -> Self:
        """Return the entries of those who are members today."""
        return self.filter(member__status=MemberStatus.ACTIVE, member__user__is_active=True)

    def findable_by(self, viewer: Viewer) -> Self:
        """Return the entries that someone may open by their address; her own is always among them.

        Nobody meets the hidden, those who are no members any more, and those who blocked her.
        """
        if not viewer.may_enter:
            return self.none()
        from directory.models import Block

        blocks = Block.objects.filter(blocker=OuterRef("member"), blocked_id=viewer.member_id)
        found = ~Q(member__listing=Listing.HIDDEN) & ~Exists(blocks)
        return self.of_active_members().filter(found | Q(member_id=viewer.member_id))

    def listed_for(self, viewer: Viewer) -> Self:
        """Return the entries that stand in lists, counts and search results."""
        return self.findable_by(viewer).filter(member__listing=Listing.LISTED)

    def on_the_board_page(self) -> Self:
        """Return those who stand on the advisory board's page, for everybody to see."""
        return (
            self.of_active_members()
            .exclude(member__listing=Listing.HIDDEN)
            .with_public_standing()
            .filter(is_shown_publicly=True)
        )

    def with_public_standing(self) -> Self:
        """Say of each entry whether its public fields may be shown to everybody today.

        That needs a seat on the board or a coordinator's role, and an open consent.
        """
        from directory.models import AdvisoryConsent, AdvisorySeat
        from membership.models import RegionalRole

        consent = AdvisoryConsent.objects.filter(entry=OuterRef("pk"), revoked_at=None)
        seat = AdvisorySeat.objects.filter(member=OuterRef("member"))
        role = RegionalRole.objects.current().filter(
            user=OuterRef("member__user"), role__in=(Role.COORDINATOR, Role.DEPUTY)
        )
        return self.annotate(
            has_seat=Exists(seat),
            has_role=Exists(role),
            has_consented=Exists(consent),
            is_shown_publicly=Exists(consent) & (Exists(seat) | Exists(role)),
        )

    def with_everything(self) -> Self:
        """Bring all that the presenter reads, in a constant number of queries."""
        return self.for_lists().prefetch_related("subjects", "contacts")

    def for_lists(self) -> Self:
        """Bring what the presenter reads of an entry in a list."""
        return (
            self.with_public_standing()
            .select_related("member__user", "member__country", "member__region")
            .prefetch_related("visibilities", "focus_areas")
        )


class PreparedQuerySet(models.QuerySet):
    """Rows prepared for audiences."""

    def readable_by(self, viewer: Viewer) -> Self:
        """Return the rows that someone may read today."""
        audiences = {*viewer.audiences(), own_audience(viewer.member_id)}
        return self.filter(
            Q(until__isnull=True) | Q(until__gte=network_day()), audience__in=sorted(audiences)
        )


def own_audience(member_id: int | None) -> str:
    """Return the name of the audience that is a member alone."""
    return f"own:{member_id}"


class RelayConversationQuerySet(models.QuerySet):
    """Conversations by who takes part."""

    def of_member(self, member: Member | int) -> Self:
        """Return the conversations a member takes part in."""
        return self.filter(Q(starter=member) | Q(addressee=member))

    def with_people(self, reader: Member) -> Self:
        """Bring both sides with what their names need, and how much a reader has not read."""
        unread = Count("messages", filter=Q(messages__read_at=None) & ~Q(messages__sender=reader))
        sides = ("starter", "addressee")
        return (
            self.annotate(unread=unread)
            .select_related(
                *(
                    f"{side}__{part}"
                    for side in sides
                    for part in ("user", "country", "directory_entry")
                )
            )
            .prefetch_related(*(f"{side}__directory_entry__visibilities" for side in sides))
            # Counting does away with the model's own order.
            .order_by("-last_message_at", "-pk")
        )


class AbuseReportQuerySet(models.QuerySet):
    """Reports by who may read them."""

    def for_viewer(self, viewer: Viewer) -> Self:
        """Return the reports to the secretariat, nothing to anybody else.

        Nobody judges what is said of herself.
        """
        if not viewer.is_secretariat:
            return self.none()
        return self.exclude(reported__isnull=False, reported__user_id=viewer.user_id)

    def open_first(self) -> Self:
        """Return the open ones, the oldest first, then the closed ones, the latest first."""
        return self.order_by(F("closed_at").desc(nulls_first=True), "created_at", "pk")
