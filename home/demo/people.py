"""The demo's people: sixty members in twenty-five countries, the secretariat, applicants.

All are invented. They come into being through the same services as real people, so that rows,
histories and letters are as in use; only the days are set back afterwards. Each person is made in
one transaction and found again by her address: a build that was interrupted is completed, and
another one changes nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts.models import User
from accounts.services import save_preferences
from directory.models import AdvisoryConsent, AdvisorySeat, RelayConversation, RelayMessage
from directory.services import board, entries, relay
from home.demo import applications, dues
from home.demo.accounts import ACCOUNTS, make_user
from home.demo.past import happening
from home.services import content
from membership.audiences import Level
from membership.enums import MemberStatus
from membership.models import Invitation, Member, MemberEvent, Region, RegionalRole
from membership.querysets import network_day
from membership.services import members, roles
from membership.services.dues import lapse_for
from membership.services.invitations import invite
from taxonomy.models import Country, FocusArea

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from directory.models import DirectoryEntry

#: The files with members, one for each region.
REGIONS = ("africa", "americas", "asia-pacific", "europe-eurasia", "mena")
#: What changes with a member's standing.
STANDING = (Member, MemberEvent)


def build_people() -> None:
    """Make the people that are missing, and what has passed between them."""
    for item in content("people/staff"):
        _build_staff(item)
    dues.build_settings()
    waiting = {item["email"]: item for item in content("people/applications")}
    people = [person for name in REGIONS for person in content(f"people/{name}")]
    # Those who hold a role come first: the others are admitted and let off by them.
    for person in sorted(people, key=lambda person: "roles" not in person):
        if not Member.objects.filter(user__email=person["email"]).exists():
            _build_member(person, waiting.get(person["email"]))
    for item in waiting.values():
        applications.build_application(item)
    for conversation in content("people/conversations"):
        _build_conversation(conversation)
    _build_invitation()


def days_ago(days: int) -> date:
    """Return the day that was so many days ago; a negative number looks ahead."""
    return network_day() - timedelta(days=days)


def secretary() -> User:
    """Return the demo's secretary."""
    return User.objects.get(email="secretary@example.org")


def coordinator(region: Region) -> User:
    """Return who coordinates a region of the demo."""
    return User.objects.get(email=f"coordinator-{region.code}@example.org")


def account(item: Mapping[str, Any]) -> User:
    """Return the account of somebody in the demo's files, made where it is missing."""
    user = make_user(
        item["email"],
        first_name=item["first_name"],
        last_name=item["last_name"],
        language=item["language"],
        time_zone=item["time_zone"],
        discreet_mail=item.get("discreet_mail", False),
    )
    save_preferences(user, ["language", "time_zone"])
    return user


@transaction.atomic
def _build_staff(item: Mapping[str, Any]) -> None:
    """Make somebody of the secretariat; whoever runs the system gives the first roles."""
    region = Region.objects.get(is_secretariat=True)
    if RegionalRole.objects.filter(user__email=item["email"], region=region).exists():
        return
    administrator = User.objects.get(email=next(a.email for a in ACCOUNTS if a.is_superuser))
    with happening(700, User, RegionalRole):
        roles.grant_role(
            account(item),
            region,
            item["role"],
            actor=administrator,
            starts_on=days_ago(700),
        )


# --- Members --------------------------------------------------------------------------------


@transaction.atomic
def _build_member(person: Mapping[str, Any], application: Mapping[str, Any] | None) -> None:
    """Make a member with her entry, her roles and her dues, and what became of her since.

    Some have applied here; the others are taken over from before there were applications.
    """
    days = person["days_a_member"]
    if application is not None:
        applications.build_application(application)
        member = Member.objects.get(user__email=person["email"])
        Member.objects.filter(pk=member.pk).update(joined_on=days_ago(days))
    else:
        with happening(days, User, Member, MemberEvent):
            member = members.admit(
                account(person),
                country=Country.objects.get(iso2=person["country"]),
                languages=person["languages"],
                shielded=person.get("is_shielded", False),
                on=days_ago(days),
            )
    member.refresh_from_db()
    with happening(max(days - 1, 0), MemberEvent):
        _choose_display(member, person.get("display"))
        entry = _write_entry(member, person["entry"])
    for role in person.get("roles", ()):
        _give_role(member, role)
    with happening(90, AdvisorySeat, AdvisoryConsent):
        _go_public(member, entry, person["entry"])
    dues.build_dues(member, person)
    _change_standing(member, person)


