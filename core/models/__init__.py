"""Models that every app builds on."""

from core.models.base import BasePage
from core.models.media import SiteDocument, SiteImage, SiteRendition

__all__ = ["BasePage", "SiteDocument", "SiteImage", "SiteRendition"]
