"""The fixed vocabularies of membership."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What someone does for a region; in the secretariat, for all of them."""

    COORDINATOR = "coordinator", _("coordinator")
    DEPUTY = "deputy", _("deputy coordinator")
    EDITOR = "editor", _("regional editor")
    TREASURER = "treasurer", _("treasurer")
    SECRETARY = "secretary", _("secretary")


class Capability(models.TextChoices):
    """What a role lets someone do in its region."""

    REVIEW = "review", _("review applications and waivers")
    SEE_MEMBERS = "see_members", _("see members and their state")
    MANAGE_MEMBERS = "manage_members", _("change members and use the safety switch for them")
    INVITE = "invite", _("invite")
    SEE_AMOUNTS = "see_amounts", _("see amounts and record payments")
    REVIEW_SHIELDED = "review_shielded", _("review shielded applications and appeals")
    GRANT_ROLES = "grant_roles", _("grant regional roles")


#: A role's capabilities, in the regions it is held for.
CAPABILITIES: dict[str, frozenset[Capability]] = {
    Role.COORDINATOR: frozenset(
        {
            Capability.REVIEW,
            Capability.SEE_MEMBERS,
            Capability.MANAGE_MEMBERS,
            Capability.INVITE,
        }
    ),
    Role.DEPUTY: frozenset({Capability.REVIEW, Capability.SEE_MEMBERS, Capability.INVITE}),
    Role.EDITOR: frozenset(),
    Role.TREASURER: frozenset({Capability.SEE_MEMBERS, Capability.SEE_AMOUNTS}),
    Role.SECRETARY: frozenset(
        {
            Capability.REVIEW,
            Capability.SEE_MEMBERS,
            Capability.MANAGE_MEMBERS,
            Capability.INVITE,
            Capability.REVIEW_SHIELDED,
            Capability.GRANT_ROLES,
        }
    ),
}


class MemberStatus(models.TextChoices):
    """How someone stands in the network."""

    ACTIVE = "active", _("member")
    LAPSED = "lapsed", _("lapsed")
    ENDED = "ended", _("former member")


class MemberVerb(models.TextChoices):
    """What can happen to a membership."""

    ADMITTED = "admitted", _("admitted")
    LAPSED = "lapsed", _("lapsed")
    REINSTATED = "reinstated", _("reinstated")
    ENDED = "ended", _("ended")
    MOVED = "moved", _("country changed")
    DISPLAYED = "displayed", _("listing or name changed")
    SAFETY_ON = "safety_on", _("safety switch used")
    SAFETY_OFF = "safety_off", _("safety switch undone")


class Listing(models.TextChoices):
    """Whether a member can be found in the directory."""

    LISTED = "listed", _("in the directory")
    CONTACT_ONLY = "contact_only", _("only by those who have my link, who may write to me")
    HIDDEN = "hidden", _("nowhere")


class NameMode(models.TextChoices):
    """What a member is called by others."""

    REAL = "real", _("my name")
    PSEUDONYM = "pseudonym", _("a pseudonym")
    INITIALS = "initials", _("my initials and country")


class Surface(models.TextChoices):
    """Where a person is shown; each is walked by the tests that look for leaks."""

    DIRECTORY = "directory", "directory"
    API = "api", "API"
    VCARD = "vcard", "vCard"
    MAIL = "mail", "mail"
    ADVISORY_BOARD = "advisory_board", "advisory board"
    ADMIN = "admin", "admin"


class Profession(models.TextChoices):
    """What an applicant does, so far as it matters to who may join."""

    LAWYER = "lawyer", _("lawyer who represents workers or trade unions")
    UNION = "union", _("legal adviser or lawyer employed by a trade union")
    ORGANISATION = "organisation", _("lawyer at a law centre or workers' rights organisation")
    SCHOLAR = "scholar", _("scholar of labour law")
    OTHER = "other", _("other legal worker")


class ApplicationStatus(models.TextChoices):
    """Where an application stands."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    IN_REVIEW = "in_review", _("in review")
    INFO_REQUESTED = "info_requested", _("information requested")
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")
    APPEALED = "appealed", _("appealed")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("expired")

    @classmethod
    def open(cls) -> tuple[ApplicationStatus, ...]:
        """Return the states of an application that is not over; a person has one such at most."""
        return (cls.DRAFT, cls.SUBMITTED, cls.IN_REVIEW, cls.INFO_REQUESTED, cls.APPEALED)

    @classmethod
    def waiting(cls) -> tuple[ApplicationStatus, ...]:
        """Return the states in which reviewers have to act."""
        return (cls.SUBMITTED, cls.IN_REVIEW, cls.APPEALED)

    @classmethod
    def abandoned(cls) -> tuple[ApplicationStatus, ...]:
        """Return the states that ended without a decision: nobody reads these any more."""
        return (cls.WITHDRAWN, cls.EXPIRED)


class ApplicationVerb(models.TextChoices):
    """What happened to an application."""

    SUBMITTED = "submitted", _("submitted")
    REVIEW_BEGUN = "review_begun", _("taken into review")
    INFO_REQUESTED = "info_requested", _("asked for information")
    ANSWERED = "answered", _("answered")
    NOTED = "noted", _("noted")
    APPROVED_FIRST = "approved_first", _("approved by a first reviewer")
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")
    APPEALED = "appealed", _("appealed")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("expired")
    RESUME_REMOVED = "resume_removed", _("removed the résumé")
    TRANSFER_PROPOSED = "transfer_proposed", _("proposed a transfer to another region")
    TRANSFER_REFUSED = "transfer_refused", _("refused the transfer")
    TRANSFERRED = "transferred", _("transferred to another region")
    TAKEN_OVER = "taken_over", _("taken over by the secretariat")

    @classmethod
    def of_reviewers_only(cls) -> tuple[ApplicationVerb, ...]:
        """Return what the applicant is not told: how the reviewers go about it."""
        return (
            cls.NOTED,
            cls.APPROVED_FIRST,
            cls.TRANSFER_PROPOSED,
            cls.TRANSFER_REFUSED,
            cls.TAKEN_OVER,
        )


class DuesState(models.TextChoices):
    """How the dues of a year stand: all that those who keep a region learn of them."""

    DUE = "due", _("due")
    PART_WAIVED = "part_waived", _("partly waived, the rest is due")
    PAID = "paid", _("paid")
    WAIVED = "waived", _("waived")
    WRITTEN_OFF = "written_off", _("written off")

    @classmethod
    def open_states(cls) -> tuple[DuesState, ...]:
        """Return the states in which something is still owed."""
        return (cls.DUE, cls.PART_WAIVED)


class PaymentMethod(models.TextChoices):
    """How money came in."""

    TRANSFER = "transfer", _("bank transfer")
    MOBILE_MONEY = "mobile_money", _("mobile money")
    CASH = "cash", _("cash")
    CHEQUE = "cheque", _("cheque")
    ONLINE = "online", _("online payment")
    OTHER = "other", _("other way")


class PaymentState(models.TextChoices):
    """Whether recorded money counts."""

    BOOKED = "booked", _("booked")
    VOIDED = "voided", _("recorded by mistake")
    REFUNDED = "refunded", _("paid back")


class WaiverState(models.TextChoices):
    """Where a request for a waiver stands."""

    PENDING = "pending", _("waiting for a decision")
    GRANTED = "granted", _("granted in full")
    PART_GRANTED = "part", _("granted in part")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")
