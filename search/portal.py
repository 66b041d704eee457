"""Search's place among a person's own pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.portal import PortalSection, register_section
from search.models import SavedSearch

if TYPE_CHECKING:
    from accounts.models import User


def summary(user: User) -> str:
    """Say how many searches someone has saved; nothing where she has none."""
    count = SavedSearch.objects.filter(user=user).count()
    if not count:
        return ""
    return ngettext("%(count)d saved search", "%(count)d saved searches", count) % {"count": count}


def register() -> None:
    """Offer the section."""
    register_section(
        PortalSection(
            name="saved_searches",
            title=_("Saved searches"),
            description=_("What you look for again and again, and when we tell you of new works."),
            url_name="saved_searches:list",
            order=50,
            summary=summary,
        )
    )
