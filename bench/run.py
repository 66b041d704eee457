"""Measure the demo against the budgets: `make bench`.

Prints ratios of one run (requests per second against a view that does nothing, on the same server),
query counts, bytes, the rate of imports and the time of searches. Absolute figures are this
machine's; ratios, counts and bytes can be compared between machines. Nothing here passes or fails:
a figure outside its budget is marked "over".
"""

from __future__ import annotations

import csv
import gzip
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

import django  # noqa: E402  (the folders above must be known first)
from load import measure, percentile, tool  # noqa: E402  (needs the folders above)
from processes import BIN, answers_http, free_port, start, stop, wait_until  # noqa: E402  (likewise)

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Words in the seven languages, common and rare, with and without a facet.
SEARCHES = [
    ("en", "q=strike"),
    ("en", "q=freedom+of+association"),
    ("en", "q=%22minimum+wage%22"),
    ("en", "q=employer&type=case"),
    ("fr", f"q={quote('grève')}"),
    ("es", "q=sindicato"),
    ("de", "q=Gewerkschaft"),
    ("ru", f"q={quote('труда')}"),
    ("ar", f"q={quote('عمل')}"),
    ("pt", "q=trabalhar"),
]
IMPORT_ROWS = 200


class Target(NamedTuple):
    """An address with what it may cost."""

    path: str
    queries: int | None = None
    kilobytes: float | None = None


def targets() -> dict[str, Target]:
    """Return the addresses to measure, by the name of what they show."""
    from library.models import InstrumentPage

    code = "C087"
    instrument = InstrumentPage.objects.get(code=code, locale__language_code="en")
    return {
        "a view that does nothing": Target("/healthz"),
        "home": Target("/en/", 12, 15),
        "home, Arabic": Target("/ar/", 12, 15),
        "news": Target("/en/news/", 12, 15),
        "library": Target("/en/library/", 15, 15),
        "library, one type": Target("/en/library/type/case/", 12, 15),
        f"entry {code}": Target(instrument.url_in("en"), 10, 15),
        "search": Target("/en/search/?q=strike", 10, 15),
        "API, list": Target("/api/v1/library?limit=20&locale=en", 6),
        "API, search": Target("/api/v1/search?q=strike&locale=en", 10),
        "API, detail": Target(f"/api/v1/library/instruments/{code}?locale=en", 6),
    }


def mark(is_within: bool) -> str:
    """Return what stands beside a figure outside its budget."""
    return "" if is_within else "  over"


def print_counts(found: dict[str, Target]) -> None:
    """Print queries and bytes of each page, asked for a second time by nobody in particular."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    settings.PAGE_CACHE_SECONDS = 0
    client = Client(SERVER_NAME="127.0.0.1")
    print("\nQueries of a warm page without the page cache, and bytes of its HTML")
    print(f"  {'':<26}{'status':>7}{'queries':>9}{'budget':>8}{'gzip kB':>9}{'budget':>8}")
    for name, target in found.items():
        client.get(target.path)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(target.path)
        size = len(gzip.compress(response.content, 6)) / 1000
        within = (target.queries is None or len(queries) <= target.queries) and (
            target.kilobytes is None or size <= target.kilobytes
        )
        print(
            f"  {name:<26}{response.status_code:>7}{len(queries):>9}{target.queries or '':>8}"
            f"{size:>9.1f}{target.kilobytes or '':>8}{mark(within)}"
        )


def print_ratios(found: dict[str, Target], address: str, title: str, budget: float) -> None:
    """Print what each page stands, as a share of what the view that does nothing stands."""
    rows = measure({name: address + target.path for name, target in found.items()})
    base = next(iter(rows.values())).per_second
    print(f"\n{title}")
    print(f"  {'':<26}{'req/s':>9}{'ratio':>8}{'budget':>8}{'p95 ms':>9}{'errors':>8}")
    for name, load in rows.items():
        ratio = load.per_second / base
        is_baseline = name == next(iter(rows))
        print(
            f"  {name:<26}{load.per_second:>9.0f}{ratio:>8.3f}{'' if is_baseline else budget:>8}"
            f"{load.p95_ms:>9.1f}{load.errors:>8}{mark(is_baseline or ratio >= budget)}"
        )


def print_searches(address: str, *, times: int = 12) -> None:
    """Print how long a search page takes, one after the other, on a server without page cache."""
    took = []
    for turn in range(times):
        for code, query in SEARCHES:
            began = time.perf_counter()
            with urlopen(f"{address}/{code}/search/?{query}", timeout=30) as response:
                response.read()
            if turn:
                took.append((time.perf_counter() - began) * 1000)
    p95 = percentile(took, 95)
    print(f"\nSearch pages with facets and snippets, {len(took)} in seven languages")
    print(f"  median {percentile(took, 50):.0f} ms, p95 {p95:.0f} ms, budget 200{mark(p95 <= 200)}")


def _rows() -> Iterator[dict[str, str]]:
    chance = random.Random(87)
    for number in range(IMPORT_ROWS):
        year, month = chance.randint(1990, 2025), chance.randint(1, 12)
        yield {
            "title": f"Union of Invented Workers v Imaginary Company {number}",
            "court": "Supreme Court of the United Kingdom",
            "country_iso2": chance.choice(["GB", "KE", "FR", "BR", "IN", "ZA"]),
            "decision_date": f"{year}-{month:02}-{chance.randint(1, 28):02}",
            "year": str(year),
            "citation": f"[{year}] INVENTED {number}",
            "ecli": "",
            "case_number": f"INV {number}/{year}",
            "focus_areas": "Fissured Employment Relationship",
            "subject": "worker status; platform work",
            "verified": "yes",
            "source": "Made for a measurement",
        }


def print_import() -> None:
    """Print how fast entries are imported, and how much memory that took."""
    import resource

    from library.importing.services import Publish, import_file

    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "cases.csv"
        rows = list(_rows())
        with table.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.perf_counter()
        report = import_file(table, "cases", publish=Publish.ALL)
        rate = IMPORT_ROWS / (time.perf_counter() - began)
        if report.batch is None:
            print(f"\nThe import wrote nothing: {report.errors[:1]}")
            return
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"\nImport of {IMPORT_ROWS} cases")
    print(
        f"  {rate:.0f} entries/s, budget 25{mark(rate >= 25)}; {grown:.0f} MB more memory at most"
    )


def main() -> int:
    """Print every table for the demo named by BROWSER_BASE_URL."""
    address = os.environ.get("BROWSER_BASE_URL")
    if not address:
        print("Run by `make bench`, which builds and serves a fresh demo.", file=sys.stderr)
        return 1
    django.setup()
    found = targets()
    print(f"\nLoad by {tool()}, 8 connections, {os.cpu_count()} processors")
    print_counts(found)
    pages = {name: target for name, target in found.items() if "API" not in name}
    print_ratios(pages, address, "Pages from the page cache", 0.8)
    port = free_port()
    uncached = start(
        [
            *(BIN / "granian", "--interface", "wsgi", "cms.wsgi:application"),
            *("--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"),
            *("--workers", "2", "--blocking-threads", "4"),
        ],
        env=os.environ | {"PAGE_CACHE_SECONDS": "0"},
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until(lambda: answers_http(f"{address}/healthz"), uncached, "The second server")
        print_ratios(found, address, "Pages made anew each time", 0.03)
        print_searches(address)
        print_import()
    finally:
        stop(uncached)
    return 0


if __name__ == "__main__":
    sys.exit(main())