def _choose_display(member: Member, display: Mapping[str, Any] | None) -> None:
    """Let a member choose how she is listed and called, where she does not leave it as it is."""
    if display is not None:
        members.set_display(
            member,
            listing=display.get("listing", member.listing),
            name_mode=display.get("name_mode", member.name_mode),
            pseudonym=display.get("pseudonym", ""),
            hide_country=display.get("hide_country", member.hide_country),
            languages=member.languages,
            is_shielded=member.is_shielded,
        )


def _write_entry(member: Member, item: Mapping[str, Any]) -> DirectoryEntry:
    entry = entries.ensure_entry(member)
    entries.save_entry(
        entry,
        facts={
            name: item[name]
            for name in ("headline", "bio", "organisation", "city", "admissions", "accepts")
        }
        | {
            "website": item.get("website", ""),
            "focus_areas": FocusArea.objects.filter(slug__in=item["focus_areas"]),
        },
        showing={field: entries.Showing(Level(level)) for field, level in item["levels"].items()},
        contacts=[
            entries.ContactData(
                kind=contact["kind"],
                value=contact["value"],
                level=Level(contact["level"]),
                until=days_ago(-contact["days"]) if "days" in contact else None,
            )
            for contact in item["contacts"]
        ],
    )
    return entry


def _give_role(member: Member, item: Mapping[str, Any]) -> None:
    user = member.user
    if user is None:
        return
    with happening(item["days"], RegionalRole):
        roles.grant_role(
            user,
            Region.objects.get(code=item["region"]),
            item["role"],
            actor=secretary(),
            starts_on=days_ago(item["days"]),
            ends_on=days_ago(item["ended_days"]) if "ended_days" in item else None,
        )


def _go_public(member: Member, entry: DirectoryEntry, item: Mapping[str, Any]) -> None:
    """Give a member a seat on the advisory board, and let her consent to be shown with it."""
    if item.get("has_seat"):
        board.give_seat(member, actor=secretary())
    if "public" in item:
        board.give_consent(entry, item["public"])


def _change_standing(member: Member, person: Mapping[str, Any]) -> None:
    """Let a member lapse for want of dues, leave, or use her safety switch."""
    status = person.get("status")
    if status == MemberStatus.LAPSED:
        period = member.periods.select_related("member__user").latest("starts")
        with happening((network_day() - period.grace_until).days, *dues.MODELS, *STANDING):
            lapse_for(period)
    if status == MemberStatus.ENDED:
        with happening(30, *STANDING):
            members.end(member, actor=coordinator(member.region), reason=person["ended_because"])
    if person.get("is_safety_on") and member.user is not None:
        with happening(21, *STANDING):
            members.safety_switch(member, actor=member.user)


# --- What passes between them ---------------------------------------------------------------


@transaction.atomic
def _build_conversation(item: Mapping[str, Any]) -> None:
    people = {
        m.user.email: m for m in Member.objects.filter(user__email__in=item["between"]) if m.user
    }
    first, second = (people[email] for email in item["between"])
    if RelayConversation.objects.filter(starter=first, addressee=second).exists():
        return
    conversation = None
    for message in item["messages"]:
        sender = people[message["from"]]
        with happening(message["days_ago"], RelayConversation, RelayMessage):
            if conversation is None:
                conversation = relay.write_first(first, second, message["text"]).conversation
            else:
                relay.mark_read(conversation, sender)
                relay.reply(conversation, sender, message["text"])


@transaction.atomic
def _build_invitation() -> None:
    """Let a coordinator invite somebody who has not answered yet."""
    region = Region.objects.get(code="americas")
    if Invitation.objects.filter(region=region).exists():
        return
    with happening(6, Invitation):
        invite(
            "ines.cataventa@example.org", region=region, language="pt", actor=coordinator(region)
        )
