"""The states of a mail, and why an address gets none."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    """Where a mail is on its way."""

    PENDING = "pending", _("waiting")
    LEASED = "leased", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    SUPPRESSED = "suppressed", _("held back")
    CANCELLED = "cancelled", _("cancelled")
    #: Not mailed, because she does not want this kind by mail: it can be read on the site.
    SITE = "site", _("on the site only")


class BounceKind(models.TextChoices):
    """What a mail server said of a mail it could not deliver."""

    SOFT = "soft", _("could not be delivered for now")
    HARD = "hard", _("cannot be delivered")


class SuppressionReason(models.TextChoices):
    """Why an address gets no mail."""

    BOUNCES = "bounces", _("mail to it came back")
    ASKED = "asked", _("its owner asked for none")
