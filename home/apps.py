"""App configuration of home."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """Home page, standard pages, topic hubs."""

    name = "home"
    verbose_name = _("Home")
