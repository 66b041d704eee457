"""What a person is called, on every surface: the one presenter.

Nothing outside accounts and membership reads a member's name from her account. Lists, mails,
exports and the API ask `present`, so that a pseudonym holds everywhere and at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from membership.audiences import is_herself
from membership.enums import Listing, MemberStatus, NameMode, Surface

if TYPE_CHECKING:
    from membership.audiences import Viewer
    from membership.models import Member


@dataclass(frozen=True, slots=True)
class PublicPerson:
    """A person as one viewer may know her on one surface.

    `token` is empty where the viewer must not find her again; `name` is never empty.
    """

    name: str
    token: str = ""

    def __str__(self) -> str:
        """Return the name."""
        return self.name


def initials(full_name: str) -> str:
    """Return the first letters of a name's words: "Amina Real-Name" is "A. R."."""
    return " ".join(f"{word[0].upper()}." for word in full_name.split())


def shown_name(member: Member, *, with_country: bool = False) -> str:
    """Return what a member is called by other members.

    Her country stands behind her initials only `with_country`, which is for a caller that knows
    that the country, too, is for whoever reads it.
    """
    if member.user is None or member.status == MemberStatus.ENDED:
        return _("Former member")
    full_name = member.user.get_full_name().strip()
    if member.name_mode == NameMode.PSEUDONYM and member.pseudonym.strip():
        return member.pseudonym.strip()
    if member.name_mode == NameMode.REAL and full_name:
        return full_name
    if member.name_mode == NameMode.INITIALS and full_name:
        if with_country and not member.hide_country:
            return f"{initials(full_name)} ({member.country.label()})"
        return initials(full_name)
    return _("Member")


def knows_real_name(member: Member, viewer: Viewer, surface: Surface) -> bool:
    """Return whether a viewer sees the name on the account: herself, and who keeps her region.

    Only in the admin: whoever keeps a region reads the directory as other members do, and sees
    there what they see. A shielded member is known to the secretariat alone.
    """
    return surface == Surface.ADMIN and (
        is_herself(member, viewer)
        or viewer.is_secretariat
        or (member.region_id in viewer.kept and not member.is_shielded)
    )


def may_find(member: Member, viewer: Viewer) -> bool:
    """Return whether a viewer may meet a member at all outside the admin.

    A hidden member is met by nobody but herself, a former or lapsed one neither.
    """
    if is_herself(member, viewer):
        return True
    return viewer.may_enter and member.is_active and member.listing != Listing.HIDDEN


def present(
    member: Member, viewer: Viewer, surface: Surface, *, with_country: bool = False
) -> PublicPerson:
    """Return a member as a viewer may know her on a surface.

    To those outside the network she is "Member", except on the page of the advisory board, which
    shows nobody who has not consented to that. `with_country` as in `shown_name`.
    """
    if member.user is None:
        return PublicPerson(_("Former member"))
    if knows_real_name(member, viewer, surface):
        return PublicPerson(member.user.get_full_name().strip() or _("Member"), member.token)
    is_inside = viewer.may_enter or is_herself(member, viewer)
    if not is_inside and surface != Surface.ADVISORY_BOARD:
        return PublicPerson(_("Member"))
    name = shown_name(member, with_country=with_country)
    return PublicPerson(name, member.token if may_find(member, viewer) else "")
