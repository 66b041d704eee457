"""Who may open which address of dues and waivers, and what she is answered.

A row is (name of the address, what builds its arguments, method, {role: status}). The dues that the
arguments name are those of a member of the own region, and never of the person who asks: so a
member's own pages are absent for everybody here, and `test_dues_pages` opens them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from membership.services.dues import book
from membership.services.waivers import request_waiver
from tests.membership.dues_scenes import owing_member, receipt
from tests.membership.factories import MAKERS

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
#: They were never admitted.
NO_MEMBERS = ("applicant", "other_applicant", "editor", "superuser")


def nothing() -> dict[str, str]:
    """Return the arguments of an address that takes none."""
    return {}


def a_charge(**more: str) -> Callable[[], dict[str, str]]:
    """Return what makes the dues of a member of the own region and names them."""
    return lambda: {"token": owing_member()[1].token, **more}


def a_payment() -> dict[str, str]:
    """Make a payment of a member of the own region and name it."""
    return {"token": book(owing_member()[1].pk, receipt("10")).token}


def a_waiver() -> dict[str, str]:
    """Make a request of a member of the own region and name it."""
    member, charge = owing_member()
    return {"token": request_waiver(member, charge, reason="An invented reason.").token}


def everybody(status: int) -> dict[str, int]:
    """Return a status for all who have signed in."""
    return dict.fromkeys(MAKERS, status) | {"anonymous": 302}


def members(status: int) -> dict[str, int]:
    """Return a status for all who are or lately were members, whatever their role."""
    return everybody(status) | dict.fromkeys(NO_MEMBERS, 404)


def admin(status: int, *allowed: str) -> dict[str, int]:
    """Return a status for some roles in the admin; for the others the page is absent."""
    return (
        dict.fromkeys(MAKERS, 404)
        | dict.fromkeys(OUTSIDE_ADMIN, 302)
        | dict.fromkeys(allowed, status)
    )


DECIDERS = ("coordinator", "deputy", "secretary")

ROWS: list[Row] = [
    ("membership:dues", nothing, "get", members(200)),
    ("membership:dues_come_back", nothing, "get", everybody(405)),
    ("membership:dues_come_back", nothing, "post", members(302)),
    ("membership:dues_receipt", a_payment, "get", everybody(404)),
    ("membership:dues_tier", a_charge(), "get", everybody(404)),
    ("membership:dues_tier", a_charge(), "post", everybody(404)),
    ("membership:dues_attest", a_charge(), "get", everybody(404)),
    ("membership:dues_attest", a_charge(), "post", everybody(404)),
    ("membership:dues_pay", a_charge(provider="manual"), "get", everybody(405)),
    ("membership:dues_pay", a_charge(provider="manual"), "post", everybody(404)),
    ("membership:dues_waiver", a_charge(), "get", everybody(404)),
    ("membership:dues_waiver", a_charge(), "post", everybody(404)),
    ("membership:dues_waiver_withdraw", a_charge(), "get", everybody(405)),
    ("membership:dues_waiver_withdraw", a_charge(), "post", everybody(404)),
    ("membership_admin:dues", nothing, "get", admin(200, "treasurer")),
    ("membership_admin:dues_export", nothing, "get", admin(200, "treasurer")),
    ("membership_admin:dues_charge", a_charge(), "get", admin(200, "treasurer")),
    ("membership_admin:dues_record", a_charge(), "get", admin(302, "treasurer")),
    ("membership_admin:dues_record", a_charge(), "post", admin(200, "treasurer")),
    ("membership_admin:dues_payment_undo", a_payment, "get", admin(200, "treasurer")),
    ("membership_admin:dues_payment_undo", a_payment, "post", admin(200, "treasurer")),
    ("membership_admin:dues_write_off", a_charge(), "get", admin(200, "treasurer")),
    ("membership_admin:dues_write_off", a_charge(), "post", admin(200, "treasurer")),
    (
        "membership_admin:waivers",
        nothing,
        "get",
        admin(200, *DECIDERS, "coordinator_other_region"),
    ),
    ("membership_admin:waiver", a_waiver, "get", admin(200, *DECIDERS)),
    ("membership_admin:waiver", a_waiver, "post", admin(200, *DECIDERS)),
]
