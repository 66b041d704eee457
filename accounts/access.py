"""The gates to what is a person's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from accounts.models import ApiToken

if TYPE_CHECKING:
    from accounts.models import User


def own_token(user: User, pk: int) -> ApiToken:
    """Return a person's own API token. Raises Http404 for others' and for none alike."""
    token = ApiToken.objects.filter(user=user, pk=pk).first()
    if token is None:
        raise Http404
    return token
