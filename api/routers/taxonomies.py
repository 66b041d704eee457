"""Taxonomies: the terms that filters take, named in seven languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from api.errors import ParameterProblem
from api.parameters import (
    CountryParameters,
    FocusAreaParameters,
    RegionParameters,
    SubjectParameters,
    TermParameters,
)
from api.responses import READ, respond_list
from api.schemas import CountryList, FocusAreaList, RegionList, SubjectList
from core.languages import language_codes
from taxonomy import services as terms
from taxonomy.models import Country, FocusArea, Region, Subject

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import BaseModel

    from taxonomy.models import Term

router = Router(tags=["Taxonomies"])


def _fields(term: Term, key: str, params: TermParameters) -> dict[str, Any]:
    """Return what every term tells."""
    return {
        "id": key,
        "label": term.label(params.locale),
        "labels": {code: term.label(code) for code in language_codes()}
        if params.labels == "all"
        else None,
    }


def _respond(
    shape: type[BaseModel],
    items: Iterable[dict[str, Any]],
    params: TermParameters,
    order: dict[str, str],
) -> HttpResponse:
    """Return terms in the order of a language's labels."""
    places = {key: place for place, key in enumerate(order)}
    found = sorted(items, key=lambda item: places.get(item["id"], len(places)))
    return respond_list(shape(total=len(found), items=found), params)


@router.api_operation(
    READ,
    "/focus-areas",
    response={200: FocusAreaList, 422: ParameterProblem},
    operation_id="listFocusAreas",
)
def list_focus_areas(request: HttpRequest, params: Query[FocusAreaParameters]) -> HttpResponse:
    """List the network's fields of work in their fixed order."""
    items = [
        _fields(area, area.slug, params)
        | {"scope_note": area.scope_note(), "is_archived": area.is_archived}
        for area in FocusArea.objects.all()
    ]
    return _respond(FocusAreaList, items, params, terms.focus_area_labels(params.locale))


@router.api_operation(
    READ,
    "/subjects",
    response={200: SubjectList, 422: ParameterProblem},
    operation_id="listSubjects",
)
def list_subjects(request: HttpRequest, params: Query[SubjectParameters]) -> HttpResponse:
    """List the topics within focus areas."""
    items = [
        _fields(subject, subject.slug, params) | {"focus_area": subject.focus_area.slug}
        for subject in Subject.objects.select_related("focus_area")
    ]
    return _respond(SubjectList, items, params, terms.subject_labels(params.locale))


@router.api_operation(
    READ,
    "/countries",
    response={200: CountryList, 422: ParameterProblem},
    operation_id="listCountries",
)
def list_countries(request: HttpRequest, params: Query[CountryParameters]) -> HttpResponse:
    """List countries and territories with the regions they lie in."""
    items = [
        _fields(country, country.iso2, params)
        | {
            "iso3": country.iso3,
            "m49": country.m49,
            "region": country.region.m49,
            "subregion": country.subregion.m49,
        }
        for country in Country.objects.select_related("region", "subregion")
    ]
    return _respond(CountryList, items, params, terms.country_labels(params.locale))


@router.api_operation(
    READ,
    "/regions",
    response={200: RegionList, 422: ParameterProblem},
    operation_id="listRegions",
)
def list_regions(request: HttpRequest, params: Query[RegionParameters]) -> HttpResponse:
    """List the regions of the world; each names the one it is part of."""
    items = [
        _fields(region, region.m49, params)
        | {"parent": region.parent.m49 if region.parent else None}
        for region in Region.objects.select_related("parent")
    ]
    return _respond(RegionList, items, params, terms.region_labels(params.locale))
