"""Words of a fixed list."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Frequency(models.TextChoices):
    """How often somebody is told of what a saved search finds anew."""

    DAILY = "daily", _("every day")
    WEEKLY = "weekly", _("every week")
    OFF = "off", _("never")
