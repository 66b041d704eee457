"""The home page, standard pages and topic hubs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from core import registry
from core.blocks import BodyBlock
from core.cache import cached_for_public
from core.fields import BodyField
from core.languages import current_language
from core.models import BasePage
from directory.public import public_people
from taxonomy import services as terms

if TYPE_CHECKING:
    from django.http import HttpResponse

    from core.http import SiteRequest


class HomePage(BasePage):
    """The front page of one language."""

    tagline = models.CharField(_("tagline"), max_length=255, blank=True)
    introduction = models.TextField(_("introduction"), blank=True)
    body = BodyField(BodyBlock(), blank=True, verbose_name=_("text"))

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "home.StandardPage",
        "home.TopicIndexPage",
        "home.AdvisoryBoardPage",
        "news.NewsIndexPage",
        "library.LibraryIndexPage",
    ]
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("tagline"),
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    @property
    def lead(self) -> str:
        """Return the tagline."""
        return self.tagline

    def get_context(self, request: SiteRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add highlights, the newest library entries and the focus areas."""
        code = current_language().code
        news, library = registry.content_type("news"), registry.content_type("library")
        gathered = cached_for_public(
            request,
            f"home:{code}",
            lambda: {
                "highlights": news.rows(
                    news.latest(request.user, code, highlights_first=True)[:4], code
                ),
                "latest_entries": library.rows(library.latest(request.user, code)[:5], code),
            },
        )
        return super().get_context(request, *args, **kwargs) | {
            **gathered,
            "focus_areas": [
                {"title": label, "url": f"/{code}/library/focus/{slug}/"}
                for slug, label in terms.focus_area_labels().items()
            ],
        }


class StandardPage(BasePage):
    """A page of plain text: about, privacy, accessibility."""

    summary = models.TextField(_("summary"), blank=True)
    body = BodyField(BodyBlock(), blank=True, verbose_name=_("text"))

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]
    content_panels = [*BasePage.content_panels, FieldPanel("summary"), FieldPanel("body")]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    @property
    def lead(self) -> str:
        """Return the summary."""
        return self.summary


class AdvisoryBoardPage(BasePage):
    """The public page of the advisory board and the coordinators: those who agreed to stand there.

    Who they are comes from the directory, as anybody may see it; nothing of them is kept on the
    page, in a revision or in a cache.
    """

    introduction = models.TextField(_("introduction"), blank=True)

    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("advisory board")
        verbose_name_plural = _("advisory boards")

    @property
    def lead(self) -> str:
        """Return the introduction."""
        return self.introduction

    def get_context(self, request: SiteRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the people, by what they are and by region."""
        return super().get_context(request, *args, **kwargs) | {"groups": public_people()}

    def serve(self, request: SiteRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page and let nobody keep it: a consent that is taken back ends at once."""
        response = super().serve(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        return response


class TopicIndexPage(BasePage):
    """The list of topic hubs."""

    introduction = models.TextField(_("introduction"), blank=True)

    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.TopicPage"]
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("list of topics")
        verbose_name_plural = _("lists of topics")

    @property
    def lead(self) -> str:
        """Return the introduction."""
        return self.introduction

    def get_context(self, request: SiteRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the hubs, each in the best language for the reader."""
        code = current_language().code
        topics = TopicPage.objects.visible_to(request.user).best_for(code).order_by("title")
        return super().get_context(request, *args, **kwargs) | {
            "items": [
                {
                    "title": topic.title,
                    "url": topic.url_in(code),
                    "lang": topic.language_code,
                    "summary": topic.summary,
                }
                for topic in topics
            ]
        }


class TopicPage(BasePage):
    """A hub that gathers everything on a focus area."""

    summary = models.TextField(_("summary"), blank=True)
    focus_area = models.ForeignKey(
        "taxonomy.FocusArea",
        models.PROTECT,
        verbose_name=_("focus area"),
        related_name="+",
    )
    body = BodyField(BodyBlock(), blank=True, verbose_name=_("text"))

    parent_page_types = ["home.TopicIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("focus_area"),
        FieldPanel("summary"),
        FieldPanel("body"),
    ]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        SynchronizedField("focus_area", overridable=False),
    ]

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    @property
    def lead(self) -> str:
        """Return the summary."""
        return self.summary

    def get_context(self, request: SiteRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the newest of every kind of content on the focus area."""
        code, slug = current_language().code, self.focus_area.slug
        types = [registry.content_type(name) for name in ("news", "library")]

        def gather() -> dict[str, list[dict[str, Any]]]:
            return {
                content_type.name: content_type.rows(
                    content_type.latest(request.user, code, focus_area=slug)[:10], code
                )
                for content_type in types
            }

        gathered = cached_for_public(request, f"topic:{slug}:{code}", gather)
        return super().get_context(request, *args, **kwargs) | {
            "news": gathered["news"],
            "entries": gathered["library"],
            "more_news_url": f"/{code}/news/?focus={slug}",
            "more_entries_url": f"/{code}/library/focus/{slug}/",
        }
