"""What roles are answered, for the rows of the permission table that are about everybody alike."""

from tests.membership.factories import MAKERS

#: Let into the admin by a role, a group or everything.
INSIDE_ADMIN = (
    *("coordinator", "coordinator_other_region", "deputy", "treasurer", "secretary"),
    *("editor", "superuser"),
)


def everybody(status: int) -> dict[str, int]:
    """Return one answer for all."""
    return dict.fromkeys(MAKERS, status)


def signed_in(status: int, *, anonymous: int = 302) -> dict[str, int]:
    """Return one answer for all who are signed in; others are led to the sign-in page."""
    return everybody(status) | {"anonymous": anonymous}


def superuser(status: int, *, inside: int = 302) -> dict[str, int]:
    """Return the statuses of an admin page for superusers: Wagtail sends others away."""
    return everybody(302) | dict.fromkeys(INSIDE_ADMIN, inside) | {"superuser": status}
