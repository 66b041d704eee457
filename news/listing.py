"""News in lists: the section page, rows, what search indexes, what feeds carry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from core.blocks.text import running_text, searchable_text
from core.cache import PAGES, cached, cached_for_public
from core.languages import current_language, language, language_codes
from core.listing import (
    language_chips,
    language_versions,
    page_number,
    paginate,
    with_query,
)
from core.locales import locale_ids
from core.registry import ContentType, SearchData, TextPart
from news.models import NewsArticlePage
from taxonomy import services as terms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.http import SiteRequest
    from news.querysets import NewsArticleQuerySet


def rows(articles: Iterable[NewsArticlePage], code: str) -> list[dict[str, Any]]:
    """Return articles as the news item component draws them, in a constant number of queries."""
    articles = list(articles)
    versions = language_versions(articles)
    focus, countries = terms.focus_area_labels(code), terms.country_labels(code)
    return [
        {
            "url": article.url_in(code),
            "title": article.title,
            "lang": article.language_code,
            "summary": article.summary,
            "date_label": str(article.partial_date),
            "date_iso": article.partial_date.iso,
            "focus_areas": [focus[area.slug] for area in article.focus_areas.all()],
            "countries": [countries[country.iso2] for country in article.countries.all()],
            "languages": language_chips(
                versions.get(article.translation_key, []), article.site_path
            ),
            "badge": _("Highlight") if article.is_highlight else "",
        }
        for article in articles
    ]


def articles_for(user: Any, code: str) -> NewsArticleQuerySet:
    """Return one row per work that a reader may see, with what rows need."""
    return (
        NewsArticlePage.objects.visible_to(user)
        .best_for(code)
        .newest_first()
        .defer_streamfields()
        .prefetch_related("focus_areas", "countries")
    )


def latest(
    user: Any, code: str, *, focus_area: str = "", highlights_first: bool = False
) -> NewsArticleQuerySet:
    """Return the newest articles, highlights first where the home page asks."""
    articles = articles_for(user, code).about(focus_area=focus_area)
    return articles.order_by("-is_highlight", "-date", "-pk") if highlights_first else articles


def read_filters(request: SiteRequest) -> dict[str, str]:
    """Return the filters an address names. Raises Http404 for a value that does not exist."""
    known = {
        "focus": terms.focus_area_labels(),
        "country": terms.country_labels(),
        "language": dict.fromkeys(language_codes(), ""),
    }
    chosen = {}
    for name, labels in known.items():
        value = request.GET.get(name, "")
        if value and value not in labels:
            raise Http404
        chosen[name] = value
    return chosen


def listing_context(request: SiteRequest) -> dict[str, Any]:
    """Return the list of the section page as its address filters it."""
    code = current_language().code
    chosen = read_filters(request)
    number = page_number(request)
    page = cached_for_public(
        request,
        f"news:{code}:{':'.join(chosen.values())}:{number}",
        lambda: _page_of_rows(request, code, chosen),
    )
    labels = {
        "focus": (_("Focus area"), terms.focus_area_labels()),
        "country": (_("Country"), _countries_with_news()),
        "language": (_("Language"), {c: language(c).name for c in language_codes()}),
    }
    return page | {
        "filters": [
            {
                "key": name,
                "label": label,
                "is_open": bool(chosen[name]),
                "is_single": True,
                "options": [
                    {"value": value, "label": text, "is_selected": value == chosen[name]}
                    for value, text in options.items()
                ],
            }
            for name, (label, options) in labels.items()
        ],
        "chips": [
            {
                "label": labels[name][1].get(value) or terms.country_labels()[value],
                "remove_url": with_query(request.GET, **{name: ""}),
            }
            for name, value in chosen.items()
            if value
        ],
        "feeds": feed_links(code, chosen),
    }


def _page_of_rows(request: SiteRequest, code: str, chosen: dict[str, str]) -> dict[str, Any]:
    articles = articles_for(request.user, code)
    if chosen["language"]:
        # Not best_for: who asks for one language wants its version even of a work in her own.
        articles = (
            NewsArticlePage.objects.visible_to(request.user)
            .filter(locale_id=locale_ids()[chosen["language"]])
            .newest_first()
            .defer_streamfields()
            .prefetch_related("focus_areas", "countries")
        )
    page = paginate(request, articles.about(chosen["focus"], chosen["country"]))
    return page | {"items": rows(page["items"], code)}


def _countries_with_news() -> dict[str, str]:
    """Return the names of the countries some public article is about."""
    used = cached(
        PAGES,
        "news-countries",
        lambda: set(
            NewsArticlePage.objects.visible_to(None)
            .order_by()
            .values_list("countries__iso2", flat=True)
            .distinct()
        ),
    )
    return {iso2: name for iso2, name in terms.country_labels().items() if iso2 in used}


def feed_links(code: str, chosen: dict[str, str]) -> list[dict[str, str]]:
    """Return the Atom feeds that carry what a list shows."""
    links = [{"title": _("News"), "url": reverse("news-feed", args=[code])}]
    if chosen["focus"]:
        links.append(
            {
                "title": terms.focus_area_labels()[chosen["focus"]],
                "url": reverse("news-feed-focus", args=[code, chosen["focus"]]),
            }
        )
    if chosen["country"]:
        links.append(
            {
                "title": terms.country_labels()[chosen["country"]],
                "url": reverse("news-feed-country", args=[code, chosen["country"]]),
            }
        )
    return links


def article_context(article: NewsArticlePage) -> dict[str, Any]:
    """Return the terms of an article with the lists they lead to."""
    code = current_language().code
    index_url = f"/{code}/{article.site_path.rsplit('/', 2)[0]}/"
    focus, countries = terms.focus_area_labels(), terms.country_labels()
    return {
        "date_label": str(article.partial_date),
        "date_iso": article.partial_date.iso,
        "focus_areas": [
            {"title": focus[area.slug], "url": f"{index_url}?focus={area.slug}"}
            for area in article.focus_areas.all()
        ],
        "countries": [
            {"title": countries[country.iso2], "url": f"{index_url}?country={country.iso2}"}
            for country in article.countries.all()
        ],
        "source": {"title": article.source_title, "url": article.source_url}
        if article.source_title or article.source_url
        else None,
    }


def search_data(article: NewsArticlePage) -> SearchData:
    """Return what the search index keeps of an article."""
    countries = [country.iso2 for country in article.countries.all()]
    focus_areas = [area.slug for area in article.focus_areas.all()]
    regions = terms.regions_of_country()
    return SearchData(
        kind="news",
        type="news",
        title=article.title,
        language=article.language_code,
        summary=article.summary,
        headings=terms.headings(focus_areas, ()),
        parts=(TextPart(article.language_code, searchable_text(article.body)),),
        date=article.date,
        facets={
            "focus": focus_areas,
            "country": countries,
            "region": sorted({m49 for iso2 in countries for m49 in regions.get(iso2, [])}),
        },
    )


def own_text(article: NewsArticlePage) -> str:
    """Return the words of an article in which citations are read."""
    return f"{article.summary}\n{running_text(article.body)}"


CONTENT_TYPE = ContentType(
    name="news",
    model=NewsArticlePage,
    queryset=lambda: NewsArticlePage.objects.prefetch_related("focus_areas", "countries"),
    search_data=search_data,
    rows=rows,
    latest=latest,
    own_text=own_text,
)
