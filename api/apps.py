"""App configuration of api."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    """The site's content as JSON, for front-ends of any kind."""

    name = "api"
    label = "api"
    verbose_name = _("API")
