"""Terms for listings and facets: all labels of a language at once, from the cache."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from core.cache import TAXONOMY, cached
from core.languages import current_language
from taxonomy.models import Country, FocusArea, Region, Subject

if TYPE_CHECKING:
    from collections.abc import Iterable


def sort_key(label: str) -> str:
    """Return what a label is sorted by: no case, no accents, no Arabic article."""
    folded = "".join(
        c for c in unicodedata.normalize("NFKD", label.casefold()) if not unicodedata.combining(c)
    )
    return folded.removeprefix("ال")


def sort_by_label(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Sort (value, label) pairs as a reader of the labels' language expects."""
    return sorted(pairs, key=lambda pair: sort_key(pair[1]))


def focus_area_labels(code: str | None = None) -> dict[str, str]:
    """Return the labels of all focus areas by slug, in their fixed order."""
    code = code or current_language().code
    return cached(
        TAXONOMY,
        f"focus:{code}",
        lambda: {area.slug: area.label(code) for area in FocusArea.objects.all()},
    )


def subject_labels(code: str | None = None) -> dict[str, str]:
    """Return the labels of all subjects by slug, sorted."""
    code = code or current_language().code
    return cached(
        TAXONOMY,
        f"subject:{code}",
        lambda: dict(sort_by_label((s.slug, s.label(code)) for s in Subject.objects.all())),
    )


def subjects_by_focus_area() -> dict[str, list[str]]:
    """Return the slugs of the subjects under each focus area's slug."""

    def build() -> dict[str, list[str]]:
        tree: dict[str, list[str]] = {}
        rows = Subject.objects.values_list("focus_area__slug", "slug")
        for area, slug in rows:
            tree.setdefault(area, []).append(slug)
        return tree

    return cached(TAXONOMY, "subject-tree", build)


def country_labels(code: str | None = None) -> dict[str, str]:
    """Return the names of all countries by ISO code, sorted by name."""
    code = code or current_language().code
    return cached(
        TAXONOMY,
        f"country:{code}",
        lambda: dict(sort_by_label((c.iso2, c.label(code)) for c in Country.objects.all())),
    )


def region_labels(code: str | None = None) -> dict[str, str]:
    """Return the names of all M49 regions by code, sorted by name."""
    code = code or current_language().code
    return cached(
        TAXONOMY,
        f"region:{code}",
        lambda: dict(sort_by_label((r.m49, r.label(code)) for r in Region.objects.all())),
    )


def regions_of_country() -> dict[str, list[str]]:
    """Return the M49 codes a country belongs to, the widest first, by ISO code."""
    return cached(
        TAXONOMY,
        "country-regions",
        lambda: {
            iso2: list(dict.fromkeys([region, subregion]))
            for iso2, region, subregion in Country.objects.values_list(
                "iso2", "region__m49", "subregion__m49"
            )
        },
    )


def region_children() -> dict[str, list[str]]:
    """Return the M49 codes directly below each region's code."""

    def build() -> dict[str, list[str]]:
        tree: dict[str, list[str]] = {}
        for parent, child in Region.objects.filter(parent__isnull=False).values_list(
            "parent__m49", "m49"
        ):
            tree.setdefault(parent, []).append(child)
        return tree

    return cached(TAXONOMY, "region-tree", build)


def headings(focus_areas: Iterable[str], subjects: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return what these terms are called in all languages, synonyms too, as (language, name)."""

    def build() -> dict[tuple[str, str], list[tuple[str, str]]]:
        areas = {
            ("focus", area.slug): list(area.labels.items()) for area in FocusArea.objects.all()
        }
        below = {
            ("subject", subject.slug): [
                *subject.labels.items(),
                *((code, name) for code, names in subject.synonyms.items() for name in names),
            ]
            for subject in Subject.objects.all()
        }
        return areas | below

    names = cached(TAXONOMY, "headings", build)
    wanted = [("focus", slug) for slug in focus_areas] + [("subject", slug) for slug in subjects]
    return tuple(dict.fromkeys(name for term in wanted for name in names.get(term, [])))


def regions_within(regions: Iterable[str]) -> set[str]:
    """Return regions, by M49 code, and all regions within them."""
    children, found, waiting = region_children(), set[str](), list(regions)
    while waiting:
        region = waiting.pop()
        found.add(region)
        waiting += [child for child in children.get(region, ()) if child not in found]
    return found
