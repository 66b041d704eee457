"""Regions and roles, members, applications, dues."""

from membership.models.applications import Application, ApplicationEvent, AttestationText
from membership.models.dues import (
    DuesCharge,
    DuesPayment,
    DuesSettings,
    DuesTier,
    MembershipPeriod,
    WaiverRequest,
)
from membership.models.invitations import Invitation
from membership.models.members import MEMBERS_GROUP, Member, MemberEvent
from membership.models.regions import Region, RegionalRole, RegionCountry

__all__ = [
    "MEMBERS_GROUP",
    "Application",
    "ApplicationEvent",
    "AttestationText",
    "DuesCharge",
    "DuesPayment",
    "DuesSettings",
    "DuesTier",
    "Invitation",
    "Member",
    "MemberEvent",
    "MembershipPeriod",
    "Region",
    "RegionCountry",
    "RegionalRole",
    "WaiverRequest",
]
