"""Atom feeds of the news: by language, and by focus area or country within one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.http import Http404
from django.utils import timezone, translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from core.languages import language_codes
from news.listing import articles_for
from taxonomy import services as terms

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from news.models import NewsArticlePage

#: What a feed is of: its language, and a focus area's slug or a country's code, or neither.
Channel = tuple[str, str, str]


class NewsFeed(Feed):
    """The newest public articles, each in the best language for the feed's readers."""

    feed_type = Atom1Feed
    length = 30

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer in the feed's own language, whatever the reader's browser asks for."""
        if kwargs["code"] not in language_codes():
            raise Http404
        with translation.override(kwargs["code"]):
            return super().__call__(request, *args, **kwargs)

    def get_object(
        self, request: HttpRequest, code: str, focus: str = "", country: str = ""
    ) -> Channel:
        """Return what the feed is of. Raises Http404 for a term that does not exist."""
        if focus and focus not in terms.focus_area_labels(code):
            raise Http404
        if country and country not in terms.country_labels(code):
            raise Http404
        self.language = code
        return code, focus, country

    def title(self, channel: Channel) -> str:
        """Return the site's name and what the feed is of."""
        code, focus, country = channel
        topic = (
            terms.focus_area_labels(code).get(focus)
            or terms.country_labels(code).get(country)
            or _("News")
        )
        return f"{settings.WAGTAIL_SITE_NAME}: {topic}"

    def link(self, channel: Channel) -> str:
        """Return the home page in the feed's language."""
        return f"{settings.SITE_URL}/{channel[0]}/"

    def feed_url(self, channel: Channel) -> str | None:
        """Return nothing: Django's own address of the request is right."""
        return None

    def items(self, channel: Channel) -> list[NewsArticlePage]:
        """Return the newest articles that anyone may read."""
        code, focus, country = channel
        articles = articles_for(AnonymousUser(), code).about(focus, country)[: self.length]
        for article in articles:
            article.feed_language = code
        return list(articles)

    def item_title(self, item: NewsArticlePage) -> str:
        """Return the title."""
        return item.title

    def item_description(self, item: NewsArticlePage) -> str:
        """Return the summary."""
        return item.summary

    def item_link(self, item: NewsArticlePage) -> str:
        """Return the address in the feed's language."""
        return settings.SITE_URL + item.url_in(item.feed_language)

    def item_guid(self, item: NewsArticlePage) -> str:
        """Return an id that stays when a title or an address changes."""
        return f"urn:uuid:{item.translation_key}"

    item_guid_is_permalink = False

    def item_pubdate(self, item: NewsArticlePage) -> Any:
        """Return when the article appeared here."""
        return item.first_published_at or timezone.now()

    def item_updateddate(self, item: NewsArticlePage) -> Any:
        """Return when it last changed."""
        return item.last_published_at or item.first_published_at

    def item_categories(self, item: NewsArticlePage) -> list[str]:
        """Return the focus areas in the feed's language."""
        labels = terms.focus_area_labels(item.feed_language)
        return [labels[area.slug] for area in item.focus_areas.all()]
