"""What a script adds: facets that apply at once, a theme that stays, citations that copy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.conftest import PHONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page


def test_facet_applies_as_it_is_ticked_and_keeps_the_focus(page: Page) -> None:
    page.goto("/en/search/?q=strike")
    group = page.locator(".facets__group").filter(has=page.locator("input[name=type]"))
    if group.get_attribute("open") is None:
        group.locator("summary").first.click()
    box = group.locator("input[name=type]").first
    name = box.get_attribute("id")
    box.check()
    page.wait_for_url(re.compile("type="))
    assert "q=strike" in page.url
    expect(page.locator(f"#{name}")).to_be_checked()
    expect(page.locator(f"#{name}")).to_be_focused()


def test_suggestions_are_walked_with_the_arrows_and_closed_with_escape(page: Page) -> None:
    page.goto("/en/search/")
    box = page.locator("#search-query")
    links = page.locator(".suggestions__link")
    box.press_sequentially("conv")
    expect(links.first).to_be_visible()
    expect(page.locator("[data-suggestions-status]").first).to_have_text(
        re.compile(rf"{links.count()} suggestions?")
    )
    box.press("ArrowDown")
    expect(links.first).to_be_focused()
    links.first.press("ArrowUp")
    expect(box).to_be_focused()
    box.press("Escape")
    expect(links.first).to_be_hidden()
    expect(box).to_have_value("conv")
    box.press_sequentially("e")
    expect(links.first).to_be_visible()
    box.press("ArrowDown")
    address = links.first.get_attribute("href")
    links.first.press("Enter")
    page.wait_for_url(f"**{address}")


def test_chosen_colours_stay_in_this_browser(page: Page, context: BrowserContext) -> None:
    page.goto("/en/")
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    page.locator("[data-theme-choice]").select_option("dark")
    dark = page.evaluate(background)
    assert dark != light
    page.goto("/en/news/")
    assert page.evaluate(background) == dark
    assert context.cookies() == []
    page.locator("[data-theme-choice]").select_option("")
    assert page.evaluate(background) == light


def test_citation_is_copied(make_context: Callable[..., BrowserContext]) -> None:
    context = make_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto("/en/library/c087/")
    button = page.locator("[data-copy]").first
    button.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == button.get_attribute("data-copy")
    expect(page.locator("[data-copy-status]").first).to_have_text(
        button.get_attribute("data-copied")
    )


def test_menus_fold_on_a_phone_and_stand_open_on_a_desk(page: Page) -> None:
    page.goto("/en/")
    link = page.get_by_role("navigation", name="Sections").get_by_role("link", name="News")
    expect(link).to_be_visible()
    page.set_viewport_size(PHONE)
    expect(link).to_be_hidden()
    page.get_by_role("navigation", name="Sections").locator("summary").click()
    expect(link).to_be_visible()
