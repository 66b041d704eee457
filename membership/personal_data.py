"""What membership knows of a person: for her copy of it, and for its erasure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from core.languages import language_name
from membership.models import Application, Invitation, Member, RegionalRole
from membership.services.aging import forget_applications
from membership.services.invitations import forget_invitations
from membership.services.members import forget_member
from privacy.registry import (
    PersonalData,
    register_action,
    register_actor_labels,
    register_personal_data,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from accounts.models import User


def export_applications(user: User) -> dict[str, Any]:
    """Return someone's applications with all she wrote and all she was told.

    Reviewers' notes among themselves are not in it: they are the reviewers' own.
    """
    rows = Application.objects.of_applicant(user).select_related("country", "attestation")
    return {"applications": [_as_data(row) for row in rows]}


def _as_data(row: Application) -> dict[str, Any]:
    return {
        "reference": row.reference,
        "state": row.status,
        "country": row.country.iso2 if row.country else None,
        "first_name": row.first_name,
        "last_name": row.last_name,
        "profession": row.profession,
        "organisation": row.organisation,
        "admissions": row.admissions,
        "website": row.website,
        "languages": [language_name(code, "en") for code in row.languages],
        "statement": row.statement,
        "represents_employers": row.represents_employers,
        "also_acts_for": row.conflicts_text,
        "is_shielded": row.is_shielded,
        "attestation": row.attestation.body if row.attestation else None,
        "attested_at": row.attested_at,
        "created_at": row.created_at,
        "submitted_at": row.submitted_at,
        "decided_at": row.decided_at,
        "history": [
            {
                "what": event.verb,
                "at": event.at,
                "told_you": event.note_to_applicant,
                "you_wrote": event.note_from_applicant,
            }
            for event in row.events.for_applicant()
        ],
    }


def export_membership(user: User) -> dict[str, Any]:
    """Return someone's membership, what was done to it and why, her roles and invitations."""
    roles = RegionalRole.objects.filter(user=user).select_related("region")
    invited = Invitation.objects.filter(used_by=user).select_related("region")
    return {
        "membership": [
            _member_as_data(member)
            for member in Member.objects.filter(user=user).select_related("country", "region")
        ],
        "roles": [
            {
                "role": role.role,
                "region": role.region.code,
                "from": role.starts_on,
                "until": role.ends_on,
                "ended_at": role.ended_at,
            }
            for role in roles
        ],
        "invitations": [
            {"address": row.address, "region": row.region.code, "used_at": row.used_at}
            for row in invited
        ],
    }


def _member_as_data(member: Member) -> dict[str, Any]:
    return {
        "reference": member.token,
        "state": member.status,
        "since": member.status_since,
        "joined_on": member.joined_on,
        "country": member.country.iso2,
        "region": member.region.code,
        "languages": member.languages,
        "listing": member.listing,
        "called": member.name_mode,
        "pseudonym": member.pseudonym,
        "hides_country": member.hide_country,
        "is_shielded": member.is_shielded,
        "safety_switch_since": member.safety_since,
        "history": [
            {"what": event.verb, "at": event.at, "reason": event.reason}
            for event in member.events.all()
        ],
    }


def forget_membership(user: User) -> None:
    """Empty someone's membership and what invited her."""
    forget_invitations(user)
    forget_member(user)


def offices_of(actors: Collection[User]) -> dict[int, str]:
    """Return by user id in which office somebody opens files, never her name."""
    roles = RegionalRole.objects.current().filter(user__in=actors).select_related("region")
    return {role.user_id: f"{role.get_role_display()}, {role.region}" for role in roles}


def register() -> None:
    """Register every kind of personal data of this app."""
    register_actor_labels(offices_of)
    register_action("application.resume", _("opened the résumé of your application"))
    register_action("application.own_resume", _("downloaded your own résumé"))
    register_personal_data(
        PersonalData("membership.applications", export_applications, forget_applications)
    )
    # The last of this app: the others find their rows by the member whom this one parts from her
    # account.
    register_personal_data(PersonalData("membership.members", export_membership, forget_membership))
