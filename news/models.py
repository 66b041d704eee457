"""News pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.forms import CheckboxSelectMultiple
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from core.blocks import BodyBlock
from core.dates import PartialDate
from core.fields import BodyField
from core.linking import links_of
from core.models import BasePage
from news.querysets import NewsArticleManager
from taxonomy.widgets import SortedSelectMultiple

if TYPE_CHECKING:
    from core.http import SiteRequest


class NewsIndexPage(BasePage):
    """The news section: articles in all languages, the reader's own first choice."""

    introduction = models.TextField(_("introduction"), blank=True)

    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["news.NewsArticlePage"]
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("news section")
        verbose_name_plural = _("news sections")

    @property
    def lead(self) -> str:
        """Return the introduction."""
        return self.introduction

    def get_context(self, request: SiteRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the list that the address asks for."""
        from news.listing import listing_context

        return super().get_context(request, *args, **kwargs) | listing_context(request)


class NewsArticlePage(BasePage):
    """A piece of news in one language."""

    date = models.DateField(_("date"), default=timezone.localdate, db_index=True)
    summary = models.TextField(
        _("summary"), max_length=600, help_text=_("One or two sentences, shown in lists and feeds.")
    )
    body = BodyField(BodyBlock(), verbose_name=_("text"))
    focus_areas = ParentalManyToManyField(
        "taxonomy.FocusArea", blank=True, verbose_name=_("focus areas"), related_name="+"
    )
    countries = ParentalManyToManyField(
        "taxonomy.Country", blank=True, verbose_name=_("countries"), related_name="+"
    )
    source_title = models.CharField(_("source"), max_length=255, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    is_highlight = models.BooleanField(
        _("highlight"),
        default=False,
        help_text=_("Shown on the home page and gathered for the newsletter."),
    )

    objects = NewsArticleManager()

    parent_page_types = ["news.NewsIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("date"),
        FieldPanel("summary"),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("focus_areas", widget=CheckboxSelectMultiple),
                FieldPanel("countries", widget=SortedSelectMultiple),
                FieldPanel("is_highlight"),
            ],
            heading=_("What it is about"),
        ),
        MultiFieldPanel(
            [FieldPanel("source_title"), FieldPanel("source_url")], heading=_("Source")
        ),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
        index.FilterField("date"),
    ]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        SynchronizedField("date", overridable=False),
        SynchronizedField("focus_areas", overridable=False),
        SynchronizedField("countries", overridable=False),
        SynchronizedField("is_highlight", overridable=False),
        SynchronizedField("source_url", overridable=True),
    ]

    class Meta:
        verbose_name = _("news article")
        verbose_name_plural = _("news articles")

    @property
    def lead(self) -> str:
        """Return the summary."""
        return self.summary

    @property
    def partial_date(self) -> PartialDate:
        """Return the date as lists show it."""
        return PartialDate(self.date)

    def get_context(self, request: SiteRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the terms with their addresses, and where words of the text lead."""
        from news.listing import article_context

        return super().get_context(request, *args, **kwargs) | {
            **article_context(self),
            "links": links_of(request, self),
        }
