"""Documents to search in: the Universal Declaration in seven languages, and what tests make up."""

from __future__ import annotations

import json
import uuid
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.languages import language_codes
from core.registry import SearchData, TextPart
from search.engines import get_engine
from search.query import IndexedDocument

if TYPE_CHECKING:
    from search.engines.base import Engine

UDHR = Path(__file__).parent.parent / "data" / "udhr"
#: Ids that no page of the site has.
FIRST_PAGE_ID = 1_000_000


def work_id(name: str) -> uuid.UUID:
    """Return the same id for the same name."""
    return uuid.uuid5(uuid.NAMESPACE_URL, name)


def document(page: int, text: str = "", *, work: str = "", **data) -> IndexedDocument:
    """Return a document as plain as search needs it; no page stands behind it."""
    language = data.pop("language", "en")
    parts = data.pop("parts", (TextPart(language, text),) if text else ())
    defaults = {
        "kind": "library",
        "type": "report",
        "title": f"Title {page}",
        "date": date(2025, 1, 1),
    }
    return IndexedDocument(
        page_id=FIRST_PAGE_ID + page,
        work=work_id(work or f"work {page}"),
        data=SearchData(**(defaults | data), language=language, parts=parts),
    )


@pytest.fixture
def engine(db: None) -> Engine:
    """Return the engine of the database the tests run on."""
    return get_engine()


@pytest.fixture
def udhr(engine: Engine) -> Engine:
    """Return the engine with thirty articles, each a work in seven languages."""
    engine.index(
        document(
            index * 100 + article["number"],
            article["text"],
            work=f"article {article['number']}",
            title=article["title"],
            language=code,
        )
        for index, code in enumerate(language_codes())
        for article in json.loads((UDHR / f"{code}.json").read_text("utf-8"))
    )
    return engine


ARTICLE_OF_WORK = {work_id(f"article {number}"): number for number in range(1, 31)}
