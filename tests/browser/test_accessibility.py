"""What WCAG 2.2 AA asks: by axe, by keyboard, and on a narrow screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import DESKTOP
from tests.browser.pages import FURTHER, PAGES, PEOPLE, STATUS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import BrowserContext, Page

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # Off unless asked for: targets of at least 24 px (WCAG 2.5.8).
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
#: The width that 1280 CSS pixels have at 400 %, where WCAG 1.4.10 asks for one column.
REFLOW = {"width": 320, "height": 640}


def _violations(page: Page) -> list[str]:
    """Return what axe finds, each with the first places it finds it."""
    found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}: "
        + " | ".join(_place(node) for node in violation["nodes"][:4])
        for violation in found
    ]


def _place(node: dict[str, Any]) -> str:
    reasons = [check["message"] for check in (*node["any"], *node["all"], *node["none"])]
    return f"{node['html'][:160]} [{'; '.join(reasons)[:200]}]"


def _unfold_everything(page: Page) -> None:
    """Open what is folded, so that nothing hides from axe."""
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")


def _expect_no_violations(page: Page) -> None:
    """Run axe on an open page: light, dark, and as one column."""
    from axe_playwright_python.base import AXE_SCRIPT

    page.evaluate(AXE_SCRIPT)
    found = {}
    for name, scheme, viewport in (
        ("light", "light", DESKTOP),
        ("dark", "dark", DESKTOP),
        ("narrow", "light", REFLOW),
    ):
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme)
        _unfold_everything(page)
        if violations := _violations(page):
            found[name] = violations
    assert found == {}


@pytest.mark.parametrize("code", ["en", "ar"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(page: Page, name: str, code: str) -> None:
    response = page.goto(f"/{code}/{PAGES[name]}")
    assert response.status == STATUS.get(name, 200)
    _expect_no_violations(page)


@pytest.mark.parametrize("code", ["en", "ar"])
def test_axe_finds_nothing_on_the_styleguide(
    page: Page, sign_in: Callable[[Page, str], None], code: str
) -> None:
    sign_in(page, "admin@example.org")
    assert page.goto(f"/{code}/styleguide/").status == 200
    _expect_no_violations(page)


def _walk_people(page: Page, code: str, account: str) -> Iterator[str]:
    """Open one after the other what an account sees, and yield the path that is open."""
    for path in PEOPLE[account]:
        assert page.goto(f"/{code}/{path}").status == 200
        yield path
        if path in FURTHER:
            page.set_viewport_size(DESKTOP)
            page.locator(FURTHER[path]).first.click()
            page.wait_for_load_state()
            yield page.url


def _violations_in_every_guise(page: Page) -> list[str]:
    """Return what axe finds in light, in dark and in one column, with the whole page in sight.

    In sight because the quick exit floats: over a window it covers by chance this link or that, which
    one scrolls into the open; that the focus never lies under it has a test of its own.
    """
    from axe_playwright_python.base import AXE_SCRIPT

    page.evaluate(AXE_SCRIPT)
    _unfold_everything(page)
    found = []
    for scheme, width in (("light", 1280), ("dark", 1280), ("light", 320)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        height = page.evaluate("document.scrollingElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{scheme} at {width}: {violation}" for violation in _violations(page)]
    return found


@pytest.mark.parametrize("code", ["en", "ar"])
@pytest.mark.parametrize("account", PEOPLE)
def test_axe_finds_nothing_on_the_pages_of_people(
    page: Page, sign_in: Callable[[Page, str], None], account: str, code: str
) -> None:
    if account:
        sign_in(page, account)
    faults = {
        path: violations
        for path in _walk_people(page, code, account)
        if (violations := _violations_in_every_guise(page))
    }
    assert faults == {}


def test_axe_finds_nothing_on_a_page_shown_in_another_language(page: Page) -> None:
    page.goto("/ar/news/georgia-teachers-union-consultation-rights/")
    assert page.locator(".notice--fallback").is_visible()
    _expect_no_violations(page)


# --- Keyboard -------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["en", "ar"])
def test_skip_link_is_first_and_leads_to_the_content(page: Page, code: str) -> None:
    page.goto(f"/{code}/news/")
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    assert link.get_attribute("href") == "#main"
    box = link.bounding_box()
    assert box["x"] >= 0
    assert box["y"] >= 0, "the skip link stays out of sight when it has the focus"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


#: Tells whether the element that has the focus shows it and lies on top at its middle.
FOCUS = """
() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const middle = document.elementFromPoint(
    Math.min(Math.max(box.x + box.width / 2, 0), innerWidth - 1),
    Math.min(Math.max(box.y + Math.min(box.height, innerHeight) / 2, 0), innerHeight - 1),
  );
  const label = element.closest("label");
  return {
    name: element.outerHTML.slice(0, 120),
    isMarked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    isOnTop: element.contains(middle) || !!middle?.contains(element) || !!label?.contains(middle),
    isSeen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
  };
}
"""


@pytest.mark.parametrize("name", ["home", "news", "ILO instrument", "search", "sign-in"])
def test_focus_is_seen_wherever_the_tab_key_leads(page: Page, name: str) -> None:
    page.goto(f"/en/{PAGES[name]}")
    seen, faults = 0, []
    # From the top, wherever the page itself put the focus.
    page.locator(".skip-link").focus()
    for _ in range(60):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus is None:
            break
        seen += 1
        if not (focus["isMarked"] and focus["isOnTop"] and focus["isSeen"]):
            faults.append(focus)
    assert seen > 10
    assert faults == []


def test_search_is_reached_and_sent_by_keyboard_alone(page: Page) -> None:
    page.goto("/en/")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "q":
            break
    page.keyboard.type("strike")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/search/?q=strike*")


# --- Narrow screens -------------------------------------------------------------------------

#: The elements that stick out of the window, the outermost first.
STICKING_OUT = """
() => [...document.querySelectorAll("body *")]
  .filter((e) => {
    const box = e.getBoundingClientRect();
    return box.width > 1 && (box.right > innerWidth + 1 || box.left < -1);
  })
  .slice(0, 3)
  .map((e) => e.outerHTML.slice(0, 120))
"""


def _sticking_out(page: Page, name: str) -> dict[str, list[str]]:
    """Return what sticks out of an open page on narrow screens, by page and width."""
    faults = {}
    _unfold_everything(page)
    for width in (320, 360):
        page.set_viewport_size({"width": width, "height": 640})
        if page.evaluate("document.scrollingElement.scrollWidth - innerWidth") > 0:
            faults[f"{name} at {width}"] = page.evaluate(STICKING_OUT)
    return faults


@pytest.mark.parametrize("code", ["en", "ar", "ru", "de"])
def test_nothing_scrolls_sideways_on_a_phone(
    make_context: Callable[..., BrowserContext], code: str
) -> None:
    page = make_context(lang=code, viewport=REFLOW).new_page()
    faults = {}
    for name, path in PAGES.items():
        page.goto(f"/{code}/{path}")
        faults |= _sticking_out(page, name)
    assert faults == {}


@pytest.mark.parametrize("code", ["en", "ar"])
@pytest.mark.parametrize("account", PEOPLE)
def test_no_page_of_people_scrolls_sideways_on_a_phone(
    make_context: Callable[..., BrowserContext],
    sign_in: Callable[[Page, str], None],
    account: str,
    code: str,
) -> None:
    page = make_context(lang=code, viewport=REFLOW).new_page()
    if account:
        sign_in(page, account)
    faults: dict[str, list[str]] = {}
    for path in _walk_people(page, code, account):
        faults |= _sticking_out(page, path)
    assert faults == {}
