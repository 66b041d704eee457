"""An Atom feed of any search: what came last to the site, of what it finds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.http import Http404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from wagtail.models import Page

from core.languages import current_language
from search import presentation, services
from search.parameters import question_of
from search.query import SearchError, Sort

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from search.parameters import Question


class SearchFeed(Feed):
    """The works found that were added last, as anyone may read them.

    A feed reader has no session, so whoever asks is answered as the public.
    """

    feed_type = Atom1Feed
    length = 50
    item_guid_is_permalink = False

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the safe methods, unlisted like search itself."""
        response = super().__call__(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def get_object(self, request: HttpRequest) -> Question:
        """Return what the feed is of. Raises Http404 for what does not exist."""
        try:
            return question_of(request.GET)
        except SearchError as error:
            raise Http404 from error

    def title(self, question: Question) -> str:
        """Return the site's name and what is searched for."""
        site = settings.WAGTAIL_SITE_NAME
        if question.text:
            return _("%(site)s: search for “%(query)s”") % {"site": site, "query": question.text}
        return _("%(site)s: search") % {"site": site}

    def subtitle(self, question: Question) -> str:
        """Return what narrows the search."""
        labels = [chip["label"] for chip in presentation.chips(question, current_language().code)]
        return ", ".join(labels)

    def link(self, question: Question) -> str:
        """Return the search itself, the works added last first."""
        address = f"{settings.SITE_URL}{reverse('search:search')}?{question.canonical_filters}"
        return f"{address}&sort={Sort.ADDED.value}".replace("?&", "?")

    def feed_url(self, question: Question) -> str:
        """Return the one address of this feed."""
        return f"{settings.SITE_URL}{reverse('search:feed')}?{question.canonical_filters}"

    def items(self, question: Question) -> list[dict[str, Any]]:
        """Return the works that anyone may read, as rows with the moment each came to the site."""
        code = current_language().code
        query = question.query(viewer=AnonymousUser(), code=code, page_size=self.length)
        results = services.search(replace(query, sort=Sort.ADDED, page=1))
        added = dict(
            Page.objects.filter(pk__in=[hit.page_id for hit in results.hits]).values_list(
                "pk", "first_published_at"
            )
        )
        return [
            row | {"added": added.get(hit.page_id), "work": hit.work, "summary": hit.summary}
            for hit, row in presentation.hits_with_rows(results, code)
        ]

    def item_title(self, item: dict[str, Any]) -> str:
        """Return the title."""
        return _printable(item["title"])

    def item_description(self, item: dict[str, Any]) -> str:
        """Return the summary, which readers take for HTML; never words of a file."""
        return escape(_printable(item["summary"]))

    def item_link(self, item: dict[str, Any]) -> str:
        """Return the address in the feed's language."""
        return settings.SITE_URL + item["url"]

    def item_guid(self, item: dict[str, Any]) -> str:
        """Return an id that stays when a title or an address changes."""
        return f"urn:uuid:{item['work']}"

    def item_pubdate(self, item: dict[str, Any]) -> datetime:
        """Return when the work came to the site."""
        return item["added"] or datetime(1970, 1, 1, tzinfo=UTC)

    def item_updateddate(self, item: dict[str, Any]) -> datetime:
        """Return the same: a feed of what was added says nothing of later changes."""
        return self.item_pubdate(item)

    def item_categories(self, item: dict[str, Any]) -> list[str]:
        """Return the type and the countries, in the feed's language."""
        return [label for label in (item["type_label"], *item["countries"]) if label]


def _printable(text: str) -> str:
    """Return a text without the control characters that no XML document may have."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
