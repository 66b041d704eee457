"""Weight: what a first visit transfers, counted where it arrives."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from cms.settings.base import BASE_DIR
from tests.browser.pages import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Request

KILOBYTE = 1024
PAGE_BYTES = 100 * KILOBYTE
PAGE_REQUESTS = 12
HTML_BYTES = 15 * KILOBYTE
STYLE_BYTES = 20 * KILOBYTE
SCRIPT_BYTES = 15 * KILOBYTE
WEIGHED = ["home", "news", "news article", "library", "case", "ILO instrument", "search"]


@pytest.mark.parametrize("code", ["en", "ar", "ru"])
@pytest.mark.parametrize("name", WEIGHED)
def test_first_visit_is_light(
    make_context: Callable[..., BrowserContext], name: str, code: str
) -> None:
    page = make_context(lang=code).new_page()
    finished: list[Request] = []
    page.on("requestfinished", lambda request: finished.append(request))
    response = page.goto(f"/{code}/{PAGES[name]}", wait_until="networkidle")
    sizes = {request.url: request.sizes() for request in finished}
    html = response.request.sizes()["responseBodySize"]
    transferred = sum(s["responseBodySize"] + s["responseHeadersSize"] for s in sizes.values())
    assert response.headers["content-encoding"] == "gzip"
    assert html <= HTML_BYTES
    assert len(sizes) <= PAGE_REQUESTS, list(sizes)
    assert transferred <= PAGE_BYTES, sizes


@pytest.mark.parametrize(("ending", "budget"), [("css", STYLE_BYTES), ("js", SCRIPT_BYTES)])
def test_styles_and_scripts_are_light_as_production_sends_them(ending: str, budget: int) -> None:
    files = list((BASE_DIR / "cms" / "static" / ending).glob(f"*.{ending}"))
    assert files
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) <= budget


def test_second_visit_asks_only_whether_anything_changed(page, base_url: str) -> None:
    response = page.request.get("/en/news/")
    again = page.request.get("/en/news/", headers={"If-None-Match": response.headers["etag"]})
    assert (response.status, again.status) == (200, 304)
    assert again.body() == b""
