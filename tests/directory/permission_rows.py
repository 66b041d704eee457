"""Who may do what at each address of the directory: name, arguments, method, {role: status}."""

from __future__ import annotations

from directory.services import relay
from tests.directory.factories import canary_entry
from tests.membership.factories import MAKERS, MemberFactory

#: People without a member's rights, and those with them.
NO_MEMBERS = ("applicant", "other_applicant", "lapsed", "editor", "superuser")
MEMBERS = tuple(role for role in MAKERS if role not in (*NO_MEMBERS, "anonymous"))
ADMIN_ROLES = ("coordinator", "coordinator_other_region", "deputy", "treasurer", "editor")


def _for_members(status: int = 200, *, anonymous: int = 302) -> dict[str, int]:
    """Return who gets in: members; others find nothing, strangers the sign-in page."""
    return {
        "anonymous": anonymous,
        **dict.fromkeys(NO_MEMBERS, 404),
        **dict.fromkeys(MEMBERS, status),
    }


def _for_nobody_here() -> dict[str, int]:
    return _for_members(404)


def _for_the_public_page() -> dict[str, int]:
    """Return who gets in: those with an office; other members find nothing."""
    holders = ("coordinator", "coordinator_other_region", "deputy")
    return _for_members(404) | dict.fromkeys(holders, 200)


def _for_the_secretariat(status: int = 200) -> dict[str, int]:
    """Return who gets in: the secretariat; others of the admin find nothing."""
    outside = ("applicant", "other_applicant", "lapsed", "member", "member_other_region")
    return {
        "anonymous": 302,
        **dict.fromkeys((*outside, "ended_coordinator"), 302),
        **dict.fromkeys((*ADMIN_ROLES, "superuser"), 404),
        "secretary": status,
    }


def entry_token() -> dict[str, str]:
    """Return the arguments of a member's entry."""
    return {"token": canary_entry(MemberFactory()).member.token}


def conversation_token() -> dict[str, str]:
    """Return the arguments of a conversation between two others."""
    one, other = (canary_entry(MemberFactory()).member for _number in range(2))
    return {"token": relay.write_first(one, other, "Hello").conversation.token}


def report_token() -> dict[str, str]:
    """Return the arguments of a report."""
    return {"token": relay.report(MemberFactory(), MemberFactory(), "Something").token}


def seat_token() -> dict[str, str]:
    """Return the arguments of a seat that nobody has."""
    return {"token": MemberFactory().token}


ROWS = [
    ("directory:list", dict, "get", _for_members()),
    ("directory:entry", entry_token, "get", _for_members()),
    ("directory:vcard", entry_token, "get", _for_members()),
    ("directory:write", entry_token, "get", _for_members()),
    ("directory:write", entry_token, "post", _for_members()),
    ("directory:block", entry_token, "post", _for_members(302)),
    ("directory:unblock", entry_token, "post", _for_members(302)),
    ("directory:report", entry_token, "get", _for_members()),
    ("directory:report", entry_token, "post", _for_members()),
    ("directory:mailbox", dict, "get", _for_members()),
    ("directory:conversation", conversation_token, "get", _for_nobody_here()),
    ("directory:conversation", conversation_token, "post", _for_nobody_here()),
    ("directory:conversation_block", conversation_token, "post", _for_nobody_here()),
    ("directory:conversation_report", conversation_token, "get", _for_nobody_here()),
    ("directory:conversation_report", conversation_token, "post", _for_nobody_here()),
    ("directory_portal:edit", dict, "get", _for_members()),
    ("directory_portal:edit", dict, "post", _for_members()),
    ("directory_portal:preview", lambda: {"viewpoint": "member"}, "get", _for_members()),
    ("directory_portal:consent", dict, "get", _for_the_public_page()),
    ("directory_portal:consent", dict, "post", _for_the_public_page()),
    ("directory_portal:revoke", dict, "post", _for_members(302)),
    ("directory_admin:reports", dict, "get", _for_the_secretariat()),
    ("directory_admin:report", report_token, "get", _for_the_secretariat()),
    ("directory_admin:report", report_token, "post", _for_the_secretariat()),
    ("directory_admin:board", dict, "get", _for_the_secretariat()),
    ("directory_admin:board", dict, "post", _for_the_secretariat()),
    ("directory_admin:board_end", seat_token, "post", _for_the_secretariat(404)),
    ("api-v1:list_members", dict, "get", _for_members(anonymous=401)),
    ("api-v1:get_member", entry_token, "get", _for_members(anonymous=401)),
]
