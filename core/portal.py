"""The sections of a person's own pages at /<language>/account/.

Each app registers its own, so that the page that lists them need not know the apps above it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def _for_everyone(user: Any) -> bool:
    return True


def _no_summary(user: Any) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class PortalSection:
    """One place of a person's own pages.

    `title` and `description` are lazy translations; `summary` says in a few words how things
    stand for this person ("paid until 31 December 2026"), empty where there is nothing to say.
    """

    name: str
    title: Any
    description: Any
    url_name: str
    order: int
    is_available: Callable[[Any], bool] = _for_everyone
    summary: Callable[[Any], str] = _no_summary


_sections: dict[str, PortalSection] = {}


def register_section(section: PortalSection) -> None:
    """Offer a section; registering a name twice replaces it."""
    _sections[section.name] = section


def sections_for(user: Any) -> list[PortalSection]:
    """Return the sections that a signed-in person has, in their order."""
    ordered = sorted(_sections.values(), key=lambda section: section.order)
    return [section for section in ordered if section.is_available(user)]
