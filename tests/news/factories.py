"""News pages."""

from __future__ import annotations

import datetime

import factory

from news.models import NewsArticlePage, NewsIndexPage
from taxonomy.models import Country, FocusArea
from tests.core.factories import SitePageFactory, below, body


class NewsIndexPageFactory(SitePageFactory):
    """A second news section; the site's own come with `site_tree`."""

    class Meta:
        model = NewsIndexPage

    parent = below("home.HomePage")
    introduction = "What happened."


class NewsArticlePageFactory(SitePageFactory):
    """An article in the English news; terms are named: `focus_areas=["ilo"], countries=["KE"]`."""

    class Meta:
        model = NewsArticlePage

    parent = below("news.NewsIndexPage")
    title = factory.Sequence(lambda n: f"Drivers win in case {n}")
    slug = factory.Sequence(lambda n: f"drivers-win-{n}")
    date = factory.Sequence(lambda n: datetime.date(2026, 1, 1) + datetime.timedelta(days=n % 300))
    summary = "A tribunal has found for the drivers of a platform."
    body = factory.LazyFunction(body)
    source_title = "The tribunal's own report"
    source_url = "https://example.org/judgment"

    @classmethod
    def _create_instance(cls, model_class, parent, kwargs):
        """Set the terms before the revision that keeps them."""
        areas, countries = kwargs.pop("focus_areas", ()), kwargs.pop("countries", ())
        kwargs["focus_areas"] = list(FocusArea.objects.filter(slug__in=areas))
        kwargs["countries"] = list(Country.objects.filter(iso2__in=countries))
        return super()._create_instance(model_class, parent, kwargs)
