"""The fixed vocabularies of the directory, and who sees what where nobody chose."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from membership.audiences import Level


class EntryField(models.TextChoices):
    """What an entry tells, fact by fact: each has a level of its own."""

    NAME = "name", _("Name")
    COUNTRY = "country", _("Country")
    LANGUAGES = "languages", _("Languages of work")
    EXPERTISE = "expertise", _("Areas of expertise")
    HEADLINE = "headline", _("In one line")
    BIO = "bio", _("About me")
    ORGANISATION = "organisation", _("Organisation")
    CITY = "city", _("City")
    ADMISSIONS = "admissions", _("Admissions")
    ACCEPTS = "accepts", _("Asked for")
    WEBSITE = "website", _("Website")


#: Who sees a fact about which a member has said nothing.
DEFAULT_LEVELS: dict[str, Level] = {
    EntryField.NAME: Level.MEMBERS,
    EntryField.COUNTRY: Level.MEMBERS,
    EntryField.LANGUAGES: Level.MEMBERS,
    EntryField.EXPERTISE: Level.MEMBERS,
    EntryField.HEADLINE: Level.NOBODY,
    EntryField.BIO: Level.NOBODY,
    EntryField.ORGANISATION: Level.NOBODY,
    EntryField.CITY: Level.NOBODY,
    EntryField.ADMISSIONS: Level.NOBODY,
    EntryField.ACCEPTS: Level.NOBODY,
    EntryField.WEBSITE: Level.NOBODY,
}

#: What may be shown to everybody on the advisory board's page. What one may ask her for, and how to
#: reach her, is for members only.
PUBLIC_FIELDS = frozenset(EntryField) - {EntryField.ACCEPTS}

#: The levels a way to reach someone may have.
CONTACT_LEVELS = tuple(level for level in Level if level != Level.PUBLIC)


class Request(models.TextChoices):
    """What other members may ask someone for."""

    REFERRAL = "referral", _("referrals of cases")
    MENTORING = "mentoring", _("mentoring")
    PRESS = "press", _("questions of the press")
    URGENT = "urgent", _("urgent requests")


class ContactKind(models.TextChoices):
    """A way to reach someone."""

    EMAIL = "email", _("e-mail")
    PHONE = "phone", _("telephone")
    SIGNAL = "signal", _("Signal")
    OTHER = "other", _("other")


class Facet(models.TextChoices):
    """What the list can be narrowed by; `CONTACT` holds no values but fingerprints."""

    EXPERTISE = "expertise", _("Areas of expertise")
    COUNTRY = "country", _("Country")
    LANGUAGE = "language", _("Languages of work")
    ACCEPTS = "accepts", _("Asked for")
    CONTACT = "contact", "contact"


class Use(models.TextChoices):
    """What is counted, so that nobody can carry the directory away."""

    PROFILE = "profile", "profile"
    LIST = "list", "list"
    API = "api", "API"
    MESSAGE = "message", "message"
    REPLY = "reply", "reply"


class SeatKind(models.TextChoices):
    """As what someone stands on the advisory board's page."""

    BOARD = "board", _("Advisory board")
    COORDINATOR = "coordinator", _("Regional coordinators")
