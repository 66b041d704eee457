"""The door to the members' pages: who gets in.

That nobody keeps or indexes these pages is said for all of them by `accounts.middleware`.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from directory.access import directory_viewer
from directory.services.limits import LimitReachedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from django.http import HttpRequest

    from core.http import SignedInRequest


def members_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only those in whom the directory is open to, and hand the view who they are.

    Without an account the way leads to the sign-in page; for all others it is as if nothing were
    here. Who has used up her day is told so.
    """

    @wraps(view)
    @login_required
    def wrapper(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        viewer = directory_viewer(request.user)
        try:
            return view(request, viewer, *args, **kwargs)
        except LimitReachedError as error:
            return too_many(request, error.retry_after)

    return wrapper


def too_many(request: HttpRequest, retry_after: timedelta) -> HttpResponse:
    """Say that there is no more for now, and when there will be."""
    response = render(request, "directory/too_many.html", {"robots": "noindex"}, status=429)
    response.headers["Retry-After"] = str(max(1, int(retry_after.total_seconds())))
    return response
