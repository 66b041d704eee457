"""Who reads for herself: someone signed in, or a program with a token of hers."""

from __future__ import annotations

from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from ninja.security import HttpBearer, SessionAuth

from accounts.enums import Scope
from accounts.tokens import user_for_token
from api.errors import Problem, problem_response

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from accounts.models import User


class DirectoryToken(HttpBearer):
    """A personal API token with the scope directory:read, in the Authorization header."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """Return whom the token speaks for, None where it speaks for nobody."""
        return user_for_token(token, Scope.DIRECTORY_READ)


#: Either will do; each operation finds the person in `request.auth`.
SIGNED_IN = [SessionAuth(), DirectoryToken()]


def kept_by_nobody(operation: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Forbid keeping what an operation answers, its errors included."""

    @wraps(operation)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = operation(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        patch_vary_headers(response, ["Cookie", "Authorization"])
        return response

    return wrapper


def not_signed_in(request: HttpRequest, exc: object = None) -> HttpResponse:
    """Ask who is reading."""
    response = problem_response(
        Problem(
            title=_("Not signed in"),
            status=HTTPStatus.UNAUTHORIZED,
            detail=_("Sign in, or send a token that has not ended."),
        )
    )
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def too_many(request: HttpRequest, exc: Any) -> HttpResponse:
    """Say that there is no more for now, and when there will be."""
    response = problem_response(
        Problem(
            title=_("Too many requests"),
            status=HTTPStatus.TOO_MANY_REQUESTS,
            detail=_("What one person may read within this time is used up."),
        )
    )
    response.headers["Retry-After"] = str(max(1, int(exc.retry_after.total_seconds())))
    return response
