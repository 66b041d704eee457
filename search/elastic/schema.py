"""The index on the server: one document for each work, made from the tables of the database.

A work's facts are the same in all its languages, so what is counted is documents, exactly. Its
pages stand in it by language, each with its words, because all words of a query must stand on one
page, and with its place in the page tree, because restrictions are set there. The words are the
stems of `search.analysis`, which knows each language's rules, so the server finds what the database
finds; its own analyzer only parts them at spaces.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from wagtail.models import Page

from core.languages import language_codes
from search.documents import BETWEEN, stored_stems
from search.models import SearchDocument, SearchFacetValue, SearchTextPart
from search.query import STORED_FACETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from uuid import UUID

#: Raise it when anything below changes: the index has it in its name, so a new one is built.
SCHEMA_VERSION = 1
#: Between two texts in one field, so that no phrase reaches from one into the next.
GAP = 100
#: A server takes requests of 100 MB. No work of a library comes near; a broken file may.
MAX_TEXT_LENGTH = 20_000_000
#: What ranks a work, in all its languages: stems of two languages never meet.
RANKED_FIELDS = ("heading", "labels", "text")
#: Of a page that was indexed before words were kept for a server.
NO_WORDS: dict[str, Any] = {"heading": "", "labels": [], "seconds": ""}


def settings_and_mappings() -> dict[str, Any]:
    """Return how an index is made."""
    return {
        "settings": {
            "number_of_shards": 1,
            "auto_expand_replicas": "0-1",
            "analysis": {"analyzer": {"stems": {"type": "custom", "tokenizer": "whitespace"}}},
        },
        "mappings": {
            "dynamic": "strict",
            "properties": {
                "work": {"type": "keyword"},
                "kind": {"type": "keyword"},
                "date": {"type": "date"},
                "published": {"type": "date"},
                "fingerprint": {"type": "keyword", "index": False},
                "facets": {
                    "properties": {facet: {"type": "keyword"} for facet in sorted(STORED_FACETS)}
                },
                "pages": {"properties": {code: _page() for code in language_codes()}},
                "ranked": {
                    "properties": {
                        field: {"type": "text", "analyzer": "stems", "index_options": "freqs"}
                        for field in RANKED_FIELDS
                    }
                },
            },
        },
    }


def _page() -> dict[str, Any]:
    return {
        "properties": {
            # The page's own id and those of all pages above it: they stay when siblings move.
            "places": {"type": "keyword"},
            "year": {"type": "integer"},
            "published": {"type": "date"},
            "words": {
                "type": "text",
                "analyzer": "stems",
                "norms": False,
                "position_increment_gap": GAP,
            },
        }
    }


def documents_of(works: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return what the server keeps of works, as the tables have them now; nothing of one gone."""
    rows = list(
        SearchDocument.objects.filter(work__in=works).select_related("detail").order_by("pk")
    )
    ids = [row.pk for row in rows]
    facets: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    values = SearchFacetValue.objects.filter(document__in=ids)
    for document, facet, value in values.values_list("document_id", "facet", "value"):
        facets[document].append((facet, value))
    texts: defaultdict[int, list[str]] = defaultdict(list)
    parts = SearchTextPart.objects.filter(document__in=ids).order_by("document_id", "position")
    for document, stems in parts.values_list("document_id", "stems"):
        texts[document].append(stems)
    places = places_of(row.page_id for row in rows)
    expressions: defaultdict[UUID, list[SearchDocument]] = defaultdict(list)
    for row in rows:
        expressions[row.work].append(row)
    return {
        work: _document(work, pages, facets, texts, places) for work, pages in expressions.items()
    }


def places_of(page_ids: Iterable[int]) -> dict[int, list[int]]:
    """Return the ids of each page and of the pages above it."""
    ids = list(page_ids)
    paths = dict(Page.objects.filter(pk__in=ids).values_list("pk", "path"))
    above = {pk: _paths_down_to(path) for pk, path in paths.items()}
    wanted = {path for steps in above.values() for path in steps}
    by_path = dict(Page.objects.filter(path__in=wanted).values_list("path", "pk"))
    return {
        pk: [by_path[path] for path in above.get(pk, ()) if path in by_path] or [pk] for pk in ids
    }


def _paths_down_to(path: str) -> list[str]:
    return [path[:end] for end in range(Page.steplen, len(path) + 1, Page.steplen)]


def fingerprint(pages: Iterable[tuple[str, list[int]]]) -> str:
    """Return what changes when the server's document of a work must: its pages and their places."""
    content = sorted((page, [str(place) for place in places]) for page, places in pages)
    return hashlib.sha256(repr((SCHEMA_VERSION, content)).encode()).hexdigest()


def _document(
    work: UUID,
    rows: list[SearchDocument],
    facets: dict[int, list[tuple[str, str]]],
    texts: dict[int, list[str]],
    places: dict[int, list[int]],
) -> dict[str, Any]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        for facet, value in facets[row.pk]:
            found[facet].add(value)
    dates = [row.date for row in rows if row.date]
    published = [row.first_published_at for row in rows if row.first_published_at]
    words = {row.pk: NO_WORDS | row.detail.words for row in rows}
    stems = {row.pk: list(_bounded(texts[row.pk], MAX_TEXT_LENGTH // len(rows))) for row in rows}
    return {
        "work": str(work),
        "kind": rows[0].kind,
        "date": min(dates).isoformat() if dates else None,
        "published": min(published).isoformat() if published else None,
        "fingerprint": fingerprint((row.detail.fingerprint, places[row.page_id]) for row in rows),
        "facets": {facet: sorted(values) for facet, values in found.items()},
        "pages": {
            row.language: {
                "places": [str(place) for place in places[row.page_id]],
                "year": row.year,
                "published": (
                    row.first_published_at.isoformat() if row.first_published_at else None
                ),
                "words": _words(words[row.pk], stems[row.pk]),
            }
            for row in rows
        },
        "ranked": {
            "heading": [f"{of['heading']} {of['seconds']}" for of in words.values()],
            "labels": list(dict.fromkeys(label for of in words.values() for label in of["labels"])),
            "text": [" ".join([own, *others]) for row in rows for own, others in stems[row.pk]],
        },
    }


def _bounded(parts: list[str], room: int) -> Iterator[tuple[str, list[str]]]:
    """Yield the stems of as many parts as there is room for."""
    for stems in parts:
        room -= len(stems)
        if room < 0:
            return
        yield stored_stems(stems)


def _words(heading: dict[str, Any], texts: list[tuple[str, list[str]]]) -> list[str]:
    """Return the texts of a page; second stems each by itself, since nothing follows them."""
    seconds = heading["seconds"].split() + [stem for _own, others in texts for stem in others]
    own = [text for text, _others in texts]
    between = f" {BETWEEN} "
    return [heading["heading"], *heading["labels"], *own, between.join(dict.fromkeys(seconds))]
