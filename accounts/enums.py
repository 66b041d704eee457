"""Fixed choices of accounts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """What an API token may do; the values are part of our contract with front-ends."""

    DIRECTORY_READ = "directory:read", _("Read the members' directory")
