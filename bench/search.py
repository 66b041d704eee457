"""Measure search over a large library: `make bench-search`, and a part of `make bench`.

Each engine gets a fresh site of its own with the works of `tests/corpus.py`, and prints how long
indexing took, how large the index is, and how long each kind of question takes: in milliseconds, and
as a multiple of a bare COUNT of all documents in the same run. Milliseconds are this machine's;
multiples can be compared between machines.

    python bench/search.py [--works N] [--engines sqlite,postgresql,elasticsearch]

BENCH_WORKS and BENCH_ENGINES say the same. Elasticsearch is the server at ELASTICSEARCH_URL; without
one a small server in memory stands in for it, which is no measure of a real one and gets fewer works.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from load import percentile  # noqa: E402  (needs the folders above)
from processes import BIN, run_command, stopping_on_signals  # noqa: E402  (likewise)
from services import MissingError, postgresql  # noqa: E402  (likewise)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from search.query import SearchQuery
    from tests.corpus import Corpus

WORKS = 12_000
ENGINES = "sqlite,postgresql,elasticsearch"
#: What the stand-in for a search server is given: it keeps everything in memory, in simple lists.
STAND_IN_WORKS = 600
#: How often each question is asked, after once that is not counted.
ROUNDS = 6
BUDGET_MS = 200

SIMPLE = ("wage", "salaire", "sindicato", "Arbeit", "труда", "عمل", "trabalho", "strike")
PHRASES = (
    '"freedom of association"',
    '"equal pay for equal work"',
    '"droit au travail"',
    '"derecho al trabajo"',
    '"Recht auf Arbeit"',
    '"право на труд"',
    '"direito ao trabalho"',
)
#: Names of concepts, which are looked for under their names in all languages.
ACROSS = (
    "collective bargaining",
    "licenciement",
    "salario mínimo",
    "Gewerkschaft",
    "профсоюз",
    "إضراب",
    "trabalho forçado",
    "discrimination",
)


class Timed(NamedTuple):
    """How long a kind of question took."""

    median_ms: float
    p95_ms: float


def timed(ask: Sequence[Callable[[], object]]) -> Timed:
    """Ask every question once, then in rounds, and return how long that took."""
    took = []
    for turn in range(ROUNDS + 1):
        for question in ask:
            began = time.perf_counter()
            question()
            if turn:
                took.append((time.perf_counter() - began) * 1000)
    return Timed(percentile(took, 50), percentile(took, 95))


# --- One engine, in a process of its own ------------------------------------------------------


def plant_pages(corpus: Corpus) -> None:
    """Make a page for every expression, so that search asks real pages who may read them.

    A tenth of them lies in a section for signed-in readers. The rows are written as they are:
    going through the editor's door would measure Wagtail.
    """
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import Locale, Page, PageViewRestriction

    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    page_type = ContentType.objects.get_for_model(Page)
    root = Page.objects.get(depth=1)
    sections = [
        root.add_child(title=name, slug=name, locale=locales["en"], content_type=page_type)
        for name in ("open-works", "works-for-members")
    ]
    PageViewRestriction.objects.create(page=sections[1], restriction_type=PageViewRestriction.LOGIN)
    for batch in corpus.batches():
        pages = []
        for document in batch:
            section = sections[document.work.int % 10 == 0]
            section.numchild += 1
            slug = str(document.page_id)
            pages.append(
                Page(
                    pk=document.page_id,
                    path=Page._get_path(section.path, section.depth + 1, section.numchild),
                    depth=section.depth + 1,
                    title=document.data.title[:255],
                    draft_title=document.data.title[:255],
                    slug=slug,
                    url_path=f"{section.url_path}{slug}/",
                    translation_key=document.work,
                    locale=locales[document.data.language],
                    content_type=page_type,
                    live=True,
                    first_published_at=document.first_published_at,
                )
            )
        Page.objects.bulk_create(pages)
    for section in sections:
        section.save(update_fields=["numchild"])


def index_size() -> int:
    """Return the bytes of what search keeps in the database, its own indexes included."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT SUM(pg_total_relation_size(c.oid)) FROM pg_class c"
                " WHERE c.relkind = 'r' AND c.relname LIKE 'search\\_%'"
            )
        else:
            cursor.execute(
                "SELECT SUM(s.pgsize) FROM dbstat s WHERE s.aggregate = 1 AND s.name IN"
                " (SELECT name FROM sqlite_master WHERE tbl_name LIKE 'search\\_%' ESCAPE '\\')"
            )
        return int(cursor.fetchone()[0])


