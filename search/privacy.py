"""What search knows of a person: what she looks for.

Nothing here ends by itself: a saved search ends when its owner deletes it or her account, and what
it has reported ends with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from privacy.registry import PersonalData, register_personal_data
from search.models import SavedSearch

if TYPE_CHECKING:
    from accounts.models import User


def export(user: User) -> dict[str, Any]:
    """Return a person's saved searches and the works they reported."""
    searches = SavedSearch.objects.filter(user=user).prefetch_related("sent_works")
    return {
        "saved_searches": [
            {
                "reference": search.token,
                "name": search.name,
                "search": search.address,
                "language": search.language,
                "told": search.frequency,
                "saved_at": search.created_at,
                "last_run_at": search.last_run_at,
                "reported": [
                    {"work": str(sent.work), "at": sent.at} for sent in search.sent_works.all()
                ],
            }
            for search in searches
        ]
    }


def forget(user: User) -> None:
    """Delete a person's saved searches and what they reported."""
    SavedSearch.objects.filter(user=user).delete()


def register() -> None:
    """Offer export and erasure."""
    register_personal_data(PersonalData("search", export, forget))
