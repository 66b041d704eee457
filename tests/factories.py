"""Every factory in one place, and the factory of every page type."""

from core.models import BasePage
from tests.accounts.factories import UserFactory
from tests.core.factories import (
    SiteDocumentFactory,
    SiteImageFactory,
    SitePageFactory,
    body,
    site_page,
)
from tests.home.factories import (
    AdvisoryBoardPageFactory,
    HomePageFactory,
    StandardPageFactory,
    TopicIndexPageFactory,
    TopicPageFactory,
)
from tests.library.factories import (
    ArticlePageFactory,
    BriefPageFactory,
    CaseLawPageFactory,
    InstrumentPageFactory,
    LegislationPageFactory,
    LibraryEntryFactory,
    LibraryIndexPageFactory,
    ReportPageFactory,
    ToolkitPageFactory,
)
from tests.news.factories import NewsArticlePageFactory, NewsIndexPageFactory

__all__ = [
    "PAGE_FACTORIES",
    "AdvisoryBoardPageFactory",
    "ArticlePageFactory",
    "BriefPageFactory",
    "CaseLawPageFactory",
    "HomePageFactory",
    "InstrumentPageFactory",
    "LegislationPageFactory",
    "LibraryEntryFactory",
    "LibraryIndexPageFactory",
    "NewsArticlePageFactory",
    "NewsIndexPageFactory",
    "ReportPageFactory",
    "SiteDocumentFactory",
    "SiteImageFactory",
    "SitePageFactory",
    "StandardPageFactory",
    "ToolkitPageFactory",
    "TopicIndexPageFactory",
    "TopicPageFactory",
    "UserFactory",
    "body",
    "example",
    "site_page",
]

#: The factory of every page type that an editor can make; whole-site tests run over it.
PAGE_FACTORIES: dict[type[BasePage], type[SitePageFactory]] = {
    factory._meta.model: factory
    for factory in (
        HomePageFactory,
        StandardPageFactory,
        AdvisoryBoardPageFactory,
        TopicIndexPageFactory,
        TopicPageFactory,
        NewsIndexPageFactory,
        NewsArticlePageFactory,
        LibraryIndexPageFactory,
        LegislationPageFactory,
        CaseLawPageFactory,
        InstrumentPageFactory,
        ArticlePageFactory,
        ReportPageFactory,
        BriefPageFactory,
        ToolkitPageFactory,
    )
}

#: Pages that the site has from the start, one in each language.
SECTION_FACTORIES = {
    HomePageFactory,
    TopicIndexPageFactory,
    NewsIndexPageFactory,
    LibraryIndexPageFactory,
}


def example(model: type[BasePage]) -> BasePage:
    """Return a live English page of a type: the site's own section, or a new page."""
    factory = PAGE_FACTORIES[model]
    return site_page(model) if factory in SECTION_FACTORIES else factory()
