"""Everything a reader needs works without any script: on old phones, in careful browsers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Locator, Page


#: Where a reader without the right is sent, to come back from.
LOGIN = re.compile(r"/en/account/login/\?next=/en/members-area/$")


@pytest.fixture
def plain_page(make_context: Callable[..., BrowserContext]) -> Page:
    """Return a page of a browser that runs no scripts."""
    return make_context(javascript=False).new_page()


def _query(page: Page) -> dict[str, list[str]]:
    return {name: sorted(values) for name, values in parse_qs(urlsplit(page.url).query).items()}


def _unfold(details: Locator) -> None:
    """Open a folded part as a reader does; on a wide screen some have no handle and stand open."""
    handle = details.locator("> summary")
    if details.get_attribute("open") is None and handle.is_visible():
        handle.click()


def _choose_first(page: Page, key: str) -> tuple[str, int | None]:
    """Tick the first box of a facet and apply; return its value and the works it promised."""
    panel = page.locator(".facets__panel")
    _unfold(panel)
    group = panel.locator(".facets__group").filter(has=page.locator(f"input[name={key}]"))
    _unfold(group)
    option = group.locator(f"input[name={key}]:not([value=''])").first
    option.check()
    count = option.locator("xpath=..").locator(".count [aria-hidden]")
    promised = int(count.inner_text()) if count.count() else None
    value = option.get_attribute("value")
    panel.get_by_role("button", name="Apply filters").click()
    page.wait_for_url(re.compile(f"[?&]{key}="))
    return value, promised


def _total(page: Page) -> int:
    return int(re.search(r"\d+", page.locator(".result-count").inner_text())[0])


def test_search_is_narrowed_with_the_forms_button(plain_page: Page) -> None:
    page = plain_page
    page.goto("/en/")
    search = page.locator(".masthead").get_by_role("searchbox")
    search.fill("strike")
    page.locator(".masthead").get_by_role("button", name="Search").click()
    page.wait_for_url("**/en/search/?q=strike*")
    everything = _total(page)
    assert everything > 1

    value, promised = _choose_first(page, "type")
    assert _query(page)["q"] == ["strike"]
    assert _query(page)["type"] == [value]
    assert _total(page) == promised
    assert 0 < promised <= everything

    page.locator(".chips").get_by_role("link", name="Remove the filter:").first.click()
    assert "type" not in _query(page)
    assert _total(page) == everything


def test_language_switcher_keeps_the_page_and_the_query(plain_page: Page) -> None:
    page = plain_page
    page.goto("/en/search/?q=strike&type=case")
    switcher = page.locator(".language-switcher")
    _unfold(switcher.locator("details"))
    switcher.get_by_role("link", name="العربية").click()
    page.wait_for_url("**/ar/search/*")
    assert _query(page) == {"q": ["strike"], "type": ["case"]}
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    expect(page.get_by_role("searchbox").first).to_have_value("strike")


def test_language_switcher_leads_to_the_translation_of_an_article(plain_page: Page) -> None:
    page = plain_page
    path = "news/kenya-delivery-couriers-held-to-be-employees/"
    page.goto(f"/en/{path}")
    heading = page.get_by_role("heading", level=1).inner_text()
    switcher = page.locator(".language-switcher")
    _unfold(switcher.locator("details"))
    switcher.get_by_role("link", name="русский").click()
    page.wait_for_url(f"**/ru/{path}")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(heading)
    expect(page.locator("html")).to_have_attribute("lang", "ru")


def test_news_is_filtered_and_the_filter_taken_off(plain_page: Page) -> None:
    page = plain_page
    page.goto("/en/news/")
    titles = page.locator(".results h3")
    everything = titles.count()
    value, _ = _choose_first(page, "focus")
    assert _query(page)["focus"] == [value]
    narrowed = titles.count()
    assert narrowed < everything
    chip = page.locator(".chips").get_by_role("link", name="Remove the filter:")
    expect(chip).to_have_count(1)
    chip.click()
    expect(chip).to_have_count(0)
    assert titles.count() > narrowed


def test_long_list_is_read_page_by_page(plain_page: Page) -> None:
    page = plain_page
    page.goto("/en/library/type/instrument/")
    first = page.locator(".results h3").first.inner_text()
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Next").click()
    assert _query(page)["page"] == ["2"]
    expect(page.locator(".results h3").first).not_to_have_text(first)


def test_menu_unfolds_on_a_phone(make_context: Callable[..., BrowserContext]) -> None:
    page = make_context(viewport=PHONE, javascript=False).new_page()
    page.goto("/en/")
    menu = page.get_by_role("navigation", name="Sections")
    library = menu.get_by_role("link", name="Library")
    expect(library).to_be_hidden()
    menu.locator("summary").click()
    expect(library).to_be_visible()
    library.click()
    page.wait_for_url("**/en/library/")
    expect(page.get_by_role("navigation", name="Sections").get_by_text("Menu")).to_be_visible()


def test_what_needs_a_script_is_not_shown(plain_page: Page) -> None:
    page = plain_page
    page.goto("/en/library/c087/")
    expect(page.locator("[data-theme-choice]")).to_be_hidden()
    buttons = page.locator("[data-copy]")
    assert buttons.count() > 0
    for button in buttons.all():
        expect(button).to_be_hidden()


def test_member_signs_in_reads_a_members_page_and_signs_out(
    plain_page: Page, sign_in: Callable[[Page, str], None]
) -> None:
    page = plain_page
    page.goto("/en/members-area/")
    page.wait_for_url(LOGIN)
    sign_in(page, "member@example.org")
    assert page.goto("/en/members-area/").url.endswith("/en/members-area/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("header").get_by_role("link", name="Sign in")).to_be_visible()
    page.goto("/en/members-area/")
    page.wait_for_url(LOGIN)


def test_wrong_password_is_explained_at_the_form(plain_page: Page) -> None:
    page = plain_page
    page.goto("/en/account/login/")
    form = page.locator("form:has(input[type=password])")
    form.locator("[name=login]").fill("member@example.org")
    form.locator("[name=password]").fill("not-the-password")
    form.locator("[type=submit]").click()
    expect(page).to_have_title(re.compile("^Error:"))
    expect(page.locator(".error-summary, [role=alert]").first).to_be_visible()
    # What was typed is not asked for again; the password is.
    expect(form.locator("[name=login]")).to_have_value("member@example.org")
    expect(form.locator("[name=password]")).to_have_value("")