def questions(corpus: Corpus) -> dict[str, list[SearchQuery]]:
    """Return what is asked, by kind."""
    from search.query import FACETS, SearchQuery

    every = tuple(sorted(FACETS))
    codes = ("en", "fr", "es", "de", "ru", "ar", "pt")
    rare = [
        text
        for number, work in enumerate(corpus.every_work())
        if number % max(1, corpus.works // 8) == 0
        for text in (work.citations[:1] or work.parties[-1:])
    ]
    chosen: list[dict[str, list[str]]] = [
        {},
        {"type": ["case", "report"]},
        {"country": ["KE", "FR", "BR"], "year": ["2015", "2016"]},
        {"verified": ["yes"], "language": ["ar"]},
    ]

    def plain(texts: Sequence[str]) -> list[SearchQuery]:
        return [
            SearchQuery(text, reader_language=codes[place % 7], counted=())
            for place, text in enumerate(texts)
        ]

    return {
        "one word": plain(SIMPLE),
        "rare word or citation": plain(rare),
        "phrase": plain(PHRASES),
        "across languages": plain(ACROSS),
        "nine facets counted": [
            SearchQuery(text, reader_language=codes[place % 7], counted=every, facets=facets)
            for place, text in enumerate((*SIMPLE, *PHRASES, *ACROSS))
            for facets in chosen
        ],
        "the whole library, nine facets": [
            SearchQuery("", reader_language=code, counted=every, facets=facets)
            for code in ("en", "ar")
            for facets in chosen
        ],
    }


def print_engine(works: int) -> None:
    """Build the index with the engine of the settings, and print what it takes to ask it."""
    import django

    django.setup()
    from functools import partial

    from django.contrib.auth.models import AnonymousUser
    from django.core.management import call_command
    from django.db import connection, transaction

    from home.services import build_site_tree
    from search import matrix
    from search.engines import get_engine
    from search.models import SearchDocument
    from search.query import SearchQuery
    from search.services import search
    from tests.corpus import Corpus

    call_command("migrate", verbosity=0, interactive=False)
    build_site_tree()
    corpus, engine = Corpus(works), get_engine()
    plant_pages(corpus)
    began, made = time.perf_counter(), 0.0
    batches = corpus.batches()
    while True:
        making = time.perf_counter()
        batch = next(batches, None)
        made += time.perf_counter() - making
        if batch is None:
            break
        engine.index(batch)
    engine.catch_up()
    took = time.perf_counter() - began - made
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with transaction.atomic():
        matrix.refresh()
    name, count = type(engine).__name__, engine.count()
    print(f"\n{name}: {count} expressions of {works} works")
    print(f"  indexed in {took:.0f} s ({count / took:.0f} a second), {index_size() / 1e6:.0f} MB")
    began = time.perf_counter()
    search(SearchQuery())
    print(f"  first search of a process {(time.perf_counter() - began) * 1000:.0f} ms")
    base = timed([SearchDocument.objects.count] * 8)
    print(f"  {'':<32}{'median ms':>11}{'p95 ms':>9}{'median':>9}{'p95':>8}  of a bare count")
    rows = {"a bare count": base}
    for kind, asked in questions(corpus).items():
        rows[kind] = timed([partial(search, query) for query in asked])
    for table in matrix.TABLES:
        rows[f"matrix of {table}"] = timed([partial(matrix.matrix_for, table, AnonymousUser())])
    for kind, row in rows.items():
        print(
            f"  {kind:<32}{row.median_ms:>11.1f}{row.p95_ms:>9.1f}"
            f"{row.median_ms / base.median_ms:>9.1f}{row.p95_ms / base.p95_ms:>8.1f}"
        )
    slow = [kind for kind, row in rows.items() if "facets" in kind and row.p95_ms > BUDGET_MS]
    verdict = f"over it: {', '.join(slow)}" if slow else "within it"
    print(f"  p95 with facets, budget {BUDGET_MS} ms: {verdict}", flush=True)


# --- All engines ------------------------------------------------------------------------------


@contextlib.contextmanager
def environment(engine: str, folder: Path) -> Iterator[dict[str, str]]:
    """Give the variables with which a fresh site searches on an engine.

    Raises MissingError where the engine is not there.
    """
    fresh = {
        "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
        "ILAW_VAR_DIR": str(folder / "var"),
        "ILAW_MEDIA_DIR": str(folder / "media"),
        "LOG_LEVEL": "WARNING",
        "ELASTICSEARCH_URL": "",
        "DATABASE_URL": "",
    }
    match engine:
        case "sqlite":
            yield fresh
        case "postgresql":
            with postgresql(folder / "postgresql") as found:
                yield fresh | found
        case "elasticsearch" if url := os.environ.get("ELASTICSEARCH_URL"):
            # An index of its own: that of a site on the same server is left alone.
            yield fresh | {"ELASTICSEARCH_URL": url, "ELASTICSEARCH_INDEX": "ilaw-bench"}
        case "elasticsearch":
            try:
                from osmem_server import OsmemServer
            except ImportError as error:
                raise MissingError("osmem-server was not found") from error
            with OsmemServer.start(japanese=False) as memory:
                yield fresh | {
                    "ELASTICSEARCH_URL": memory.url,
                    "ELASTICSEARCH_FLAVOUR": "opensearch",
                }
        case _:
            raise MissingError("there is no such engine")


def main() -> int:
    """Print the table of every engine, or of the one this process stands for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    works = int(os.environ.get("BENCH_WORKS") or WORKS)
    parser.add_argument("--works", type=int, default=works)
    parser.add_argument("--engines", default=os.environ.get("BENCH_ENGINES") or ENGINES)
    parser.add_argument("--here", action="store_true", help="measure in this very process")
    arguments = parser.parse_args()
    if arguments.here:
        print_engine(arguments.works)
        return 0
    status = 0
    for engine in arguments.engines.split(","):
        with (
            stopping_on_signals(),
            tempfile.TemporaryDirectory(prefix="ilaw-bench-", ignore_cleanup_errors=True) as folder,
        ):
            # The database server's own user must be able to enter it.
            Path(folder).chmod(0o755)
            is_stand_in = engine == "elasticsearch" and not os.environ.get("ELASTICSEARCH_URL")
            count = min(arguments.works, STAND_IN_WORKS) if is_stand_in else arguments.works
            command = [str(BIN / "python"), str(ROOT / "bench" / "search.py"), "--here"]
            try:
                with environment(engine, Path(folder)) as found:
                    status |= run_command([*command, "--works", str(count)], os.environ | found)
            except MissingError as missing:
                print(f"\n{engine}: skipped, {missing}", flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
