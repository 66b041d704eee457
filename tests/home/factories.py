"""Pages of the home app."""

from __future__ import annotations

import factory
from wagtail.models import Page

from home.models import AdvisoryBoardPage, HomePage, StandardPage, TopicIndexPage, TopicPage
from taxonomy.models import FocusArea
from tests.core.factories import SitePageFactory, below, body


class HomePageFactory(SitePageFactory):
    """A second home page beside the English one; the site's own come with `site_tree`."""

    class Meta:
        model = HomePage

    parent = factory.LazyFunction(lambda: Page.objects.get(depth=1))
    title = "A network of lawyers"
    tagline = "For those who work"
    introduction = "What the network is and does."
    body = factory.LazyFunction(body)


class StandardPageFactory(SitePageFactory):
    """A page of plain text below the English home page."""

    class Meta:
        model = StandardPage

    parent = below("home.HomePage")
    summary = "What this page tells."
    body = factory.LazyFunction(body)


class AdvisoryBoardPageFactory(SitePageFactory):
    """The public page of the advisory board, below the English home page."""

    class Meta:
        model = AdvisoryBoardPage

    parent = below("home.HomePage")
    introduction = "Who advises the network."


class TopicIndexPageFactory(SitePageFactory):
    """A second list of topics; the site's own come with `site_tree`."""

    class Meta:
        model = TopicIndexPage

    parent = below("home.HomePage")
    introduction = "What the network works on."


class TopicPageFactory(SitePageFactory):
    """A topic hub on the first focus area."""

    class Meta:
        model = TopicPage

    parent = below("home.TopicIndexPage")
    summary = "Everything on one topic."
    focus_area = factory.LazyFunction(lambda: FocusArea.objects.first())
    body = factory.LazyFunction(body)
