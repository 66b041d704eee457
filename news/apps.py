"""App configuration of news."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    """Daily news on legal developments."""

    name = "news"
    verbose_name = _("News")

    def ready(self) -> None:
        """Offer news to home, search and the API."""
        from core import registry
        from news.listing import CONTENT_TYPE

        registry.register(CONTENT_TYPE)
