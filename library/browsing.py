"""Ways into the library: by type, focus area, subject, region, country and year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from core.cache import PAGES, cached, cached_for_public
from core.languages import current_language
from core.listing import paginate
from library.enums import MaterialType
from library.listing import entries_for, latest, rows
from library.models.entry import LibraryEntryPage
from library.ratifications import country_ratifications
from taxonomy import services as terms
from taxonomy.models import FocusArea

if TYPE_CHECKING:
    from core.http import SiteRequest
    from library.models.index import LibraryIndexPage
    from library.querysets import LibraryEntryQuerySet

#: How many entries of each type a country page lists before pointing to the full list.
PER_TYPE = 5


def counts(user: Any, field: str) -> dict[Any, int]:
    """Return how many works a reader may see for each value of a field.

    Counts works, not their languages. The public's counts are kept until a page changes.
    """

    def build() -> dict[Any, int]:
        return dict(
            LibraryEntryPage.objects.visible_to(user)
            .exclude(**{f"{field}__isnull": True})
            .order_by()
            .values_list(field)
            .annotate(works=Count("translation_key", distinct=True))
        )

    if user.is_authenticated:
        return build()
    return cached(PAGES, f"library-counts:{field}", build)


def _base(index: LibraryIndexPage) -> str:
    return f"/{current_language().code}/{index.site_path}"


def _region_counts(by_country: dict[str, int], user: Any) -> dict[str, int]:
    """Return how many works each region has; a work of two of its countries counts once."""

    def build() -> dict[str, int]:
        works: dict[str, set] = {}
        regions = terms.regions_of_country()
        for key, iso2 in (
            LibraryEntryPage.objects.visible_to(user)
            .filter(countries__isnull=False)
            .order_by()
            .values_list("translation_key", "countries__iso2")
            .distinct()
        ):
            for region in regions[iso2]:
                works.setdefault(region, set()).add(key)
        return {region: len(keys) for region, keys in works.items()}

    if not by_country:
        return {}
    if user.is_authenticated:
        return build()
    return cached(PAGES, "library-counts:region", build)


def index_context(request: SiteRequest, index: LibraryIndexPage) -> dict[str, Any]:
    """Return the library's front: every way in, with counts of works."""
    user, base, code = request.user, _base(index), current_language().code
    by_type = counts(user, "material_type")
    by_focus = counts(user, "focus_areas__slug")
    by_year = counts(user, "date__year")
    by_region = _region_counts(counts(user, "countries__iso2"), user)
    regions = terms.region_labels()
    top_regions = set(terms.region_children().get("001", ()))
    groups = [
        (
            _("Type of material"),
            [
                {"title": label, "url": f"{base}type/{value}/", "count": by_type[value]}
                for value, label in MaterialType.choices
                if by_type.get(value)
            ],
        ),
        (
            _("Focus area"),
            [
                {"title": label, "url": f"{base}focus/{slug}/", "count": by_focus.get(slug, 0)}
                for slug, label in terms.focus_area_labels().items()
            ],
        ),
        (
            _("Region"),
            [
                {"title": label, "url": f"{base}region/{m49}/", "count": by_region.get(m49, 0)}
                for m49, label in regions.items()
                if m49 in top_regions
            ],
        ),
        (
            _("Year"),
            [
                {"title": str(year), "url": f"{base}year/{year}/", "count": by_year[year]}
                for year in sorted(by_year, reverse=True)[:12]
            ],
        ),
    ]
    return {
        "browse": [{"title": title, "items": items} for title, items in groups],
        "latest": cached_for_public(
            request, f"library-latest:{code}", lambda: rows(latest(user, code)[:10], code)
        ),
        "search_kind": "library",
        "matrix_url": reverse("search:matrix"),
    }


def _list_context(
    request: SiteRequest,
    entries: LibraryEntryQuerySet,
    heading: str,
    *,
    groups: list[dict[str, Any]] | None = None,
    search_facet: tuple[str, str] | None = None,
    note: str = "",
) -> dict[str, Any]:
    code = current_language().code
    page = paginate(request, entries)
    return page | {
        "heading": heading,
        "note": note,
        "rows": rows(page["items"], code),
        "groups": groups or [],
        "search_here_url": (
            f"{reverse('search:search')}?{search_facet[0]}={search_facet[1]}"
            if search_facet
            else ""
        ),
    }


def type_context(
    request: SiteRequest, index: LibraryIndexPage, material_type: str
) -> dict[str, Any]:
    """Return one type of material. Raises Http404 for a type that does not exist."""
    if material_type not in MaterialType.values:
        raise Http404
    entries = entries_for(request.user, current_language().code).of_type(material_type)
    return _list_context(
        request,
        entries,
        str(MaterialType(material_type).label),
        search_facet=("type", material_type),
    )


