"""What a query may find, whatever its words: by restrictions, by what narrows it, by age."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from wagtail.models import Page

from core.querysets import hidden_from
from search.engines.statement import Sql
from search.models import SearchDocument

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from search.query import SearchQuery


def readable(query: SearchQuery) -> QuerySet[SearchDocument]:
    """Return the documents of pages that no restriction hides from the viewer.

    Asked of the pages themselves, not of copies: a restriction counts from the moment it is set,
    and stays right when pages move.
    """
    hidden = hidden_from(query.viewer)
    documents = SearchDocument.objects.all()
    if hidden is None:
        return documents
    return documents.exclude(page_id__in=Page.objects.filter(hidden).values("pk"))


def readable_documents(query: SearchQuery) -> QuerySet[SearchDocument]:
    """Return the documents that may be found, whatever the words: readable, and as narrowed."""
    return _narrowed(readable(query), query)


def _narrowed(documents: QuerySet[SearchDocument], query: SearchQuery) -> QuerySet[SearchDocument]:
    if query.kind:
        documents = documents.filter(kind=query.kind)
    if query.languages:
        documents = documents.filter(language__in=query.languages)
    if query.year_from is not None:
        documents = documents.filter(year__gte=query.year_from)
    if query.year_to is not None:
        documents = documents.filter(year__lte=query.year_to)
    return documents


def hidden_pages(query: SearchQuery) -> Sql | None:
    """Return a SELECT of the ids of the pages that restrictions hide from the viewer."""
    hidden = hidden_from(query.viewer)
    if hidden is None:
        return None
    text, params = Page.objects.filter(hidden).order_by().values("id").query.sql_with_params()
    return Sql(text, tuple(params))


def new_works(moment: datetime) -> set[str]:
    """Return the works that came to the site after a moment.

    A translation is not what brings a work to the site, whichever language has the words.
    """
    value = connection.ops.adapt_datetimefield_value(moment)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT CAST(d.work AS text) FROM search_searchdocument d WHERE d.first_published_at"
            " IS NOT NULL GROUP BY d.work HAVING MIN(d.first_published_at) > %s",
            [value],
        )
        return {work for (work,) in cursor.fetchall()}
