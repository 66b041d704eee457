"""Filters that keep a work once, however many of the wanted values it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db.models import Q
from wagtail.documents import get_document_model
from wagtail.models import Page

from core.locales import locale_ids
from core.querysets import SitePageQuerySet
from core.restrictions import open_documents
from library.models import EntryFile
from taxonomy import services as terms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from api.access import Viewer
    from library.querysets import LibraryEntryQuerySet

Works = TypeVar("Works", bound=SitePageQuerySet)


def having(works: Works, lookup: str, values: Iterable[str]) -> Works:
    """Keep works with any of the values in a relation; no values keep all."""
    values = list(values)
    if not values:
        return works
    found = works.model._base_manager.filter(**{f"{lookup}__in": values})
    return works.filter(pk__in=found.values("pk"))


def in_any_region(entries: LibraryEntryQuerySet, regions: list[str]) -> LibraryEntryQuerySet:
    """Keep entries from any country of any of the regions."""
    if not regions:
        return entries
    wanted = terms.regions_within(regions)
    return entries.from_region(
        [iso2 for iso2, of in terms.regions_of_country().items() if wanted.intersection(of)]
    )


def in_any_language(
    entries: LibraryEntryQuerySet, languages: list[str], viewer: Viewer
) -> LibraryEntryQuerySet:
    """Keep works that a reader can read in any of the languages, on the site or in a file.

    A language includes its variants: pt finds a file in pt-BR.
    """
    if not languages:
        return entries
    ids = locale_ids()
    on_site = Page.objects.filter(
        live=True, locale_id__in=[ids[code] for code in languages if code in ids]
    )
    in_file = Q()
    for code in languages:
        in_file |= Q(document__language__iexact=code)
        in_file |= Q(document__language__istartswith=f"{code}-")
    shown = open_documents(viewer, get_document_model().objects.all())
    files = EntryFile.objects.filter(in_file, document__in=shown)
    return entries.filter(
        Q(translation_key__in=on_site.values("translation_key")) | Q(pk__in=files.values("page_id"))
    )
