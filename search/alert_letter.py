"""The letter that tells somebody what her saved searches found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.letters import Action, Letter, Link
from search.query import Sort
from search.saved import sign_stop

if TYPE_CHECKING:
    from notifications.letters import Block
    from search.models import SavedSearch

#: Around a name that may run in another direction than the sentence it stands in.
_ISOLATED = "\u2068%s\u2069"


@dataclass(frozen=True, slots=True)
class Report:
    """What one search found anew: how many works, and title and path of the first of them."""

    search: SavedSearch
    count: int
    named: list[tuple[str, str]]


def letter(reports: list[Report]) -> Letter:
    """Return the letter about all searches of one person; its subject says nothing of them."""
    total = sum(report.count for report in reports)
    return Letter(
        subject=ngettext(
            "%(count)d new work for your saved searches",
            "%(count)d new works for your saved searches",
            total,
        )
        % {"count": total},
        paragraphs=[block for report in reports for block in _about(report)],
        action=Action(_("Your saved searches"), reverse("saved_searches:list")),
    )


def _about(report: Report) -> list[Block]:
    search, rest = report.search, report.count - len(report.named)
    blocks: list[Block] = [
        ngettext(
            "“%(name)s”: %(count)d new work.", "“%(name)s”: %(count)d new works.", report.count
        )
        % {"name": _ISOLATED % search.name, "count": report.count},
        *(Link(title, path) for title, path in report.named),
    ]
    if rest > 0:
        blocks.append(
            ngettext(
                "%(count)d more is not named here.", "%(count)d more are not named here.", rest
            )
            % {"count": rest}
        )
    blocks.append(
        Link(_("Everything this search finds, the last added first"), results_path(search))
    )
    blocks.append(
        Link(
            _("No more mail about this search"),
            reverse("saved_searches:stop", args=[sign_stop(search)]),
        )
    )
    return blocks


def results_path(search: SavedSearch) -> str:
    """Return where the search page shows a saved search, the last added works first."""
    return f"{reverse('search:search')}?{search.address}&sort={Sort.ADDED}"
