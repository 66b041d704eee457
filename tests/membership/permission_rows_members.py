"""Who may open which address of members, roles and invitations, and what she is answered.

A row is (name of the address, what builds its arguments, method, {role: status}). The member that
the arguments name is one of the own region; the person who asks is another. Roles that a row does
not name are answered like those beside them in `REST`. 302 is the way to the sign-in page for those
who are nobody, and after a change that was made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from membership.services.invitations import VALID_FOR
from tests.membership.factories import MemberFactory, PersonFactory, RoleFactory, region

if TYPE_CHECKING:
    from collections.abc import Callable

Row = tuple[str, "Callable[[], dict[str, str]]", str, dict[str, int]]

#: Members and applicants have no right in the admin: Wagtail leads them to its sign-in.
OUTSIDE_ADMIN = dict.fromkeys(
    ("anonymous", "applicant", "other_applicant", "lapsed", "member", "member_other_region"), 302
) | {"ended_coordinator": 302}


def nothing() -> dict[str, str]:
    """Return the arguments of an address that takes none."""
    return {}


def a_member(**more: str) -> Callable[[], dict[str, str]]:
    """Return what makes a member of the own region and names her."""
    return lambda: {"token": MemberFactory().token, **more}


def a_role() -> dict[str, str]:
    """Make a coordinator of the own region and name her role."""
    return {"token": RoleFactory().token}


def an_invitation() -> dict[str, str]:
    """Make an invitation to the own region and name it."""
    from membership.models import Invitation

    invitation = Invitation.objects.create(
        secret_digest=timezone.now().isoformat(),
        address="invited.invention@example.org",
        address_fingerprint="0" * 64,
        language="en",
        region=region(),
        invited_by=PersonFactory(),
        expires_at=timezone.now() + VALID_FOR,
    )
    return {"token": invitation.token}


def admin(status: int, *allowed: str, otherwise: int = 404) -> dict[str, int]:
    """Return a row's statuses in the admin: those allowed, and the same 404 for all others."""
    inside = (
        *("coordinator", "coordinator_other_region", "deputy", "treasurer", "secretary"),
        *("editor", "superuser"),
    )
    return OUTSIDE_ADMIN | {role: status if role in allowed else otherwise for role in inside}


def own(status: int, *, others: int) -> dict[str, int]:
    """Return the statuses of a member's own page: members have it, whatever their state."""
    members = (
        *("lapsed", "member", "member_other_region", "coordinator", "coordinator_other_region"),
        *("ended_coordinator", "deputy", "treasurer", "secretary"),
    )
    rest = ("applicant", "other_applicant", "editor", "superuser")
    return {"anonymous": 302} | dict.fromkeys(members, status) | dict.fromkeys(rest, others)


KEEPERS = ("coordinator", "deputy", "treasurer", "secretary")
ALL_KEEPERS = (*KEEPERS, "coordinator_other_region")
INVITERS = ("coordinator", "coordinator_other_region", "deputy", "secretary")
EVERYBODY = dict.fromkeys(
    (
        *("anonymous", "applicant", "other_applicant", "lapsed", "member", "member_other_region"),
        *("coordinator", "coordinator_other_region", "ended_coordinator", "deputy", "treasurer"),
        *("secretary", "editor", "superuser"),
    ),
    404,
)

ROWS: list[Row] = [
    # --- A member's own pages; others are led to their application, or to how one applies.
    ("membership:portal", nothing, "get", own(200, others=302)),
    ("membership:display", nothing, "get", own(200, others=404)),
    ("membership:display", nothing, "post", own(200, others=404)),
    ("membership:safety", nothing, "get", own(200, others=404)),
    ("membership:safety", nothing, "post", own(302, others=404)),
    # Asks for the password again, whoever it is.
    ("membership:safety_undo", nothing, "get", own(302, others=302)),
    ("membership:safety_undo", nothing, "post", own(302, others=302)),
    ("membership:leave", nothing, "get", own(200, others=404)),
    ("membership:leave", nothing, "post", own(302, others=404)),
    # --- Links that were never sent, to whomever.
    ("membership:invitation", lambda: {"secret": "never-sent"}, "get", EVERYBODY),
    ("membership:invitation", lambda: {"secret": "never-sent"}, "post", EVERYBODY),
    ("membership:invitation_kept", nothing, "get", EVERYBODY),
    ("membership:invitation_kept", nothing, "post", EVERYBODY),
    # --- The admin.
    ("membership_admin:members", nothing, "get", admin(200, *ALL_KEEPERS)),
    ("membership_admin:members_export", nothing, "get", admin(200, *ALL_KEEPERS)),
    ("membership_admin:member", a_member(), "get", admin(200, *KEEPERS)),
    *(
        (
            "membership_admin:member_action",
            a_member(action=action),
            method,
            admin(200, "coordinator", "secretary"),
        )
        for action in ("lapse", "reinstate", "end", "move", "safety")
        # A post without a reason is answered with the form.
        for method in ("get", "post")
    ),
    ("membership_admin:roles", nothing, "get", admin(200, "secretary", "superuser")),
    ("membership_admin:role_grant", nothing, "get", admin(200, "secretary", "superuser")),
    ("membership_admin:role_grant", nothing, "post", admin(200, "secretary", "superuser")),
    ("membership_admin:role_end", a_role, "get", admin(200, "secretary", "superuser")),
    ("membership_admin:role_end", a_role, "post", admin(302, "secretary", "superuser")),
    ("membership_admin:regions", nothing, "get", admin(200, "superuser")),
    ("membership_admin:region", lambda: {"code": "africa"}, "get", admin(200, "superuser")),
    ("membership_admin:region", lambda: {"code": "africa"}, "post", admin(200, "superuser")),
    ("membership_admin:invitations", nothing, "get", admin(200, *INVITERS)),
    ("membership_admin:invite", nothing, "get", admin(200, *INVITERS)),
    ("membership_admin:invite", nothing, "post", admin(200, *INVITERS)),
    (
        "membership_admin:invitation_revoke",
        an_invitation,
        "post",
        admin(302, "coordinator", "deputy", "secretary"),
    ),
]
