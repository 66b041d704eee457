"""The library's own page: ways into it by type, subject, region, country and year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from core.models import BasePage

if TYPE_CHECKING:
    from django.http import HttpResponse

    from core.http import SiteRequest


class LibraryIndexPage(RoutablePageMixin, BasePage):
    """The library section of one language."""

    introduction = models.TextField(_("introduction"), blank=True)

    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = [
        "library.LegislationPage",
        "library.CaseLawPage",
        "library.InstrumentPage",
        "library.ArticlePage",
        "library.ReportPage",
        "library.BriefPage",
        "library.ToolkitPage",
    ]
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("library")
        verbose_name_plural = _("libraries")

    @property
    def lead(self) -> str:
        """Return the introduction."""
        return self.introduction

    def get_context(self, request: SiteRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the ways into the library."""
        from library.browsing import index_context

        context = super().get_context(request, *args, **kwargs)
        return context if kwargs.get("is_browsing") else context | index_context(request, self)

    def _browse(self, request: SiteRequest, context: dict[str, Any], template: str) -> HttpResponse:
        request.served_page = self
        return self.render(
            request,
            context_overrides=context,
            template=f"library/{template}.html",
            is_browsing=True,
        )

    @path("type/<slug:material_type>/")
    def by_type(self, request: SiteRequest, material_type: str) -> HttpResponse:
        """List one type of material."""
        from library.browsing import type_context

        return self._browse(request, type_context(request, self, material_type), "browse_list")

    @path("focus/<slug:slug>/")
    def by_focus_area(self, request: SiteRequest, slug: str) -> HttpResponse:
        """List entries on a focus area, with its subjects."""
        from library.browsing import focus_area_context

        return self._browse(request, focus_area_context(request, self, slug), "browse_list")

    @path("subject/<slug:slug>/")
    def by_subject(self, request: SiteRequest, slug: str) -> HttpResponse:
        """List entries on a subject."""
        from library.browsing import subject_context

        return self._browse(request, subject_context(request, self, slug), "browse_list")

    @path("region/<slug:m49>/")
    def by_region(self, request: SiteRequest, m49: str) -> HttpResponse:
        """List a region's entries, with its subregions and countries."""
        from library.browsing import region_context

        return self._browse(request, region_context(request, self, m49), "browse_list")

    @path("country/<slug:iso2>/")
    def by_country(self, request: SiteRequest, iso2: str) -> HttpResponse:
        """Show what the library has of a country."""
        from library.browsing import country_context

        return self._browse(request, country_context(request, self, iso2), "country_page")

    @path("year/<int:year>/")
    def by_year(self, request: SiteRequest, year: int) -> HttpResponse:
        """List entries dated in a year."""
        from library.browsing import year_context

        return self._browse(request, year_context(request, self, year), "browse_list")

    @path("cited-by/<slug:slug>/")
    def by_citation(self, request: SiteRequest, slug: str) -> HttpResponse:
        """List what cites one of the entries."""
        from library.citing import cited_by_context

        return self._browse(request, cited_by_context(request, self, slug), "cited_by")
