"""From pages to what the API tells of them, in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from django.apps import apps
from django.conf import settings

from api import schemas
from api.access import is_restricted
from api.bodies import blocks, document_fields, document_ids, documents_by_id
from api.related import ALL_ENTRY_ROWS, ENTRY_ROWS, TERMS, related_rows
from core.listing import language_versions
from library.enums import CitationSystem, FileKind, IdentifierScheme, MaterialType, PersonRole
from library.models import LibraryEntryPage
from news.models import NewsArticlePage
from taxonomy import services as terms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import TextChoices

    from api.access import Found
    from api.related import Rows
    from core.http import SiteRequest
    from core.models import BasePage
    from library.models import BriefPage


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and in which languages."""

    request: SiteRequest
    locale: str
    chain: tuple[str, ...]


def work_fields(page: BasePage, reader: Reader, languages: list[str]) -> dict[str, Any]:
    """Return what every work tells of itself."""
    served = page.language_code
    return {
        "id": page.translation_key,
        "requested_locale": reader.locale,
        "served_locale": served,
        "is_fallback": served != reader.locale,
        "available_locales": languages,
        "path": f"/{page.site_path}",
        "url": settings.SITE_URL + page.url_in(reader.locale),
        "canonical_url": settings.SITE_URL + page.url_in(served),
        "title": page.title,
        "published_at": page.first_published_at,
        "updated_at": page.last_published_at,
    }


def page_fields(page: BasePage, reader: Reader, languages: list[str]) -> dict[str, Any]:
    """Return what every work tells of itself on its own."""
    return work_fields(page, reader, languages) | {
        "seo_title": page.seo_title or page.title,
        "description": page.search_description or page.lead,
    }


def chosen(labels: dict[str, str], rows: Iterable[tuple[str, ...]]) -> list[schemas.Term]:
    """Return terms in the order of their labels."""
    found = {value for (value,) in rows}
    return [schemas.Term(id=value, label=labels[value]) for value in labels if value in found]


def value_of(page: BasePage, name: str) -> Any:
    """Return a fact; one of a closed list as a term, None where none was chosen."""
    value = getattr(page, name)
    if labels := dict(page._meta.get_field(name).flatchoices):
        return schemas.Term(id=value, label=str(labels[value])) if value in labels else None
    return value


def term(choices: type[TextChoices], value: str) -> schemas.Term:
    """Return a value of a closed list."""
    return schemas.Term(id=value, label=str(choices(value).label))


# --- News -----------------------------------------------------------------------------------


def _news_fields(article: NewsArticlePage, rows: Rows, locale: str) -> dict[str, Any]:
    source = schemas.Source(title=article.source_title, url=article.source_url)
    return {
        "date": article.date,
        "summary": article.summary,
        "focus_areas": chosen(terms.focus_area_labels(locale), rows["focus_areas"]),
        "countries": chosen(terms.country_labels(locale), rows["countries"]),
        "is_highlight": article.is_highlight,
        "source": source if source.title or source.url else None,
    }


def news_items(articles: list[NewsArticlePage], reader: Reader) -> list[schemas.NewsItem]:
    """Return articles as a list shows them."""
    versions = language_versions(articles)
    rows = related_rows(NewsArticlePage, articles, TERMS)
    return [
        schemas.NewsItem(
            **work_fields(article, reader, versions[article.translation_key]),
            **_news_fields(article, rows[article.pk], reader.locale),
        )
        for article in articles
    ]


def news_article(found: Found, reader: Reader) -> schemas.NewsArticle:
    """Return an article with its text."""
    article = found.page
    rows = related_rows(NewsArticlePage, [article], TERMS)[article.pk]
    return schemas.NewsArticle(
        **page_fields(article, reader, found.languages),
        **_news_fields(article, rows, reader.locale),
        body=blocks(article.body, reader.locale, reader.request.user),
    )


# --- Library --------------------------------------------------------------------------------


def known_title(rows: Rows, language: str, locale: str) -> tuple[str, str] | None:
    """Return the title in the reader's language and that language, None where it is not needed.

    A known title in her language serves where the page itself is in another.
    """
    if language == locale:
        return None
    return next(((title, own) for own, title, *_ in rows["other_titles"] if own == locale), None)


def _entry_facts(entry: LibraryEntryPage, rows: Rows, locale: str) -> dict[str, Any]:
    served = entry.language_code
    title, title_language = known_title(rows, served, locale) or (entry.title, served)
    return {
        "title": title,
        "title_language": title_language,
        "type_label": str(MaterialType(entry.material_type).label),
        "abstract": entry.abstract,
        "date": entry.partial_date.iso if entry.partial_date else None,
        "publisher": entry.publisher,
        "countries": chosen(terms.country_labels(locale), rows["countries"]),
        "focus_areas": chosen(terms.focus_area_labels(locale), rows["focus_areas"]),
        "subjects": chosen(terms.subject_labels(locale), rows["subjects"]),
        "supranational_body": value_of(entry, "supranational_body"),
        "is_verified": not entry.is_unverified,
    }


def library_items(entries: list[LibraryEntryPage], reader: Reader) -> list[schemas.LibraryItem]:
    """Return entries as a list shows them."""
    versions = language_versions(entries)
    rows = related_rows(LibraryEntryPage, entries, ENTRY_ROWS)
    return [
        schemas.LibraryItem(
            **work_fields(entry, reader, versions[entry.translation_key])
            | _entry_facts(entry, rows[entry.pk], reader.locale),
            type=entry.material_type,
        )
        for entry in entries
    ]


