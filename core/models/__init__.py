"""Models that every app builds on."""

from core.models.base import BasePage
from core.models.media import SiteDocument, SiteImage, SiteRendition
from core.models.periodic import PeriodicRun

__all__ = ["BasePage", "PeriodicRun", "SiteDocument", "SiteImage", "SiteRendition"]
