"""Works by their citations: which entry a citation names, and which pages cite a work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.http import Http404
from django.utils.text import capfirst
from wagtail.documents import get_document_model
from wagtail.models import Page

from core.languages import current_language
from core.listing import paginate
from core.querysets import SitePageQuerySet
from core.registry import content_types
from core.restrictions import open_documents
from library.citations import parse
from library.listing import entries_for
from library.models import (
    CitedInFile,
    CitedText,
    EntryCitation,
    EntryFile,
    EntryIdentifier,
    InstrumentPage,
    LibraryEntryPage,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.http import SiteRequest
    from core.models import BasePage
    from library.models import LibraryIndexPage
    from library.querysets import LibraryEntryQuerySet

#: How many pages an entry lists that cite it, before it points to the rest.
CITED_BY_LIMIT = 10


def cited_works(text: str, user: Any) -> LibraryEntryQuerySet:
    """Return the works that a text names, where the text as a whole is a citation.

    What a reader may see, one row per work in the best language for her; nothing where the text is
    no citation. More than one work where several share a citation.
    """
    citation = parse(text)
    entries = entries_for(user, current_language().code)
    return entries.filter(pk__in=_named([citation.key])) if citation else entries.none()


def _named(keys: Iterable[str]) -> set[int]:
    """Return the pages that citations name, with one query."""
    return {page_id for _key, page_id in _names(keys)}


def _names(keys: Iterable[str]) -> set[tuple[str, int]]:
    """Return which pages each citation names: by citation, by identifier, by ILO code."""
    keys = list(keys)
    # The key of an instrument is its code in small letters.
    codes = [key.upper() for key in keys if len(key) == 4]
    found = (
        EntryCitation.objects.order_by()
        .filter(key__in=keys)
        .values_list("key", "page_id")
        .union(
            EntryIdentifier.objects.order_by().filter(key__in=keys).values_list("key", "page_id"),
            InstrumentPage.objects.order_by().filter(code__in=codes).values_list("code", "pk"),
        )
    )
    return {(key.lower(), page_id) for key, page_id in found}


def citation_links(page: BasePage, user: Any, code: str) -> dict[str, str]:
    """Return the citations in a page's own text that lead to a work, as written, with addresses.

    Only where a citation names exactly one work that this reader may see, and another one than
    the page's own. Three queries, one where the text cites nothing.
    """
    written = dict(
        CitedText.objects.filter(page_id=page.pk).exclude(text="").values_list("text", "key")
    )
    if not written:
        return {}
    names = _names(set(written.values()))
    entries = {
        entry.pk: entry
        for entry in LibraryEntryPage.objects.visible_to(user)
        .filter(pk__in={page_id for _key, page_id in names})
        .only("pk", "translation_key", "url_path", "locale_id")
    }
    # All languages of a work have one address.
    works: dict[str, dict[Any, LibraryEntryPage]] = {}
    for key, page_id in names:
        if entry := entries.get(page_id):
            works.setdefault(key, {})[entry.translation_key] = entry
    return {
        text: entry.url_in(code)
        for text, key in written.items()
        if len(works.get(key, ())) == 1
        for entry in works[key].values()
        if entry.translation_key != page.translation_key
    }


def keys_of(entry: LibraryEntryPage) -> set[str]:
    """Return the forms by which texts name an entry."""
    keys = {citation.key for citation in entry.citations.all()}
    keys |= {identifier.key for identifier in entry.identifiers.all()}
    keys.add(getattr(entry, "code", "").lower())
    return keys - {""}


def citing_pages(entry: LibraryEntryPage, user: Any, code: str) -> SitePageQuerySet:
    """Return the pages of any kind that cite an entry, one row per work, the newest here first.

    A page counts where this reader may see it, and where its own text or a file that is open to
    her names the entry: what she may not read is in no list and no count.
    """
    keys = keys_of(entry)
    visible = SitePageQuerySet(Page).visible_to(user)
    if not keys:
        return visible.none()
    files = CitedInFile.objects.filter(
        key__in=keys, document__in=open_documents(user, get_document_model().objects.all())
    )
    citing = visible.filter(
        Q(pk__in=CitedText.objects.filter(key__in=keys).values("page"))
        | Q(
            pk__in=EntryFile.objects.order_by()
            .filter(document__in=files.values("document"))
            .values("page")
        )
    )
    return (
        visible.best_for(code)
        .filter(translation_key__in=citing.order_by().values("translation_key"))
        .exclude(translation_key=entry.translation_key)
        .order_by(F("first_published_at").desc(nulls_last=True), "-pk")
    )


def citing_rows(pages: Iterable[Page], code: str) -> list[dict[str, Any]]:
    """Return pages of any kind as the result row component draws them, each kind by itself."""
    pages = list(pages)
    found: dict[int, dict[str, Any]] = {}
    for content in content_types():
        ids = [page.pk for page in pages if issubclass(page.specific_class, content.model)]
        if not ids:
            continue
        label = capfirst(str(content.model._meta.verbose_name))
        fetched = list(content.queryset().filter(pk__in=ids).defer_streamfields())
        for page, row in zip(fetched, content.rows(fetched, code), strict=True):
            found[page.pk] = {"type_label": label} | row
    return [found[page.pk] for page in pages if page.pk in found]


def cited_by(entry: LibraryEntryPage, user: Any, code: str) -> dict[str, Any] | None:
    """Return the first of the pages that cite an entry, and their number; None without any."""
    pages = citing_pages(entry, user, code)
    first = list(pages[: CITED_BY_LIMIT + 1])
    if not first:
        return None
    total = len(first) if len(first) <= CITED_BY_LIMIT else pages.count()
    index_path, slug = entry.site_path.rstrip("/").rsplit("/", 1)
    return {
        "total": total,
        "rows": citing_rows(first[:CITED_BY_LIMIT], code),
        "more_url": f"/{code}/{index_path}/cited-by/{slug}/" if total > CITED_BY_LIMIT else "",
    }


def cited_by_context(request: SiteRequest, index: LibraryIndexPage, slug: str) -> dict[str, Any]:
    """Return all that cites an entry, page by page.

    Raises Http404 for an entry that does not exist or that this reader may not see.
    """
    code = current_language().code
    entries = LibraryEntryPage.objects.visible_to(request.user).best_for(code).filter(slug=slug)
    path = f"{index.site_path}{slug}/"
    entry = next((entry for entry in entries if entry.site_path == path), None)
    if entry is None:
        raise Http404
    page = paginate(request, citing_pages(entry, request.user, code))
    title, language = entry.title_for(code)
    return page | {
        "rows": citing_rows(page["items"], code),
        "entry": {"title": title, "lang": language, "url": entry.url_in(code)},
    }
