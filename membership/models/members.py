"""The member, and what she allows others to see of who she is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.tokens import public_token
from membership.enums import Listing, MemberStatus, MemberVerb, NameMode
from membership.models.regions import Region
from membership.querysets import MemberQuerySet
from privacy.fields import SealedTextField

#: The group that pages for members only are restricted to; membership keeps it in step.
MEMBERS_GROUP = "Members"


class Member(models.Model):
    """Someone the network has admitted.

    The row outlives the person's account, emptied of everything personal: numbers stay true, and
    what others wrote to her keeps an addressee.
    """

    token = models.CharField(max_length=12, unique=True, default=public_token, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="member"
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="members")
    country = models.ForeignKey("taxonomy.Country", models.PROTECT, related_name="network_members")
    joined_on = models.DateField(_("member since"))
    status = models.CharField(
        _("state"), max_length=10, choices=MemberStatus.choices, default=MemberStatus.ACTIVE
    )
    status_since = models.DateTimeField(auto_now_add=True)
    #: Language codes she reads, best first; BCP 47, not only the seven.
    languages = models.JSONField(_("languages"), default=list, blank=True)

    listing = models.CharField(
        _("who finds me"), max_length=12, choices=Listing.choices, default=Listing.LISTED
    )
    name_mode = models.CharField(
        _("what I am called"), max_length=10, choices=NameMode.choices, default=NameMode.REAL
    )
    pseudonym = models.CharField(_("pseudonym"), max_length=80, blank=True)
    hide_country = models.BooleanField(_("hide my country"), default=False)
    is_shielded = models.BooleanField(
        _("known to the secretariat only"),
        default=False,
        help_text=_("Those who keep my region learn neither my name nor that I am a member."),
    )
    #: Since when the safety switch is on, and what it will give back when it is undone.
    safety_since = models.DateTimeField(null=True, editable=False)
    before_safety = models.JSONField(default=dict, editable=False)

    objects = MemberQuerySet.as_manager()

    # Wagtail's index of references would keep who is meant by a row.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")

    def __str__(self) -> str:
        """Return a reference: logs keep it, and it must tell nothing of the person."""
        return f"Member {self.token}"

    @property
    def is_active(self) -> bool:
        """Return whether she has a member's rights today; a closed account has none."""
        return self.status == MemberStatus.ACTIVE and self.user is not None and self.user.is_active


class MemberEvent(models.Model):
    """Something that was done to a membership, by whom and why; never changed, never taken back.

    The member herself may read the reason. Erasure alone empties it, by a query.
    """

    member = models.ForeignKey(Member, models.CASCADE, related_name="events")
    #: Nobody where the network's rules did it: a due that was not paid.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="member_events"
    )
    verb = models.CharField(_("what was done"), max_length=12, choices=MemberVerb.choices)
    reason = SealedTextField(_("reason"), blank=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("event of a membership")
        verbose_name_plural = _("events of memberships")

    def __str__(self) -> str:
        """Return a reference without a name."""
        return f"{self.verb} {self.member_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the event once. Raises TypeError when one that is written would be changed."""
        if self.pk is not None:
            raise TypeError("What has happened is not changed.")
        super().save(*args, **kwargs)
