"""What the admin says about signing in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from wagtail import hooks
from wagtail.admin.ui.components import Component

if TYPE_CHECKING:
    from django.http import HttpRequest


class SecondFactorNotDemanded(Component):
    """Says on the admin's home page that a password alone opens it."""

    name = "second_factor_not_demanded"
    order = 10
    template_name = "accounts/admin/second_factor_not_demanded.html"


@hooks.register("construct_homepage_panels")
def warn_of_passwords_alone(request: HttpRequest, panels: list[Component]) -> None:
    """Warn where staff need no second factor, as on a machine of one's own."""
    if not settings.STAFF_MFA_REQUIRED:
        panels.append(SecondFactorNotDemanded())
