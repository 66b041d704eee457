"""The library: the list, one entry, one ILO instrument."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from django.db.models import F
from django.http import Http404, HttpResponse
from ninja import Path, Query, Router
from pydantic import Field

from api.access import best_of
from api.errors import ParameterProblem, Problem
from api.filters import having, in_any_language, in_any_region
from api.parameters import EntryParameters, LibraryListParameters
from api.representation import Reader, library_entry, library_items
from api.responses import READ, respond_listing, respond_page
from api.schemas import LibraryEntry, LibraryList
from core.http import SiteRequest
from library.enums import Verification
from library.models import ENTRY_MODELS, InstrumentPage, LibraryEntryPage

if TYPE_CHECKING:
    from api.access import Found, Viewer
    from library.querysets import LibraryEntryQuerySet

router = Router(tags=["Library"])

#: What is not known comes last in either direction.
SORTS = {
    "-date": (F("date").desc(nulls_last=True), "title", "pk"),
    "date": (F("date").asc(nulls_last=True), "title", "pk"),
    "title": ("title", "pk"),
    "-title": ("-title", "-pk"),
    "-added": (F("first_published_at").desc(nulls_last=True), "-pk"),
    "added": (F("first_published_at").asc(nulls_last=True), "pk"),
}
#: The relation from an entry to what its type adds, so that both come with one query.
TYPE_RELATIONS = {name: model._meta.model_name for name, model in ENTRY_MODELS.items()}


@router.api_operation(
    READ, "", response={200: LibraryList, 422: ParameterProblem}, operation_id="listLibrary"
)
def list_library(request: SiteRequest, params: Query[LibraryListParameters]) -> HttpResponse:
    """List library entries, one item per work, each in its best language for the reader."""
    entries = (
        LibraryEntryPage.objects.visible_to(request.user)
        .best_for(params.locale, params.chain)
        .defer_streamfields()
        .order_by(*SORTS[params.sort])
    )
    reader = Reader(request, params.locale, params.chain)
    return respond_listing(
        request,
        LibraryList,
        params,
        _narrowed(entries, params, request.user),
        lambda rows: library_items(rows, reader),
    )


def _narrowed(
    entries: LibraryEntryQuerySet, params: LibraryListParameters, viewer: Viewer
) -> LibraryEntryQuerySet:
    """Keep what the filters name: any value of a filter, all of the filters."""
    if params.type:
        entries = entries.filter(material_type__in=params.type)
    entries = having(entries, "focus_areas__slug", params.focus)
    entries = having(entries, "subjects__slug", params.subject)
    entries = having(entries, "countries__iso2", params.country)
    entries = in_any_region(entries, params.region)
    entries = in_any_language(entries, params.language, viewer)
    if params.year is not None:
        entries = entries.of_year(params.year)
    if params.year_gte is not None:
        entries = entries.filter(date__gte=date(params.year_gte, 1, 1))
    if params.year_lte is not None:
        entries = entries.filter(date__lte=date(params.year_lte, 12, 31))
    if params.verified is True:
        entries = entries.filter(verification=Verification.VERIFIED)
    elif params.verified is False:
        entries = entries.exclude(verification=Verification.VERIFIED)
    return entries


@router.api_operation(
    READ,
    "/{id}",
    response={200: LibraryEntry, 404: Problem, 422: ParameterProblem},
    operation_id="getLibraryEntry",
)
def get_entry(request: SiteRequest, id: UUID, params: Query[EntryParameters]) -> HttpResponse:
    """Read one entry in its best language for the reader; its shape follows its type."""
    entries = LibraryEntryPage.objects.filter(translation_key=id).select_related(
        *TYPE_RELATIONS.values()
    )
    found = best_of(request, entries, params.chain)
    entry = getattr(found.page, TYPE_RELATIONS[found.page.material_type])
    return _entry_response(request, replace(found, page=entry), params)


@router.api_operation(
    READ,
    "/instruments/{code}",
    response={200: LibraryEntry, 404: Problem, 422: ParameterProblem},
    operation_id="getInstrument",
)
def get_instrument(
    request: SiteRequest,
    code: Annotated[
        str, Field(pattern="^[CPR][0-9]{3}$", description="An ILO code such as C087."), Path()
    ],
    params: Query[EntryParameters],
) -> HttpResponse:
    """Read an ILO instrument by its code."""
    key = (
        InstrumentPage.objects.live()
        .filter(code=code)
        .order_by("pk")
        .values_list("translation_key", flat=True)
        .first()
    )
    if key is None:
        raise Http404
    instruments = InstrumentPage.objects.filter(translation_key=key)
    return _entry_response(request, best_of(request, instruments, params.chain), params)


def _entry_response(request: SiteRequest, found: Found, params: EntryParameters) -> HttpResponse:
    entry = library_entry(found, Reader(request, params.locale, params.chain))
    return respond_page(found, entry, params)
