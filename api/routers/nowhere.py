"""Every address that is no operation; stands after all others."""

from __future__ import annotations

from typing import NoReturn

from django.http import Http404, HttpRequest
from ninja import Router

from api.responses import READ

router = Router()


@router.api_operation(READ, "", include_in_schema=False)
def no_root(request: HttpRequest) -> NoReturn:
    """Answer the API's own address as what does not exist."""
    raise Http404


@router.api_operation(READ, "/{path:rest}", include_in_schema=False)
def nothing_here(request: HttpRequest, rest: str) -> NoReturn:
    """Answer an unknown address as the operations answer an unknown work."""
    raise Http404