def focus_area_context(request: SiteRequest, index: LibraryIndexPage, slug: str) -> dict[str, Any]:
    """Return a focus area with its subjects. Raises Http404 for one that does not exist."""
    area = FocusArea.objects.filter(slug=slug).first()
    if area is None:
        raise Http404
    by_subject, labels = counts(request.user, "subjects__slug"), terms.subject_labels()
    below = set(terms.subjects_by_focus_area().get(slug, ()))
    groups = [
        {
            "title": _("Subjects"),
            "items": [
                {
                    "title": label,
                    "url": f"{_base(index)}subject/{subject}/",
                    "count": by_subject.get(subject, 0),
                }
                for subject, label in labels.items()
                if subject in below
            ],
        }
    ]
    entries = entries_for(request.user, current_language().code).about_focus_area(slug)
    return _list_context(
        request,
        entries,
        area.label(),
        groups=groups,
        search_facet=("focus", slug),
        note=area.scope_note(),
    )


def subject_context(request: SiteRequest, index: LibraryIndexPage, slug: str) -> dict[str, Any]:
    """Return a subject. Raises Http404 for one that does not exist."""
    labels = terms.subject_labels()
    if slug not in labels:
        raise Http404
    entries = entries_for(request.user, current_language().code).about_subject(slug)
    return _list_context(request, entries, labels[slug])


def region_context(request: SiteRequest, index: LibraryIndexPage, m49: str) -> dict[str, Any]:
    """Return a region with what lies in it. Raises Http404 for one that does not exist."""
    labels = terms.region_labels()
    if m49 not in labels:
        raise Http404
    user, base = request.user, _base(index)
    by_country = counts(user, "countries__iso2")
    by_region = _region_counts(by_country, user)
    members = [iso2 for iso2, regions in terms.regions_of_country().items() if m49 in regions]
    if m49 == "001":
        members = list(terms.regions_of_country())
    children = set(terms.region_children().get(m49, ()))
    groups = [
        {
            "title": _("Regions"),
            "items": [
                {"title": label, "url": f"{base}region/{code}/", "count": by_region.get(code, 0)}
                for code, label in labels.items()
                if code in children
            ],
        },
        {
            "title": _("Countries"),
            "items": [
                {
                    "title": name,
                    "url": f"{base}country/{iso2.lower()}/",
                    "count": by_country.get(iso2, 0),
                }
                for iso2, name in terms.country_labels().items()
                if iso2 in members
            ],
        },
    ]
    entries = entries_for(user, current_language().code).from_region(members)
    return _list_context(
        request, entries, labels[m49], groups=[group for group in groups if group["items"]]
    )


def country_context(request: SiteRequest, index: LibraryIndexPage, iso2: str) -> dict[str, Any]:
    """Return what the library has of a country. Raises Http404 for one that does not exist."""
    iso2, names = iso2.upper(), terms.country_labels()
    if iso2 not in names:
        raise Http404
    code, base = current_language().code, _base(index)
    entries = list(entries_for(request.user, code).from_country(iso2))
    by_type: dict[str, list[LibraryEntryPage]] = {}
    for entry in entries:
        by_type.setdefault(entry.material_type, []).append(entry)
    shown = {row["url"]: row for row in rows(_first_of_each(by_type), code)}
    regions = terms.region_labels()
    return {
        "country": {"name": names[iso2], "iso2": iso2},
        "total": len(entries),
        "facts": [
            {
                "label": _("Region"),
                "values": [
                    {"text": regions[m49], "url": f"{base}region/{m49}/"}
                    for m49 in terms.regions_of_country()[iso2]
                ],
            },
            {
                "label": _("Entries"),
                "values": [
                    {
                        "text": str(len(entries)),
                        "url": f"{reverse('search:search')}?country={iso2}",
                    }
                ],
            },
        ],
        "groups": [
            {
                "title": label,
                "count": len(by_type[value]),
                "rows": [shown[entry.url_in(code)] for entry in by_type[value][:PER_TYPE]],
                "more_url": f"{reverse('search:search')}?type={value}&country={iso2}"
                if len(by_type[value]) > PER_TYPE
                else "",
            }
            for value, label in MaterialType.choices
            if value in by_type
        ],
        "news_url": f"/{code}/news/?country={iso2}",
        "matrix_url": f"{reverse('search:matrix')}{'' if entries else '?rows=all'}#country-{iso2}",
        "ratifications": cached_for_public(
            request,
            f"ratifications:{iso2}:{code}",
            # A dict either way: nothing at all is not kept by a cache.
            lambda: country_ratifications(iso2, index, request.user) or {},
        ),
    }


def _first_of_each(by_type: dict[str, list[LibraryEntryPage]]) -> list[LibraryEntryPage]:
    return [entry for entries in by_type.values() for entry in entries[:PER_TYPE]]


def year_context(request: SiteRequest, index: LibraryIndexPage, year: int) -> dict[str, Any]:
    """Return a year's entries. Raises Http404 for a year no calendar has."""
    if not 1 <= year <= 9999:
        raise Http404
    entries = entries_for(request.user, current_language().code).of_year(year)
    return _list_context(request, entries, str(year))
