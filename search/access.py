"""The gate to what is a person's own in search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from search.models import SavedSearch

if TYPE_CHECKING:
    from accounts.models import User


def own_search(user: User, token: str) -> SavedSearch:
    """Return a person's own saved search. Raises Http404 for others' and for none alike."""
    search = SavedSearch.objects.filter(user=user, token=token).first()
    if search is None:
        raise Http404
    return search
