"""From an editor's keyboard to a reader in Arabic: the whole way, in a real browser."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from home.demo.accounts import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page

SUMMARY = "An invented court holds that dockers may refuse an unsafe shift without losing pay."
TEXT = "The invented court of Example Harbour ruled for the dockers."
#: What the Arabic translator writes for the strings of the article.
ARABIC = {
    SUMMARY: "تقضي محكمة متخيلة بأن لعمال الموانئ رفض نوبة غير آمنة دون أن يفقدوا أجرهم.",
    TEXT: "حكمت محكمة الميناء المتخيلة لصالح عمال الموانئ.",
}


@pytest.fixture
def titles() -> tuple[str, str]:
    """Return titles in English and Arabic that no other run has used.

    The demo keeps what a test publishes.
    """
    number = uuid.uuid4().hex[:8]
    return (
        f"Dockers may refuse unsafe shifts {number}",
        f"لعمال الموانئ رفض النوبات غير الآمنة {number}",
    )


@pytest.fixture
def open_admin(
    make_context: Callable[..., BrowserContext], no_outside_requests
) -> Callable[[str], Page]:
    """Return a function that signs someone in at the admin's own door."""

    def open_admin(email: str) -> Page:
        page = no_outside_requests.watch(make_context()).new_page()
        page.goto("/admin/")
        page.locator("input[name=login]").fill(email)
        page.locator("input[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page).to_have_title(re.compile("Dashboard"))
        return page

    return open_admin


def _open_section(page: Page, *titles: str) -> None:
    """Walk down the tree of pages."""
    page.goto("/admin/pages/")
    for title in titles:
        page.get_by_role("link", name=f"Explore child pages of '{title}'", exact=True).click()


def _publish_article(page: Page, title: str) -> str:
    """Write an English news article and publish it; return its address in the admin."""
    _open_section(page, "ILAW Network", "News")
    page.locator("header a[href$='/add_subpage/']").first.click()
    # The editor takes stock of the form two seconds after it started, and sees changes from then on.
    page.wait_for_timeout(2_500)
    page.locator("[name=title]").fill(title)
    page.locator("[name=summary]").fill(SUMMARY)
    page.get_by_role("checkbox", name="Occupational Safety and Health").check()
    body = page.locator("[data-contentpath=body]")
    body.get_by_role("button", name="Insert a block").first.click()
    page.get_by_role("option", name="Text", exact=True).click()
    body.locator("[contenteditable=true]").first.click()
    page.keyboard.type(TEXT)
    # The rich text editor hands over what was typed a moment later.
    expect(page.locator("input[name=body-0-value]")).to_have_value(re.compile(re.escape(TEXT)))
    # The editor saves by itself and makes the draft: publishing before would make a second one.
    page.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
    address = page.url
    page.locator("footer").get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("has been published")
    return address


def _submit_for_arabic(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("header").get_by_role("button", name="Actions").click()
    page.get_by_role("link", name="Translate this page").click()
    page.get_by_label("العربية").check()
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".messages")).to_contain_text("submitted for translation")


def _translate_and_publish(page: Page, texts: dict[str, str]) -> None:
    """Fill every string of the translation that is open, and publish it."""
    untranslated = page.get_by_role("button", name="Translate", exact=True)
    expect(untranslated).to_have_count(len(texts))
    for original, translation in texts.items():
        string = page.locator("li.incomplete").filter(has_text=original)
        string.get_by_role("button", name="Translate", exact=True).click()
        string.locator("textarea, [contenteditable=true]").first.click()
        page.keyboard.type(translation)
        string.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator("li.incomplete").filter(has_text=original)).to_have_count(0)
    page.get_by_role("button", name=re.compile("^Publish in")).click()
    expect(page.locator(".messages")).to_contain_text("Published")


def _alternates(page: Page) -> dict[str, str]:
    return {
        link.get_attribute("hreflang"): link.get_attribute("href")
        for link in page.locator("head link[rel=alternate][hreflang]").all()
    }


def test_article_travels_from_the_editors_keyboard_to_a_reader_in_arabic(
    open_admin: Callable[[str], Page],
    page: Page,
    base_url: str,
    titles: tuple[str, str],
) -> None:
    title, arabic_title = titles
    slug = title.lower().replace(" ", "-")
    english, arabic = (f"{base_url}/{code}/news/{slug}/" for code in ("en", "ar"))
    editor = open_admin("editor@example.org")
    address = _publish_article(editor, title)

    # Before there is a translation, the Arabic address serves the English text and says so.
    def expect_english_text_at_arabic_address() -> None:
        assert page.goto(arabic).status == 200
        html = page.locator("html")
        expect(html).to_have_attribute("lang", "en")
        expect(html).to_have_attribute("dir", "ltr")
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        expect(page.locator("main")).to_contain_text(TEXT)
        expect(page.locator(".notice--fallback")).to_be_visible()
        expect(page.locator(".notices")).to_have_attribute("lang", "ar")
        expect(page.locator(".notices")).to_have_attribute("dir", "rtl")
        expect(page.locator("link[rel=canonical]")).to_have_attribute("href", english)
        assert _alternates(page) == {}
        missing = page.locator(".language-switcher__link--missing[hreflang=ar]")
        expect(missing).to_have_attribute("aria-current", "true")

    expect_english_text_at_arabic_address()

    # Submitting it changes nothing for readers: a translation is a draft until it is published.
    _submit_for_arabic(editor, address)
    expect_english_text_at_arabic_address()

    translator = open_admin("translator-ar@example.org")
    _open_section(translator, "الأخبار")
    translator.get_by_role("link", name=title, exact=True).click()
    _translate_and_publish(translator, {title: arabic_title, **ARABIC})

    assert page.goto(arabic).status == 200
    html = page.locator("html")
    expect(html).to_have_attribute("lang", "ar")
    expect(html).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("heading", level=1)).to_have_text(arabic_title)
    for translation in ARABIC.values():
        expect(page.locator("main")).to_contain_text(translation)
    expect(page.locator(".notice--fallback")).to_have_count(0)
    expect(page.locator("link[rel=canonical]")).to_have_attribute("href", arabic)
    both = {"en": english, "ar": arabic, "x-default": english}
    assert _alternates(page) == both
    page.goto(english)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert _alternates(page) == both

    # The language the reader asks for decides which version a list shows, once per work.
    page.goto("/ar/news/?focus=occupational-safety-health")
    results = page.locator(".results")
    expect(results.get_by_role("link", name=arabic_title)).to_have_count(1)
    expect(results.get_by_role("link", name=title)).to_have_count(0)
