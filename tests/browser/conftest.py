"""A real browser on the running demo: Debian's Chromium, driven by Playwright.

`make test-browser` builds a fresh demo, serves it and says where in BROWSER_BASE_URL. Without it, or
without Chromium, these tests are skipped and say why.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page, Request

#: Asks nothing of the machine but memory, and nothing of the network but our own pages.
CHROMIUM_FLAGS = [
    # Chromium's sandbox refuses to run as root, as which continuous integration often does.
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
#: What a browser may ask for without leaving the page: none of it reaches the network.
LOCAL_SCHEMES = {"data", "blob", "about", "chrome", "chrome-extension"}


def _chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark these tests, and skip them with the reason where they cannot run."""
    reason = ""
    if not os.environ.get("BROWSER_BASE_URL"):
        reason = "needs the running demo: make test-browser"
    elif _chromium() is None:
        reason = "needs Chromium (Debian: apt-get install chromium)"
    for item in items:
        # pytest hands every item of the session to every conftest.
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            if reason:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def base_url() -> str:
    """Return the address of the demo, without a final slash."""
    return os.environ["BROWSER_BASE_URL"].rstrip("/")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start one browser for all tests."""
    from playwright.sync_api import sync_playwright

    # Playwright runs an event loop in this thread, which Django would take for an async caller.
    # These tests talk to the demo over HTTP and to no database.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def make_context(browser: Browser, base_url: str) -> Iterator[Callable[..., BrowserContext]]:
    """Return a function that opens a context as one reader has it.

    `make_context(lang="ar", viewport=PHONE, colour_scheme="dark", javascript=False)`; paths given to
    `page.goto` are relative to the demo.
    """
    contexts: list[BrowserContext] = []

    def make(
        *,
        lang: str = "en",
        viewport: dict[str, int] = DESKTOP,
        colour_scheme: str = "light",
        javascript: bool = True,
        **options: Any,
    ) -> BrowserContext:
        context = browser.new_context(
            base_url=base_url,
            locale=lang,
            viewport=viewport,
            color_scheme=colour_scheme,
            java_script_enabled=javascript,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def context(make_context: Callable[..., BrowserContext]) -> BrowserContext:
    """Return the context of an English reader at a desk."""
    return make_context()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Return a page of the English reader."""
    return context.new_page()


class RequestRecorder:
    """Remembers every request of the contexts it watches."""

    def __init__(self, base_url: str) -> None:
        """Know which host is ours."""
        self.host = urlsplit(base_url).netloc
        self.urls: list[str] = []
        self.outside: list[str] = []

    def watch(self, context: BrowserContext) -> BrowserContext:
        """Record a context's requests from now on, and return it."""
        context.on("request", self._record)
        return context

    def _record(self, request: Request) -> None:
        address = urlsplit(request.url)
        self.urls.append(request.url)
        if address.scheme not in LOCAL_SCHEMES and address.netloc != self.host:
            self.outside.append(request.url)


@pytest.fixture
def no_outside_requests(base_url: str, context: BrowserContext) -> Iterator[RequestRecorder]:
    """Fail the test when a page asked any other host for anything.

    Watches `context`; further contexts are watched by `no_outside_requests.watch(context)`.
    """
    recorder = RequestRecorder(base_url)
    recorder.watch(context)
    yield recorder
    assert recorder.outside == [], "requests left our host"


@pytest.fixture
def sign_in(base_url: str) -> Callable[[Page, str], None]:
    """Return a function that signs a page's reader in as one of the demo accounts."""
    from home.demo.accounts import PASSWORD

    def sign_in(page: Page, email: str) -> None:
        page.goto("/en/account/login/")
        form = page.locator("form:has(input[type=password])")
        form.locator("input[name=login]").fill(email)
        form.locator("input[name=password]").fill(PASSWORD)
        form.locator("[type=submit]").click()
        page.wait_for_url(lambda url: "/login/" not in url)

    return sign_in


@pytest.fixture
def screenshots(tmp_path: Path) -> Path:
    """Return the folder for pictures: SCREENSHOTS_DIR where it is set."""
    from pathlib import Path

    return Path(os.environ.get("SCREENSHOTS_DIR", tmp_path))
