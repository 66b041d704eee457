"""From a visitor to a member, in Spanish: the whole way, in a real browser, by real mail."""

from __future__ import annotations

import email
import os
import re
import time
import uuid
from email import policy
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from playwright.sync_api import expect

from home.demo.accounts import PASSWORD
from tests.browser.conftest import DESKTOP, PHONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page

SECRET = "una contraseña inventada y larga"
STATEMENT = "Defiendo a trabajadoras y trabajadores de puertos inventados desde hace diez años."
RESUME = "Abogada inventada. Diez años de huelgas, convenios colectivos y despidos.".encode()


@pytest.fixture
def newcomer() -> str:
    """Return an address that no other run has used; the demo keeps what a test makes."""
    return f"nueva-{uuid.uuid4().hex[:8]}@example.org"


def _mail_to(address: str, seconds: float = 60) -> str:
    """Return the text of the next mail to somebody, as the demo's worker writes it to a file."""
    folder = Path(os.environ["DEMO_MAIL_DIR"])
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for path in sorted(folder.glob("*.eml")):
            message = email.message_from_bytes(path.read_bytes(), policy=policy.default)
            if address in message["To"]:
                path.unlink()
                return message.get_body(("plain",)).get_content()
        time.sleep(0.3)
    pytest.fail(f"no mail to {address} within {seconds} s")


def _code(key: str) -> str:
    """Return what an authenticator app shows for a key now."""
    return format_hotp_value(hotp_value(key, next(yield_hotp_counters_from_time())))


def _submit(page: Page, form: str) -> None:
    page.locator(form).locator("button[type=submit]").first.click()


def _sign_up(page: Page, address: str) -> None:
    """Open an account and confirm its address by the mail."""
    page.goto("/es/account/membership/apply/")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.locator("main a[href*='/signup/']").click()
    form = page.locator("form:has([name=password2])")
    form.locator("[name=email]").fill(address)
    form.locator("[name=password1]").fill(SECRET)
    form.locator("[name=password2]").fill(SECRET)
    form.locator("[type=submit]").click()
    page.wait_for_url(re.compile(r"/es/account/confirm-email/$"))
    text = _mail_to(address)
    link = re.search(r"https?://\S+/es/account/confirm-email/\S+", text).group()
    page.goto(link)
    expect(page.locator("main")).to_contain_text(address)
    _submit(page, "form:has(button):has-text('@')")


def _sign_in(page: Page, address: str, password: str) -> None:
    if "/login/" not in page.url:
        page.goto("/es/account/login/")
    form = page.locator("form:has([name=password])")
    form.locator("[name=login]").fill(address)
    form.locator("[name=password]").fill(password)
    form.locator("[type=submit]").click()
    page.wait_for_url(lambda url: "/login/" not in url)


def _apply(page: Page) -> str:
    """Fill in the application, save it once on the way, submit it, and return its reference."""
    page.goto("/es/account/membership/application/edit/")
    page.locator("[name=first_name]").fill("Ramona")
    page.locator("[name=last_name]").fill("Muelleinventado")
    page.locator("[name=country]").select_option("MX")
    page.locator("[name=languages][value=es]").check()
    page.locator("[name=profession]").select_option("lawyer")
    page.locator("[name=statement]").fill(STATEMENT)
    page.locator("[name=resume]").set_input_files(
        {"name": "curriculum.txt", "mimeType": "text/plain", "buffer": RESUME}
    )
    page.locator("button[value=save]").click()
    expect(page.locator("[name=statement]")).to_have_value(STATEMENT)
    expect(page.locator("main")).to_contain_text("curriculum.txt")

    page.locator("[name=represents_employers][value=no]").check()
    page.locator("[name=attested]").check()
    page.locator("button[value=submit]").click()
    page.wait_for_url(re.compile(r"/es/account/membership/application/$"))
    return re.search(r"APP-\d{4}-\w+", page.locator("main").inner_text()).group()


