"""The directory of members: the list and one entry, each as the reader may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Path, Query, Router

from api.authentication import SIGNED_IN, kept_by_nobody
from api.errors import ParameterProblem, Problem
from api.member_schemas import (
    Member,
    MemberList,
    MemberListParameters,
    MemberParameters,
    member,
    member_item,
)
from api.responses import READ, respond, respond_list
from directory import listing
from directory.access import directory_viewer, presented_entry
from directory.enums import Facet, Use
from directory.presentation import present_entry
from directory.services.limits import take, view_profile
from membership.enums import Surface

if TYPE_CHECKING:
    from accounts.models import User
    from membership.audiences import Viewer

router = Router(tags=["Members"], auth=SIGNED_IN)
router.add_decorator(kept_by_nobody, mode="view")

#: What every operation may answer besides what is asked for.
ERRORS = {401: Problem, 404: Problem, 422: ParameterProblem, 429: Problem}


def _reader(request: HttpRequest) -> tuple[User, Viewer]:
    """Return who reads, and count that she does. Raises Http404, LimitReachedError."""
    user = vars(request)["auth"]
    viewer = directory_viewer(user)
    take(user, Use.API)
    return user, viewer


def _url(token: str) -> str:
    return settings.SITE_URL + reverse("directory:entry", args=[token])


@router.api_operation(READ, "", response={200: MemberList, **ERRORS}, operation_id="listMembers")
def list_members(request: HttpRequest, params: Query[MemberListParameters]) -> HttpResponse:
    """List the members whom the reader may find, in no order that tells anything."""
    user, viewer = _reader(request)
    take(user, Use.LIST)
    question = listing.Question(
        viewer,
        params.q,
        {
            Facet.EXPERTISE: params.expertise,
            Facet.COUNTRY: params.country,
            Facet.LANGUAGE: params.language,
            Facet.ACCEPTS: [value.value for value in params.accepts],
        },
    )
    entries = listing.found(question).for_lists().order_by("member__token")
    if params.cursor is not None:
        entries = entries.filter(member__token__gt=params.cursor)
    rows = list(entries[: params.limit + 1])
    shown = [
        present_entry(entry, viewer, Surface.API, in_list=True) for entry in rows[: params.limit]
    ]
    items = [member_item(entry, _url(entry.token)) for entry in shown if entry]
    cursor = rows[params.limit - 1].member.token if len(rows) > params.limit else None
    answer = MemberList(limit=params.limit, next_cursor=cursor, items=items)
    response = respond_list(answer, params)
    if cursor is not None:
        query = request.GET.copy()
        query["cursor"] = cursor
        url = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
        response.headers["Link"] = f'<{url}>; rel="next"'
    return response


@router.api_operation(
    READ, "/{slug:token}", response={200: Member, **ERRORS}, operation_id="getMember"
)
def get_member(
    request: HttpRequest, token: Annotated[str, Path()], params: Query[MemberParameters]
) -> HttpResponse:
    """Read one member, as far as she shows herself to the reader."""
    user, viewer = _reader(request)
    _entry, presented = presented_entry(viewer, token, Surface.API)
    if not presented.is_own:
        view_profile(user)
    return respond(member(presented, _url(presented.token)), params.included)
