"""Nobody else learns who reads what: no other host is asked, nothing is stored at the reader's."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.browser.pages import PAGES, STATUS

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page


@pytest.fixture
def complaints(context: BrowserContext) -> list[str]:
    """Return what the browser complains of on the context's pages: blocked, missing, broken."""
    found: list[str] = []
    context.on(
        "console",
        lambda message: (
            found.append(f"{message.text} {message.location['url']}")
            if message.type == "error"
            else None
        ),
    )
    context.on("weberror", lambda error: found.append(str(error.error)))
    return found


@pytest.mark.parametrize("name", PAGES)
def test_x4_public_page_asks_nobody_else_and_stores_nothing(
    page: Page,
    context: BrowserContext,
    no_outside_requests,
    complaints: list[str],
    base_url: str,
    name: str,
) -> None:
    response = page.goto(f"/en/{PAGES[name]}", wait_until="networkidle")
    assert response.status == STATUS.get(name, 200)

    policy = response.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-" not in policy
    assert response.headers["referrer-policy"] == "same-origin"
    assert response.headers["x-content-type-options"] == "nosniff"
    # The browser reports a page that is not there as an error; that one is meant.
    assert [c for c in complaints if f"status of {response.status}" not in c] == []
    assert len(no_outside_requests.urls) > 1
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    # Signing in needs a session, and a form that no other site can send.
    allowed = {"sessionid"} if name == "sign-in" else set()
    assert {cookie["name"] for cookie in context.cookies()} <= allowed


def test_choosing_a_language_stores_the_language_and_nothing_else(
    page: Page, context: BrowserContext
) -> None:
    page.goto("/en/news/")
    page.locator(".language-switcher").get_by_role("link", name="العربية").click()
    page.wait_for_url("**/ar/news/")
    assert {cookie["name"]: cookie["value"] for cookie in context.cookies()} == {"language": "ar"}


def test_signed_in_reader_gets_pages_that_nobody_may_keep(
    page: Page, no_outside_requests, sign_in: Callable[[Page, str], None]
) -> None:
    sign_in(page, "member@example.org")
    for path in ("", "members-area/", "account/"):
        response = page.goto(f"/en/{path}")
        assert response.status == 200, path
        kept = response.headers["cache-control"]
        assert "private" in kept, path
        assert "no-store" in kept or "no-cache" in kept, path
    session = next(c for c in page.context.cookies() if c["name"] == "sessionid")
    assert session["httpOnly"]
    assert session["sameSite"] == "Lax"


#: The links of the admin's menu, with those that unfold.
MENU = """
() => {
  const menu = JSON.parse(document.getElementById("wagtail-sidebar-props").textContent);
  const urls = new Set();
  const walk = (value) => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (value && typeof value === "object") Object.values(value).forEach(walk);
    else if (typeof value === "string" && value.startsWith("/admin/")) urls.add(value);
  };
  walk(menu);
  return [...urls];
}
"""
#: What the menu has, but must not be opened by visiting it.
NOT_VISITED = ("/logout/", "/api/", "/collapse/", "/edit/toggle/")


def test_x4_admin_asks_nobody_else(
    page: Page,
    no_outside_requests,
    complaints: list[str],
    sign_in: Callable[[Page, str], None],
) -> None:
    sign_in(page, "admin@example.org")
    page.goto("/admin/")
    menu = [url for url in page.evaluate(MENU) if not any(part in url for part in NOT_VISITED)]
    assert len(menu) > 15, "the menu of the admin was not read"
    article, translation = _article_and_translation(page)
    paths = {
        *(urlsplit(url).path for url in menu),
        f"/admin/pages/{article}/edit/",
        f"/admin/pages/{article}/history/",
        f"/admin/pages/{translation}/edit/",
        f"/admin/localize/submit/page/{article}/",
        "/admin/images/add/",
        "/admin/documents/add/",
        "/admin/account/",
        "/admin/pages/search/?q=couriers",
        "/en/styleguide/",
        "/api/v1/docs",
    }
    faults = {}
    for path in sorted(paths):
        complaints.clear()
        status = page.goto(path, wait_until="load").status
        if path.endswith("/edit/"):
            # The editors start only when the page is there.
            page.wait_for_load_state("networkidle")
        if status != 200 or complaints:
            faults[path] = (status, list(complaints))
    assert faults == {}


def _article_and_translation(page: Page) -> tuple[int, int]:
    """Return the numbers of an English article and of its Arabic version."""
    slug = PAGES["news article"].split("/")[1]
    listed = page.request.get(f"/admin/api/main/pages/?slug={slug}&limit=20").json()["items"]
    number = {item["meta"]["locale"]: item["id"] for item in listed}
    return number["en"], number["ar"]