def library_entry(found: Found, reader: Reader) -> schemas.Entry:
    """Return an entry with all that is known of it."""
    entry = found.page
    rows = related_rows(LibraryEntryPage, [entry], ALL_ENTRY_ROWS)[entry.pk]
    files = [(kind, int(pk)) for kind, pk in rows["files"]]
    documents = documents_by_id(
        document_ids(entry.body) | {pk for _kind, pk in files}, reader.request.user
    )
    return ENTRY_SHAPES[entry.material_type](
        **page_fields(entry, reader, found.languages) | _entry_facts(entry, rows, reader.locale),
        **_type_fields(entry, reader),
        body=blocks(entry.body, reader.locale, reader.request.user, documents),
        original_title=entry.original_title,
        original_language=entry.original_language,
        citations=[
            {"system": term(CitationSystem, system), "text": text}
            for system, text in rows["citations"]
        ],
        identifiers=[
            {"scheme": term(IdentifierScheme, scheme), "value": value}
            for scheme, value in rows["identifiers"]
        ],
        instruments=[{"code": code, "article": article} for code, article in rows["instruments"]],
        people=[
            {"role": term(PersonRole, role), "name": name, "latin_name": latin, "orcid": orcid}
            for role, name, latin, orcid in rows["people"]
        ],
        other_titles=[
            # A boolean as text: databases do not agree on one.
            {"language": language, "title": title, "is_verified": verified in ("1", "true")}
            for language, title, verified in rows["other_titles"]
        ],
        files=[
            {**document_fields(documents[pk]), "kind": term(FileKind, kind)}
            for kind, pk in files
            if pk in documents
        ],
        source_url=entry.source_url,
        archived_url=entry.archived_url,
        rights=entry.rights,
        verification={
            "status": value_of(entry, "verification"),
            "verified_on": entry.verified_on,
            "verified_against": entry.verified_against,
        },
    )


#: The shape of each type of material.
ENTRY_SHAPES: dict[str, type[schemas.Entry]] = {
    shape.model_fields["type"].default: shape for shape in get_args(schemas.AnyEntry)
}


def _type_fields(entry: LibraryEntryPage, reader: Reader) -> dict[str, Any]:
    """Return what only a type of material has; its shape names fields as its page does."""
    shape = ENTRY_SHAPES[entry.material_type]
    own = shape.model_fields.keys() - schemas.Entry.model_fields.keys() - {"type"}
    return {
        name: _case_of(entry, reader) if name == "case" else value_of(entry, name) for name in own
    }


def _case_of(brief: BriefPage, reader: Reader) -> schemas.CaseLink | None:
    """Return the case a brief was filed in, where everyone may read of it."""
    case = brief.case
    if case is None or not case.live or is_restricted(case):
        return None
    return schemas.CaseLink(
        id=case.translation_key,
        title=case.title,
        url=settings.SITE_URL + case.url_in(reader.locale),
    )


# --- Pages ----------------------------------------------------------------------------------

#: The shapes of the other page types, by model. By name, since home stands beside this layer.
PAGE_SHAPES: dict[str, type[schemas.Page]] = {
    "home.AdvisoryBoardPage": schemas.AdvisoryBoardPage,
    "home.HomePage": schemas.HomePage,
    "home.StandardPage": schemas.StandardPage,
    "home.TopicIndexPage": schemas.TopicsPage,
    "home.TopicPage": schemas.TopicPage,
    "library.LibraryIndexPage": schemas.LibrarySection,
    "news.NewsIndexPage": schemas.NewsSection,
}


def any_page(found: Found, reader: Reader) -> schemas.Page | None:
    """Return a page of any type, None for a type that is nothing to read."""
    page = found.page
    if isinstance(page, NewsArticlePage):
        return news_article(found, reader)
    if isinstance(page, LibraryEntryPage):
        return library_entry(found, reader)
    shape = PAGE_SHAPES.get(page._meta.label)
    if shape is None:
        return None
    own = shape.model_fields.keys() - schemas.Page.model_fields.keys() - {"type"}
    return shape(
        **page_fields(page, reader, found.languages),
        **{name: _page_field(page, name, reader) for name in own},
    )


def _page_field(page: BasePage, name: str, reader: Reader) -> Any:
    """Return one of a page's own fields; its shape names fields as its model does."""
    match name:
        case "body":
            return blocks(page.body, reader.locale, reader.request.user)
        case "focus_area":
            slug = page.focus_area.slug
            return schemas.Term(id=slug, label=terms.focus_area_labels(reader.locale)[slug])
        case "topics":
            return _topics(reader)
    return getattr(page, name)


def _topics(reader: Reader) -> list[schemas.TopicItem]:
    topics = list(
        apps.get_model("home.TopicPage")
        .objects.visible_to(reader.request.user)
        .best_for(reader.locale, reader.chain)
        .defer_streamfields()
        .order_by("title")
    )
    versions = language_versions(topics)
    return [
        schemas.TopicItem(
            **work_fields(topic, reader, versions[topic.translation_key]), summary=topic.summary
        )
        for topic in topics
    ]
