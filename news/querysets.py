"""News articles by what they are about."""

from __future__ import annotations

from typing import Self

from wagtail.models import PageManager

from core.querysets import SitePageQuerySet


class NewsArticleQuerySet(SitePageQuerySet):
    """Articles in all languages."""

    def newest_first(self) -> Self:
        """Order by date, the latest first."""
        return self.order_by("-date", "-pk")

    def about(self, focus_area: str = "", country: str = "") -> Self:
        """Keep articles on a focus area and a country, where given."""
        articles = self
        if focus_area:
            articles = articles.filter(focus_areas__slug=focus_area)
        if country:
            articles = articles.filter(countries__iso2=country)
        return articles


NewsArticleManager = PageManager.from_queryset(NewsArticleQuerySet)