def _approve(page: Page, reference: str) -> None:
    """Approve an application as the coordinator of its region, in the admin."""
    page.goto("/admin/membership/applications/")
    page.get_by_role("link", name=reference).click()
    expect(page.locator("main")).to_contain_text(STATEMENT)
    page.locator("main a[href$='/approve/']").click()
    _submit(page, "main form")
    expect(page.locator(".messages")).to_be_visible()


def _switch_on_second_factor(page: Page) -> str:
    page.goto("/es/account/2fa/totp/activate/")
    if "/reauthenticate/" in page.url:
        page.locator("[name=password]").fill(SECRET)
        _submit(page, "form:has([name=password])")
    key = page.locator("bdi.code").first.inner_text().strip()
    page.locator("[name=code]").fill(_code(key))
    _submit(page, "form:has([name=code])")
    expect(page).to_have_url(re.compile("recovery-codes"))
    return key


def test_a_visitor_becomes_a_member_in_spanish(
    make_context: Callable[..., BrowserContext],
    no_outside_requests,
    newcomer: str,
) -> None:
    page = no_outside_requests.watch(make_context(lang="es")).new_page()
    _sign_up(page, newcomer)
    if "/login/" in page.url:
        _sign_in(page, newcomer, SECRET)
    reference = _apply(page)
    assert "su solicitud" in _mail_to(newcomer)

    coordinator = no_outside_requests.watch(make_context()).new_page()
    _sign_in(coordinator, "coordinator-americas@example.org", PASSWORD)
    _approve(coordinator, reference)
    # In her language, though an English speaker decided.
    assert "miembro" in _mail_to(newcomer)

    key = _switch_on_second_factor(page)
    page.locator("header form[action*='/logout/'] button").click()
    _sign_in(page, newcomer, SECRET)
    expect(page).to_have_url(re.compile("/2fa/authenticate/"))
    # A code is good once: the next one is wanted.
    used = _code(key)
    while _code(key) == used:
        time.sleep(1)
    page.locator("[name=code]").fill(_code(key))
    _submit(page, "form:has([name=code])")
    page.wait_for_url(re.compile(r"/es/"))

    page.goto("/es/account/directory/")
    headline = f"Abogada laboralista de puertos {reference}"
    page.locator("[name^=headline][lang=es]").fill(headline)
    page.locator("[name=level_headline]").select_option("members")
    _submit(page, "form:has([name=level_headline])")
    expect(page.locator(".notice--good")).to_be_visible()

    # Another member finds it; a visitor meets the sign-in page.
    member = no_outside_requests.watch(make_context()).new_page()
    _sign_in(member, "member@example.org", PASSWORD)
    member.goto(f"/es/directory/?q={reference}")
    expect(member.locator("main")).to_contain_text(headline)
    expect(member.locator("main")).to_contain_text("Ramona Muelleinventado")
    visitor = no_outside_requests.watch(make_context()).new_page()
    visitor.goto(f"/es/directory/?q={reference}")
    expect(visitor).to_have_url(re.compile("/es/account/login/"))


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_the_application_page_reads_from_right_to_left_in_arabic(
    make_context: Callable[..., BrowserContext],
    sign_in: Callable[[Page, str], None],
    screenshots: Path,
    viewport: dict[str, int],
) -> None:
    page = make_context(lang="ar", viewport=viewport).new_page()
    sign_in(page, "applicant@example.org")
    for name, path in (("explained", "apply/"), ("form", "application/edit/")):
        page.goto(f"/ar/account/membership/{path}")
        html = page.locator("html")
        expect(html).to_have_attribute("lang", "ar")
        expect(html).to_have_attribute("dir", "rtl")
        # Nothing sticks out at the side, and the text begins at the right.
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        right = page.locator("h1").evaluate("e => getComputedStyle(e).direction")
        assert right == "rtl"
        words = page.locator("main").inner_text()
        arabic = len(re.findall(r"[\u0600-\u06ff]", words))
        latin = len(re.findall(r"[A-Za-z]", words))
        assert arabic > 5 * latin
        picture = screenshots / f"application-{name}-ar-{viewport['width']}.png"
        page.screenshot(path=picture, full_page=True)
        assert picture.stat().st_size > 20_000
