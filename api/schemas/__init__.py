"""The shapes of everything the API answers; the OpenAPI document is made from them."""

from api.schemas.bodies import Page
from api.schemas.common import Term
from api.schemas.library import AnyEntry, CaseLink, Entry, LibraryEntry, LibraryItem, LibraryList
from api.schemas.news import NewsArticle, NewsItem, NewsList, Source
from api.schemas.pages import (
    AdvisoryBoardPage,
    AnyPage,
    HomePage,
    LibrarySection,
    NewsSection,
    PageByPath,
    StandardPage,
    TopicItem,
    TopicPage,
    TopicsPage,
)
from api.schemas.search import FacetValue, SearchFacets, SearchHit, SearchList, SearchSnippet
from api.schemas.taxonomies import (
    CountryList,
    CountryTerm,
    FocusAreaList,
    FocusAreaTerm,
    LocaleInfo,
    LocaleList,
    RegionList,
    RegionTerm,
    SubjectList,
    SubjectTerm,
)

__all__ = [
    "AdvisoryBoardPage",
    "AnyEntry",
    "AnyPage",
    "CaseLink",
    "CountryList",
    "CountryTerm",
    "Entry",
    "FacetValue",
    "FocusAreaList",
    "FocusAreaTerm",
    "HomePage",
    "LibraryEntry",
    "LibraryItem",
    "LibraryList",
    "LibrarySection",
    "LocaleInfo",
    "LocaleList",
    "NewsArticle",
    "NewsItem",
    "NewsList",
    "NewsSection",
    "Page",
    "PageByPath",
    "RegionList",
    "RegionTerm",
    "SearchFacets",
    "SearchHit",
    "SearchList",
    "SearchSnippet",
    "Source",
    "StandardPage",
    "SubjectList",
    "SubjectTerm",
    "Term",
    "TopicItem",
    "TopicPage",
    "TopicsPage",
]
