"""The members of a region, as those who keep it see and change them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from core.languages import language_name
from membership.access import member_for, require
from membership.audiences import viewer_for
from membership.csv_export import csv_response
from membership.enums import Capability, DuesState, Listing, MemberStatus, Surface
from membership.forms.members import MemberFilterForm, MoveForm, ReasonForm
from membership.models import Member
from membership.presentation import present, shown_name
from membership.scope import knows_shielded_in, regions_for
from membership.services import members as verbs
from membership.statements import dues_states

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django import forms
    from django.http import HttpResponse
    from django.utils.functional import Promise

    from accounts.models import User
    from core.http import SignedInRequest
    from membership.querysets import MemberQuerySet

PER_PAGE = 50
#: How a member is listed, said of her; the words of `Listing` are her own.
LISTED_AS: Mapping[str, Promise] = {
    Listing.LISTED: gettext_lazy("in the directory"),
    Listing.CONTACT_ONLY: gettext_lazy("by link only"),
    Listing.HIDDEN: gettext_lazy("nowhere"),
}


@dataclass(frozen=True, slots=True)
class Action:
    """Something that may be done to a membership here, and from which states."""

    label: Promise
    explanation: Promise
    form: type[forms.Form]
    run: Callable[[Member, User, dict[str, Any]], None]
    states: tuple[str, ...]
    is_serious: bool = False


ACTIONS: Mapping[str, Action] = {
    "lapse": Action(
        gettext_lazy("Let the membership lapse"),
        gettext_lazy(
            "The directory and the other pages for members are closed to the member at once. The account "
            "stays, and the member can be reinstated. The member is told by letter."
        ),
        ReasonForm,
        lambda member, actor, data: verbs.lapse(member, reason=data["reason"], actor=actor),
        (MemberStatus.ACTIVE,),
        is_serious=True,
    ),
    "reinstate": Action(
        gettext_lazy("Reinstate the member"),
        gettext_lazy("The member has all rights again at once, and is told by letter."),
        ReasonForm,
        lambda member, actor, data: verbs.reinstate(member, reason=data["reason"], actor=actor),
        (MemberStatus.LAPSED, MemberStatus.ENDED),
    ),
    "end": Action(
        gettext_lazy("End the membership"),
        gettext_lazy(
            "They are a former member from now on, and are shown as that. The account stays. "
            "The member is told by letter."
        ),
        ReasonForm,
        lambda member, actor, data: verbs.end(member, reason=data["reason"], actor=actor),
        (MemberStatus.ACTIVE, MemberStatus.LAPSED),
        is_serious=True,
    ),
    "move": Action(
        gettext_lazy("Change the country"),
        gettext_lazy(
            "The country decides the region. A member who moves to a region that is not yours is "
            "no longer in your list. The member is told by letter."
        ),
        MoveForm,
        lambda member, actor, data: verbs.change_country(
            member, data["country"], reason=data["reason"], actor=actor
        ),
        tuple(MemberStatus.values),
    ),
    "safety": Action(
        gettext_lazy("Use the safety switch for this member"),
        gettext_lazy(
            "The member vanishes from the directory, the name appears nowhere any more, mails say "
            "nothing of their content, all sessions end and programs lose their "
            "access. Only the member can undo it. The member is told, with your reason."
        ),
        ReasonForm,
        lambda member, actor, data: verbs.safety_switch(member, reason=data["reason"], actor=actor),
        tuple(MemberStatus.values),
        is_serious=True,
    ),
}


@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """List the members of the reader's regions."""
    require(request.user, Capability.SEE_MEMBERS)
    form, rows = _filtered(request)
    viewer = viewer_for(request.user)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    query = request.GET.copy()
    query.pop("p", None)
    return render(
        request,
        "membership/admin/members.html",
        {
            "page_title": _("Members"),
            "header_icon": "group",
            "form": form,
            "page": page,
            "lines": [
                (member, present(member, viewer, Surface.ADMIN), LISTED_AS[member.listing])
                for member in page
            ],
            "counts": _counts(request.user),
            "shielded": _shielded_note(request.user),
            "query": query.urlencode(),
        },
    )


@require_GET
def export(request: SignedInRequest) -> HttpResponse:
    """Give the same members as a table."""
    require(request.user, Capability.SEE_MEMBERS)
    _form, rows = _filtered(request)
    viewer = viewer_for(request.user)
    return csv_response(
        "members",
        [
            _("Reference"),
            _("Name"),
            _("State"),
            _("Country"),
            _("Region"),
            _("Languages"),
            _("Member since"),
            _("Listing"),
        ],
        (
            [
                member.token,
                present(member, viewer, Surface.ADMIN).name,
                member.get_status_display(),
                member.country.label(),
                member.region,
                ", ".join(language_name(code) for code in member.languages),
                member.joined_on.isoformat(),
                LISTED_AS[member.listing],
            ]
            for member in rows
        ),
    )


