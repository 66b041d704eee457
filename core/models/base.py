"""The page every page of the site descends from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PublishingPanel
from wagtail.models import Page, PageViewRestriction
from wagtail_localize.fields import SynchronizedField

from core.languages import language
from core.locales import locale_trees, path_of, url_in
from core.querysets import SitePageManager
from core.restrictions import all_restrictions

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from core.http import SiteRequest


class BasePage(Page):
    """A page in one language, with what all types share.

    Slugs and language-neutral facts follow the original in all translations; see
    `core.translation_facts`.
    """

    objects = SitePageManager()

    #: Parent links and facts that a translation takes from its original and never changes.
    override_translatable_fields: ClassVar[list] = [SynchronizedField("slug", overridable=False)]

    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel("slug"),
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
                FieldPanel("show_in_menus"),
            ],
            heading=_("Search engines and menus"),
        ),
    ]
    settings_panels = [PublishingPanel()]

    class Meta:
        abstract = True

    @property
    def language_code(self) -> str:
        """Return the language this page is written in, without a query."""
        root = locale_trees().by_id(self.locale_id)
        return root.code if root else self.locale.language_code

    @property
    def site_path(self) -> str:
        """Return the path below the home page, the same in all languages."""
        return path_of(self)

    def url_in(self, code: str) -> str:
        """Return this content's address for a reader of a language."""
        return url_in(self, code)

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """Return the restrictions on this page and its ancestors.

        Wagtail's own asks for every ancestor and its alias; this site has no aliases, and most
        of its pages lie under no restriction, which the cached list tells without a query.
        """
        if not any(restriction.covers(self.path) for restriction in all_restrictions()):
            return PageViewRestriction.objects.none()
        steps = range(self.steplen, len(self.path) + 1, self.steplen)
        return PageViewRestriction.objects.filter(
            page__path__in=[self.path[:step] for step in steps]
        )

    def serve(self, request: SiteRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Serve the page, telling the frame around it which page it is."""
        request.served_page = self
        response = super().serve(request, *args, **kwargs)
        response.headers["Content-Language"] = self.language_code
        return response

    def get_context(self, request: SiteRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what the page template needs besides the frame."""
        # The preview renders without serve().
        request.served_page = self
        context = super().get_context(request, *args, **kwargs)
        context["page_language"] = language(self.language_code)
        context["meta_description"] = self.search_description or self.lead
        return context

    @property
    def lead(self) -> str:
        """Return the sentence that stands for this page in lists; types override it."""
        return self.search_description
