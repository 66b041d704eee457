"""What only a look can tell, and the pictures for it.

With SCREENSHOTS_DIR set, the main pages are pictured there: both widths, both directions, light,
dark and print.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.pages import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page

FOLDER = os.environ.get("SCREENSHOTS_DIR", "")
#: What lies between the margins of a sheet of A4, in CSS pixels.
PAPER = {"width": 658, "height": 970}
#: Edges may fall between two pixels.
TOLERANCE = 1.5


@pytest.mark.parametrize(("code", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_page_declares_its_site_language_and_direction(
    page: Page, code: str, direction: str
) -> None:
    for path in PAGES.values():
        page.goto(f"/{code}/{path}")
        expect(page.locator(".wordmark__name")).to_have_text("ILAW Network")
        # What is written in another language says so itself; the frame is in the reader's.
        expect(page.locator("body > footer")).to_be_visible()
        frame = page.locator("body > footer").evaluate(
            "e => [e.closest('[lang]').lang, getComputedStyle(e).direction]"
        )
        assert frame == [code, direction], path


#: How far an element's beginning and end, in reading direction, lie from those of the window.
EDGES = """
(selector) => {
  const box = document.querySelector(selector).getBoundingClientRect();
  const width = document.documentElement.clientWidth;
  const rtl = document.documentElement.dir === "rtl";
  return rtl ? [width - box.right, box.left] : [box.left, width - box.right];
}
"""


@pytest.mark.parametrize(
    ("selector", "edge"),
    [
        (".wordmark", 0),
        (".language-switcher", 0),
        (".account", 1),
        (".masthead .search-form", 1),
        (".sections__list li", 0),
        ("h1", 0),
        (".facets", 0),
        (".results", 1),
        (".footer__name", 0),
    ],
)
def test_arabic_page_mirrors_the_english_one(page: Page, selector: str, edge: int) -> None:
    page.goto("/en/news/")
    english = page.evaluate(EDGES, selector)
    page.goto("/ar/news/")
    arabic = page.evaluate(EDGES, selector)
    assert abs(english[edge] - arabic[edge]) <= TOLERANCE
    # Nothing lies in the middle, where mirroring would not be seen.
    assert abs(arabic[0] - arabic[1]) > TOLERANCE


def test_arabic_masthead_reads_from_the_right(page: Page) -> None:
    for code, first, second in (
        ("en", ".wordmark", ".masthead .search-form"),
        ("ar", ".masthead .search-form", ".wordmark"),
        ("en", ".language-switcher", ".account"),
        ("ar", ".account", ".language-switcher"),
    ):
        page.goto(f"/{code}/news/")
        left, right = (page.locator(selector).bounding_box() for selector in (first, second))
        assert left["x"] + left["width"] <= right["x"] + TOLERANCE, (code, first, second)


def test_arabic_text_is_neither_slanted_nor_spaced(page: Page) -> None:
    page.goto(f"/ar/{PAGES['news article']}")
    faults = page.evaluate(
        """() => [...document.querySelectorAll('main [lang=ar] *, main *, main')]
          .filter((e) => e.checkVisibility() && e.closest('[lang]').lang === 'ar')
          .filter((e) => {
            const style = getComputedStyle(e);
            return style.fontStyle !== 'normal' || style.textTransform !== 'none'
              || !['normal', '0px'].includes(style.letterSpacing);
          })
          .map((e) => e.outerHTML.slice(0, 100))"""
    )
    assert faults == []


def test_reference_to_an_english_work_keeps_its_order_on_an_arabic_page(page: Page) -> None:
    page.goto(f"/ar/{PAGES['case']}")
    reference = page.locator(".citations__text")
    expect(reference).to_have_css("direction", "ltr")
    expect(reference).to_have_attribute("lang", "en")


def test_dark_scheme_changes_the_colours(make_context: Callable[..., BrowserContext]) -> None:
    colours = "(() => { const s = getComputedStyle(document.body); return [s.color, s.backgroundColor]; })()"
    light, dark = (make_context(colour_scheme=scheme).new_page() for scheme in ("light", "dark"))
    light.goto("/en/")
    dark.goto("/en/")
    assert light.evaluate(colours) != dark.evaluate(colours)


def test_print_has_the_text_and_its_address_and_no_navigation(page: Page) -> None:
    page.goto("/en/library/c087/")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".address")).to_be_visible()
    expect(page.locator(".address")).to_contain_text("/en/library/c087/")
    for selector in (".sections", ".language-switcher", ".search-form", ".account"):
        expect(page.locator(selector).first).to_be_hidden()


def test_print_is_dark_on_light_for_who_reads_light_on_dark(
    make_context: Callable[..., BrowserContext],
) -> None:
    page = make_context(colour_scheme="dark").new_page()
    page.goto("/en/library/c087/")
    page.locator("[data-theme-choice]").select_option("dark")
    ink = "parseInt(getComputedStyle(document.body).color.match(/\\d+/)[0])"
    assert page.evaluate(ink) > 200
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(ink) < 50


# --- Pictures -------------------------------------------------------------------------------


@pytest.mark.skipif(not FOLDER, reason="takes pictures where SCREENSHOTS_DIR says")
@pytest.mark.parametrize("code", ["en", "ar"])
@pytest.mark.parametrize("name", PAGES)
def test_pictures(make_context: Callable[..., BrowserContext], name: str, code: str) -> None:
    folder = Path(FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    for width, viewport in (("1280", DESKTOP), ("360", PHONE)):
        page = make_context(lang=code, viewport=viewport).new_page()
        page.goto(f"/{code}/{PAGES[name]}")
        stem = f"{name.replace(' ', '-').lower()}-{code}-{width}"
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=folder / f"{stem}-{scheme}.png", full_page=True)
        if viewport is DESKTOP:
            page.set_viewport_size(PAPER)
            page.emulate_media(color_scheme="light", media="print")
            page.screenshot(path=folder / f"{stem}-print.png", full_page=True)
