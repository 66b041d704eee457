"""Who may open which address of applications, and what she is answered.

A row is (name of the address, what builds its arguments, method, {role: status}). The application
that the arguments name was made in the own region by somebody else than the person who asks. 302 is
the way to the sign-in page for those who are nobody, and after a change that was made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from membership.services import reviews
from tests.membership.factories import (
    MAKERS,
    OTHER_REGION,
    person,
    region,
    submitted_application,
)

if TYPE_CHECKING:
    from collections.abc import Callable

Row = tuple[str, "Callable[[], dict[str, str]]", str, dict[str, int]]

#: They have no right in the admin: Wagtail leads them to its sign-in, and from there home.
OUTSIDE_ADMIN = (
    "anonymous",
    "applicant",
    "other_applicant",
    "lapsed",
    "member",
    "member_other_region",
    "ended_coordinator",
)
#: Those who have not applied: nobody's pages but the applicant's own are at these addresses.
MEMBERS = (
    "member",
    "member_other_region",
    "coordinator",
    "coordinator_other_region",
    "ended_coordinator",
    "deputy",
    "treasurer",
    "secretary",
)


def nothing() -> dict[str, str]:
    """Return the arguments of an address that takes none."""
    return {}


def an_application(**more: str) -> Callable[[], dict[str, str]]:
    """Return what makes an application of the own region and names it."""
    return lambda: {"token": submitted_application().token, **more}


def a_shielded_application() -> dict[str, str]:
    """Make a shielded application of the own region and name it."""
    return {"token": submitted_application(is_shielded=True).token}


def an_offer(action: str) -> Callable[[], dict[str, str]]:
    """Return what makes an application that the own region offers to the other one."""

    def make() -> dict[str, str]:
        application = submitted_application()
        reviews.propose_transfer(application, person("coordinator"), region(OTHER_REGION))
        return {"token": application.token, "action": action}

    return make


def everybody(status: int, **others: int) -> dict[str, int]:
    """Return one status for all roles but those named."""
    return dict.fromkeys(MAKERS, status) | others


def admin(**allowed: int) -> dict[str, int]:
    """Return 404 for all in the admin but those named; the others are outside of it."""
    return everybody(404) | dict.fromkeys(OUTSIDE_ADMIN, 302) | allowed


OWN_REVIEWERS = {"coordinator": 200, "deputy": 200, "secretary": 200}
ACTIONS = ("begin", "approve", "ask", "decline", "transfer", "take-over", "note")
#: Without the role that puts them in turn, or before the time, they are sent back (302).
ON_ASKING = {
    "take-over": {"coordinator": 302, "deputy": 302, "secretary": 302},
    "note": OWN_REVIEWERS,
}

ROWS: list[Row] = [
    ("membership:apply", nothing, "get", everybody(200)),
    ("membership:application", nothing, "get", everybody(404, anonymous=302)),
    (
        "membership:application_edit",
        nothing,
        "get",
        everybody(200, anonymous=302) | dict.fromkeys(MEMBERS, 302),
    ),
    # A draft is kept and read on; whoever may not begin one is sent away.
    ("membership:application_edit", nothing, "post", everybody(302)),
    *(
        (f"membership:application_{page}", nothing, "get", everybody(404, anonymous=302))
        for page in ("answer", "withdraw", "appeal", "resume")
    ),
    *(
        (f"membership:application_{page}", nothing, "post", everybody(404, anonymous=302))
        for page in ("answer", "withdraw", "appeal", "resume_remove")
    ),
    (
        "membership_admin:applications",
        nothing,
        "get",
        admin(**OWN_REVIEWERS, coordinator_other_region=200),
    ),
    (
        "membership_admin:applications_export",
        nothing,
        "get",
        admin(**OWN_REVIEWERS, coordinator_other_region=200),
    ),
    ("membership_admin:application", an_application(), "get", admin(**OWN_REVIEWERS)),
    ("membership_admin:application", a_shielded_application, "get", admin(secretary=200)),
    ("membership_admin:application_resume", an_application(), "get", admin(**OWN_REVIEWERS)),
    ("membership_admin:application_resume", a_shielded_application, "get", admin(secretary=200)),
    *(
        (
            "membership_admin:application_action",
            an_application(action=action),
            "get",
            admin(**ON_ASKING.get(action, {"coordinator": 200, "deputy": 200, "secretary": 302})),
        )
        for action in ACTIONS
    ),
    # Empty forms come back, so nothing is done here; what is done is in test_review_pages.
    *(
        (
            "membership_admin:application_action",
            an_application(action=action),
            "post",
            admin(**ON_ASKING.get(action, {"coordinator": 200, "deputy": 200, "secretary": 302})),
        )
        for action in ("ask", "decline", "note")
    ),
    *(
        (
            "membership_admin:application_action",
            an_offer(action),
            "post",
            admin(coordinator_other_region=302, secretary=302),
        )
        for action in ("accept-transfer", "refuse-transfer")
    ),
]
