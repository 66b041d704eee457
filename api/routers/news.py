"""News: the list, and one article."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from api.access import best_of
from api.errors import ParameterProblem, Problem
from api.filters import having
from api.parameters import NewsListParameters, NewsParameters
from api.representation import Reader, news_article, news_items
from api.responses import READ, respond_listing, respond_page
from api.schemas import NewsArticle, NewsList
from core.http import SiteRequest
from news.models import NewsArticlePage

router = Router(tags=["News"])

SORTS = {
    "-date": ("-date", "-pk"),
    "date": ("date", "pk"),
    "title": ("title", "pk"),
    "-title": ("-title", "-pk"),
}


@router.api_operation(
    READ, "", response={200: NewsList, 422: ParameterProblem}, operation_id="listNews"
)
def list_news(request: SiteRequest, params: Query[NewsListParameters]) -> HttpResponse:
    """List news, one item per work, each in its best language for the reader."""
    articles = (
        NewsArticlePage.objects.visible_to(request.user)
        .best_for(params.locale, params.chain)
        .defer_streamfields()
        .order_by(*SORTS[params.sort])
    )
    articles = having(articles, "focus_areas__slug", params.focus)
    articles = having(articles, "countries__iso2", params.country)
    if params.date_gte:
        articles = articles.filter(date__gte=params.date_gte)
    if params.date_lte:
        articles = articles.filter(date__lte=params.date_lte)
    if params.is_highlight is not None:
        articles = articles.filter(is_highlight=params.is_highlight)
    reader = Reader(request, params.locale, params.chain)
    return respond_listing(
        request, NewsList, params, articles, lambda rows: news_items(rows, reader)
    )


@router.api_operation(
    READ,
    "/{id}",
    response={200: NewsArticle, 404: Problem, 422: ParameterProblem},
    operation_id="getNews",
)
def get_news(request: SiteRequest, id: UUID, params: Query[NewsParameters]) -> HttpResponse:
    """Read one article in its best language for the reader."""
    found = best_of(request, NewsArticlePage.objects.filter(translation_key=id), params.chain)
    article = news_article(found, Reader(request, params.locale, params.chain))
    return respond_page(found, article, params)