@require_GET
def detail(request: SignedInRequest, token: str) -> HttpResponse:
    """Show one member: facts, history, and what may be done."""
    member = member_for(request.user, token)
    events = member.events.select_related("actor").order_by("-at", "-pk")
    return render(
        request,
        "membership/admin/member.html",
        {
            "page_title": _("Member"),
            "header_icon": "user",
            "member": member,
            "person": present(member, viewer_for(request.user), Surface.ADMIN),
            "listed_as": LISTED_AS[member.listing],
            "shown_name": shown_name(member, with_country=True),
            "dues": _dues_state(member),
            "languages": [language_name(code) for code in member.languages],
            "events": [(event, _by(event.actor_id, member)) for event in events],
            "actions": _actions_for(request.user, member),
        },
    )


def _dues_state(member: Member) -> str:
    """Say how the latest year's dues stand, without amounts; nothing for who has no year yet."""
    state = dues_states([member]).get(member.pk)
    return str(DuesState(state).label) if state else ""


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: SignedInRequest, token: str, action: str) -> HttpResponse:
    """Ask for the reason of an action, and do it."""
    member = member_for(request.user, token, Capability.MANAGE_MEMBERS)
    chosen = ACTIONS.get(action)
    if chosen is None or member.user_id in (None, request.user.pk):
        raise Http404
    form = chosen.form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            chosen.run(member, request.user, form.cleaned_data)
        except Member.DoesNotExist as error:
            raise Http404 from error
        except verbs.StandingChangedError:
            messages.error(
                request, _("Nothing was done: the membership has changed in the meantime.")
            )
        except verbs.HoldsRoleError:
            messages.error(
                request, _("Nothing was done: the member holds a role, which has to end first.")
            )
        else:
            messages.success(request, _("Done. The member is told."))
        # A member who has moved away is no longer hers to see.
        if Member.objects.for_actor(request.user, Capability.SEE_MEMBERS).filter(pk=member.pk):
            return redirect("membership_admin:member", token=member.token)
        return redirect("membership_admin:members")
    return render(
        request,
        "membership/admin/member_action.html",
        {
            "page_title": chosen.label,
            "header_icon": "user",
            "person": present(member, viewer_for(request.user), Surface.ADMIN),
            "member": member,
            "form": form,
            "chosen": chosen,
        },
    )


def _filtered(request: SignedInRequest) -> tuple[MemberFilterForm, MemberQuerySet]:
    """Return the filter as the reader set it and the members who pass it."""
    scope = Member.objects.for_actor(request.user, Capability.SEE_MEMBERS)
    form = MemberFilterForm(
        request.GET,
        regions=regions_for(request.user, Capability.SEE_MEMBERS),
        countries=set(scope.values_list("country__iso2", flat=True)),
    )
    rows = scope.select_related("user", "country", "region").order_by(
        "user__last_name", "user__first_name", "pk"
    )
    if not form.is_valid():
        return form, rows.none()
    wanted = form.cleaned_data
    for word in wanted["q"].split():
        rows = rows.filter(
            Q(token=word.lower())
            | Q(user__first_name__icontains=word)
            | Q(user__last_name__icontains=word)
        )
    for name, lookup in (
        ("status", "status"),
        ("listing", "listing"),
        ("region", "region"),
        ("country", "country__iso2"),
    ):
        if wanted[name]:
            rows = rows.filter(**{lookup: wanted[name]})
    if wanted["language"]:
        # A list in a JSON column: containment is no query that both databases know.
        rows = rows.filter(languages__icontains=f'"{wanted["language"]}"')
    return form, rows


def _counts(user: User) -> list[tuple[str, int]]:
    """Return how many members there are in each state."""
    rows = Member.objects.for_actor(user, Capability.SEE_MEMBERS).values("status")
    found = dict(rows.annotate(number=Count("pk")).values_list("status", "number"))
    return [(str(status.label), found.get(status.value, 0)) for status in MemberStatus]


def _shielded_note(user: User) -> str:
    """Say how many members someone does not see because only the secretariat knows them."""
    kept = regions_for(user, Capability.SEE_MEMBERS)
    number = (
        Member.objects.active()
        .filter(region_id__in=kept, is_shielded=True)
        .exclude(region_id__in=knows_shielded_in(user))
        .count()
    )
    if not number:
        return ""
    return ngettext(
        "%(number)s more member is known to the secretariat only.",
        "%(number)s more members are known to the secretariat only.",
        number,
    ) % {"number": formats.localize(number)}


def _actions_for(user: User, member: Member) -> list[tuple[str, Action]]:
    """Return what someone may do to a member in her state; nothing to herself."""
    managed = Member.objects.for_actor(user, Capability.MANAGE_MEMBERS)
    if member.user_id in (None, user.pk) or not managed.filter(pk=member.pk).exists():
        return []
    return [(name, action) for name, action in ACTIONS.items() if member.status in action.states]


def _by(actor_id: int | None, member: Member) -> str:
    """Say who did something: colleagues are told an office's doing, not a name."""
    if actor_id is None:
        return _("the network's rules")
    return _("the member") if actor_id == member.user_id else _("those who keep the region")
