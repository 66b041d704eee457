"""What the library has on an ILO instrument: its laws and cases by country, and on what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from core.languages import current_language
from library.listing import entries_for, rows
from library.models import LibraryEntryPage
from taxonomy import services as terms

if TYPE_CHECKING:
    from uuid import UUID

    from library.models import InstrumentPage

#: How many countries show entries, the most frequent first, and how many entries each.
COUNTRIES = 12
PER_COUNTRY = 3


def concerning_context(instrument: InstrumentPage, user: Any) -> dict[str, Any] | None:
    """Return the works that concern an instrument, None where a reader may see none.

    Counted in works, in a constant number of queries. A work of two countries stands under both;
    one of none stands last, under no country.
    """
    code = current_language().code
    works = _countries_of_works(instrument, user)
    if not works:
        return None
    by_country: dict[str, list[UUID]] = {}
    for key, countries in works.items():
        for iso2 in countries or [""]:
            by_country.setdefault(iso2, []).append(key)
    names = terms.country_labels()
    order = {iso2: place for place, iso2 in enumerate(names)}
    chosen = sorted(
        by_country, key=lambda iso2: (iso2 == "", -len(by_country[iso2]), order.get(iso2, 0))
    )[:COUNTRIES]
    wanted = {key for iso2 in chosen for key in by_country[iso2][:PER_COUNTRY]}
    pages = list(entries_for(user, code).filter(translation_key__in=wanted))
    shown = {page.translation_key: row for page, row in zip(pages, rows(pages, code), strict=True)}
    return {
        "total": len(works),
        "search_url": _search(instrument),
        "countries": [
            {
                "title": names[iso2],
                "url": _search(instrument, country=iso2),
                "count": len(by_country[iso2]),
            }
            for iso2 in names
            if iso2 in by_country
        ],
        "focus_areas": _focus_areas(instrument, user),
        "groups": [
            {
                "title": names[iso2] if iso2 else _("No country"),
                "count": len(by_country[iso2]),
                "rows": [shown[key] for key in by_country[iso2][:PER_COUNTRY] if key in shown],
                "more_url": _search(instrument, country=iso2)
                if iso2 and len(by_country[iso2]) > PER_COUNTRY
                else "",
            }
            for iso2 in chosen
        ],
    }


def _countries_of_works(instrument: InstrumentPage, user: Any) -> dict[UUID, list[str]]:
    """Return the countries of each work, the newest work first."""
    works: dict[UUID, list[str]] = {}
    for key, iso2 in (
        LibraryEntryPage.objects.visible_to(user)
        .filter(instruments__code=instrument.code)
        .newest_first()
        .values_list("translation_key", "countries__iso2")
    ):
        countries = works.setdefault(key, [])
        if iso2 and iso2 not in countries:
            countries.append(iso2)
    return works


def _focus_areas(instrument: InstrumentPage, user: Any) -> list[dict[str, Any]]:
    counts = dict(
        LibraryEntryPage.objects.visible_to(user)
        .filter(instruments__code=instrument.code, focus_areas__isnull=False)
        .order_by()
        .values_list("focus_areas__slug")
        .annotate(works=Count("translation_key", distinct=True))
    )
    return [
        {"title": label, "url": _search(instrument, focus=slug), "count": counts[slug]}
        for slug, label in terms.focus_area_labels().items()
        if slug in counts
    ]


def _search(instrument: InstrumentPage, **facets: str) -> str:
    """Return the search that lists the same works."""
    query = urlencode({"kind": "library", "instrument": instrument.code, **facets})
    return f"{reverse('search:search')}?{query}"
