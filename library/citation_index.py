"""Reading what texts cite: after they are published, in a task, so that no request waits for it.

A change leaves a row in `PendingCitations` within its own transaction, and a task works the rows
off: nothing is lost when a worker is down, and a hundred changes of a work are read once. The
citations of a file are read together with its text.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.models import Page

from core import cache
from core.registry import content_types
from library.citations import find, parse
from library.models import CitedInFile, CitedText, DocumentPage, DocumentText, PendingCitations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from uuid import UUID

    #: The key of a citation, and how it is written; "" where the words alone do not tell.
    Written = tuple[str, str]

logger = logging.getLogger(__name__)

#: A work whose citations could not be read this often waits until it changes.
MAX_FAILURES = 10
#: Reading takes some nine microseconds a character: what lies beyond is left out.
PAGE_CHARACTERS = 300_000
FILE_CHARACTERS = 1_000_000
#: Of one text; a list of all judgments of a court is no text that cites.
MAX_CITATIONS = 1000
#: Keys and words stand in columns of this length.
LONGEST = 255


def citations_in(text: str) -> list[Written]:
    """Return the citations in a text, each once and in order."""
    found = dict.fromkeys(
        (citation.key, _alone(citation.key, citation.text))
        for citation in find(text[:PAGE_CHARACTERS])
    )
    return list(found)[:MAX_CITATIONS]


def _alone(key: str, words: str) -> str:
    """Return words that mean one citation wherever they stand: no "98" out of a list."""
    whole = parse(words)
    return words if whole and whole.key == key and len(words) <= LONGEST else ""


def keys_in_pages(texts: Iterable[str]) -> set[str]:
    """Return the keys of the citations on the pages of a file, as far as it is read."""
    keys: set[str] = set()
    left = FILE_CHARACTERS
    for text in texts:
        keys.update(citation.key for citation in find(text[:left]))
        left -= len(text)
        if left <= 0 or len(keys) > MAX_CITATIONS:
            break
    return set(sorted(keys)[:MAX_CITATIONS])


def store_file(document_id: int, keys: set[str]) -> None:
    """Keep what a file cites; to be called with its text, inside a transaction."""
    stored = CitedInFile.objects.filter(document_id=document_id)
    stored.exclude(key__in=keys).delete()
    CitedInFile.objects.bulk_create(
        (CitedInFile(document_id=document_id, key=key) for key in sorted(keys)),
        ignore_conflicts=True,
    )


def request_reading(works: Iterable[UUID]) -> None:
    """Note that works changed; they are read once the running transaction is committed."""
    now = timezone.now()
    PendingCitations.objects.bulk_create(
        (PendingCitations(work=work, requested_at=now) for work in works),
        update_conflicts=True,
        unique_fields=["work"],
        update_fields=["requested_at", "failures"],
        batch_size=200,
    )
    transaction.on_commit(_start_reading, robust=True)


def _start_reading() -> None:
    from library.tasks import is_reading_citations_waiting, read_pending_citations

    if PendingCitations.objects.exists() and not is_reading_citations_waiting():
        read_pending_citations.enqueue()


def read_pending() -> int:
    """Read the works that wait, and return how many. One that fails stays and is tried again."""
    done, last = 0, 0
    waiting = PendingCitations.objects.filter(failures__lt=MAX_FAILURES).order_by("pk")
    while row := waiting.filter(pk__gt=last).first():
        last = row.pk
        try:
            done += _settle(row)
        except Exception:
            # One broken page must not keep all others waiting.
            logger.exception("The citations of work %s could not be read", row.work)
            PendingCitations.objects.filter(pk=row.pk).update(failures=F("failures") + 1)
    return done


def _settle(row: PendingCitations) -> bool:
    """Read a work and store what it cites, unless it has changed meanwhile."""
    # Reading a long text takes a while: not inside the transaction, which keeps others waiting.
    found = {page_id: citations_in(text) for page_id, text in _live_texts(row.work)}
    with transaction.atomic():
        rows = PendingCitations.objects.filter(pk=row.pk, requested_at=row.requested_at)
        if rows.select_for_update().first() is None:
            return False
        _store(row.work, found)
        rows.delete()
    return True


def _live_texts(work: UUID) -> Iterator[tuple[int, str]]:
    for content in content_types():
        for page in content.queryset().live().filter(translation_key=work).specific():
            yield page.pk, content.own_text(page)


def _store(work: UUID, found: dict[int, list[Written]]) -> None:
    """Make the stored citations of a work's pages those that were found."""
    stored = {
        (row.page_id, row.key, row.text): row.pk
        for row in CitedText.objects.filter(page__translation_key=work)
    }
    live = set(Page.objects.filter(pk__in=found, live=True).values_list("pk", flat=True))
    wanted = [
        (page_id, key, text)
        for page_id, citations in found.items()
        if page_id in live
        for key, text in citations
    ]
    new = [row for row in wanted if row not in stored]
    gone = [pk for row, pk in stored.items() if row not in set(wanted)]
    if not new and not gone:
        return
    CitedText.objects.filter(pk__in=gone).delete()
    CitedText.objects.bulk_create(
        (CitedText(page_id=page_id, key=key, text=text) for page_id, key, text in new),
        ignore_conflicts=True,
    )
    # Cached pages show links, and on other pages who cites them.
    cache.bump(cache.PAGES)


def works() -> list[UUID]:
    """Return all works whose pages can cite."""
    keys: dict[UUID, None] = {}
    for content in content_types():
        live = content.queryset().live().order_by("pk")
        keys |= dict.fromkeys(live.values_list("translation_key", flat=True))
    return list(keys)


def files() -> list[int]:
    """Return the documents whose text was read."""
    return list(DocumentText.objects.order_by("pk").values_list("document_id", flat=True))


def read_file_again(document_id: int) -> None:
    """Read what a document cites from its text as it is stored."""
    pages = DocumentPage.objects.filter(text_of__document=document_id).order_by("number")
    keys = keys_in_pages(pages.values_list("text", flat=True).iterator())
    with transaction.atomic():
        store_file(document_id, keys)


def rebuild(progress: Callable[[int], object] | None = None) -> int:
    """Read everything again and return how many works and files that is."""
    all_works, all_files = works(), files()
    CitedText.objects.exclude(page__live=True).delete()
    now = timezone.now()
    for work in all_works:
        row, _created = PendingCitations.objects.update_or_create(
            work=work, defaults={"requested_at": now, "failures": 0}
        )
        _settle(row)
        if progress:
            progress(1)
    for document_id in all_files:
        read_file_again(document_id)
        if progress:
            progress(1)
    cache.bump(cache.PAGES)
    return len(all_works) + len(all_files)
