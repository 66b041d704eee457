"""Library entries by what they are about."""

from __future__ import annotations

from typing import Self

from django.db.models import F
from wagtail.models import PageManager

from core.querysets import SitePageQuerySet


class LibraryEntryQuerySet(SitePageQuerySet):
    """Entries of all types in all languages."""

    def newest_first(self) -> Self:
        """Order by the work's own date, the latest first, the undated last."""
        return self.order_by(F("date").desc(nulls_last=True), "title", "pk")

    def recently_added(self) -> Self:
        """Order by when entries appeared here, the latest first."""
        return self.order_by(F("first_published_at").desc(nulls_last=True), "-pk")

    def of_type(self, material_type: str) -> Self:
        """Keep one type of material."""
        return self.filter(material_type=material_type)

    def about_focus_area(self, slug: str) -> Self:
        """Keep entries on a focus area."""
        return self.filter(focus_areas__slug=slug)

    def about_subject(self, slug: str) -> Self:
        """Keep entries on a subject."""
        return self.filter(subjects__slug=slug)

    def from_country(self, iso2: str) -> Self:
        """Keep entries from or about a country."""
        return self.filter(countries__iso2=iso2)

    def from_region(self, countries: list[str]) -> Self:
        """Keep entries from any of a region's countries, each once."""
        return self.filter(
            pk__in=self.model._base_manager.filter(countries__iso2__in=countries).values("pk")
        )

    def of_year(self, year: int) -> Self:
        """Keep entries dated in a year."""
        return self.filter(date__year=year)

    def with_row_facts(self) -> Self:
        """Fetch with the entries what a row of a list shows."""
        return self.prefetch_related("countries", "other_titles")


LibraryEntryManager = PageManager.from_queryset(LibraryEntryQuerySet)
