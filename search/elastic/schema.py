"""The index on the server: one document for each work.

A work's facts are the same in all its languages, so what is counted is documents, exactly. Its
words are kept by the language of the page they stand on, each in fields of that language, because
all words of a query must stand on one page. They are the stems of `search.analysis`, which knows
each language's rules, so the server finds what the database finds; its analyzers only part them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.languages import language_codes
from search.documents import AnalysedDocument, facet_values, fingerprint
from search.query import STORED_FACETS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from search.query import IndexedDocument

#: Between two texts in one field, so that no phrase reaches from one into the next.
GAP = 100
#: Titles and identifiers, subject headings, texts, and the second stems of all of them.
WORD_FIELDS = ("heading", "labels", "text", "variants")


def settings_and_mappings() -> dict[str, Any]:
    """Return how an index is made: an analyzer and fields for each language."""
    codes = language_codes()
    return {
        "settings": {
            "number_of_shards": 1,
            "auto_expand_replicas": "0-1",
            "analysis": {
                "analyzer": {
                    # Parted at spaces: the stems are made before they come here.
                    f"stems_{code}": {"type": "custom", "tokenizer": "whitespace"}
                    for code in codes
                }
            },
        },
        "mappings": {
            "dynamic": "strict",
            "properties": {
                "work": {"type": "keyword"},
                "kind": {"type": "keyword"},
                "paths": {"type": "keyword"},
                "languages": {"type": "keyword"},
                "date": {"type": "date"},
                "year": {"type": "integer"},
                "published": {"type": "date"},
                "fingerprint": {"type": "keyword", "index": False},
                "facets": {
                    "properties": {facet: {"type": "keyword"} for facet in sorted(STORED_FACETS)}
                },
                "words": {"properties": {code: _words(code) for code in codes}},
            },
        },
    }


def _words(code: str) -> dict[str, Any]:
    field = {"type": "text", "analyzer": f"stems_{code}", "position_increment_gap": GAP}
    return {"properties": dict.fromkeys(WORD_FIELDS, field)}


def document_of(work: UUID, pages: Iterable[tuple[IndexedDocument, str]]) -> dict[str, Any]:
    """Return what the server keeps of a work, from its pages with their paths in the page tree."""
    pages = list(pages)
    facets: dict[str, set[str]] = {}
    for page, _path in pages:
        for facet, values in facet_values(page.data).items():
            facets.setdefault(facet, set()).update(values)
    dates = [page.data.date for page, _path in pages if page.data.date]
    published = [page.first_published_at for page, _path in pages if page.first_published_at]
    return {
        "work": str(work),
        "kind": pages[0][0].data.kind,
        "paths": sorted(path for _page, path in pages),
        "languages": sorted(page.data.language for page, _path in pages),
        "date": min(dates).isoformat() if dates else None,
        "year": min(dates).year if dates else None,
        "published": min(published).isoformat() if published else None,
        "fingerprint": " ".join(sorted(fingerprint(page) for page, _path in pages)),
        "facets": {facet: sorted(values) for facet, values in facets.items()},
        "words": {page.data.language: _stems(page) for page, _path in pages},
    }


def _stems(page: IndexedDocument) -> dict[str, Any]:
    analysed = AnalysedDocument(page)
    body = [part.words for part in analysed.parts]
    return {
        "heading": " ".join(word[0] for word in analysed.heading),
        "labels": [" ".join(word[0] for word in label) for label in analysed.labels],
        "text": [" ".join(word[0] for word in words) for words in body],
        "variants": " ".join(
            stem for words in (analysed.heading, *body) for word in words for stem in word[1:]
        ),
    }
