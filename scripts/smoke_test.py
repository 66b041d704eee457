"""Fetch the pages that tell whether a deployment works: status, language, cache, files.

    python scripts/smoke_test.py https://ilaw.example

Waits up to a minute for the first answer. Needs nothing but Python, so it runs anywhere.
"""

from __future__ import annotations

import json
import re
import sys
import time
from typing import NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin
from urllib.request import Request, urlopen


class Answer(NamedTuple):
    """What a server said."""

    status: int
    headers: dict[str, str]
    body: str


def fetch(url: str, headers: dict[str, str] | None = None) -> Answer:
    """Ask for a page; an error status is an answer like any other."""
    request = Request(url, headers=headers or {})  # noqa: S310  (the address is the operator's own)
    try:
        with urlopen(request, timeout=20) as response:  # noqa: S310
            status, names, body = response.status, response.headers, response.read()
    except HTTPError as error:
        status, names, body = error.code, error.headers, error.read()
    found = {name.lower(): value for name, value in names.items()}
    return Answer(status, found, body.decode("utf-8", "replace"))


def wait_for(base: str, seconds: float = 60) -> None:
    """Wait until the server is alive and its database answers."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            if fetch(f"{base}/healthz").status == fetch(f"{base}/readyz").status == 200:
                return
        except (URLError, OSError):
            pass
        if time.monotonic() > deadline:
            raise SystemExit(f"{base} was not ready within {seconds:.0f} s.")
        time.sleep(0.2)


class Smoke:
    """Checks one site and remembers what was wrong."""

    def __init__(self, base: str) -> None:
        """Start with nothing wrong."""
        self.base = base.rstrip("/")
        self.failures = 0

    def expect(self, what: str, is_right: bool) -> None:
        """Report one expectation."""
        print(f"{'ok  ' if is_right else 'FAIL'} {what}")
        self.failures += not is_right

    def page(self, path: str, **words: str) -> Answer:
        """Fetch a page that must be there, in the language and direction of its address."""
        answer = fetch(self.base + path)
        opening = re.search(r"<html[^>]*>", answer.body)
        tag = opening.group() if opening else ""
        right = all(re.search(rf'\b{name}="{value}"', tag) for name, value in words.items())
        self.expect(f"{path} answers 200 {words or ''}".rstrip(), answer.status == 200 and right)
        return answer

    def run(self) -> int:
        """Run every check and return how many failed."""
        home = self.page("/en/", lang="en", dir="ltr")
        self.page("/ar/", lang="ar", dir="rtl")
        self.page("/en/news/", lang="en")
        self.page("/fr/library/", lang="fr")
        self.page("/ru/search/?q=%D1%82%D1%80%D1%83%D0%B4%D0%B0", lang="ru")
        self.page("/sitemap.xml")
        self.page("/admin/login/")
        self.expect("a policy says what pages may load", "content-security-policy" in home.headers)
        style = re.search(r'href="([^"]+\.css)"', home.body)
        sheet = fetch(urljoin(self.base, style.group(1))) if style else None
        self.expect("the style sheet is there", sheet is not None and sheet.status == 200)
        document = json.loads(fetch(f"{self.base}/api/v1/openapi.json").body or "{}")
        self.expect("the API describes itself", document.get("openapi", "").startswith("3.1"))
        etag = home.headers.get("etag", "")
        again = fetch(f"{self.base}/en/", {"If-None-Match": etag}) if etag else None
        self.expect("an unchanged page answers 304", again is not None and again.status == 304)
        missing = fetch(f"{self.base}/en/there-is-no-such-page/")
        self.expect("a missing page answers 404", missing.status == 404)
        return self.failures


def main() -> int:
    """Check the site named on the command line."""
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    smoke = Smoke(sys.argv[1])
    wait_for(smoke.base)
    failures = smoke.run()
    print(f"{failures} failed" if failures else "All well")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
