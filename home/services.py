"""Making the site: seven locales, a home page and the sections in each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from core import cache
from core.languages import language_codes
from home.models import HomePage, TopicIndexPage
from library.models import LibraryIndexPage
from news.models import NewsIndexPage

if TYPE_CHECKING:
    from core.models import BasePage

CONTENT = Path(__file__).parent / "demo" / "content"


def content(name: str) -> Any:
    """Return one of the text files that the project ships."""
    return json.loads((CONTENT / f"{name}.json").read_text(encoding="utf-8"))


@transaction.atomic
def build_site_tree() -> HomePage:
    """Make what is missing of the seven trees and return the English home page.

    Every language has its own home, news, library and topics page from the start, live and
    translated; what lies below them need not exist in all. Run again it changes nothing.
    """
    locales = {
        code: Locale.objects.get_or_create(language_code=code)[0] for code in language_codes()
    }
    home = _make_home(locales)
    sections = content("indexes")
    for order, (name, model) in enumerate(
        (("news", NewsIndexPage), ("library", LibraryIndexPage), ("topics", TopicIndexPage))
    ):
        _make_everywhere(model, sections[name]["slug"], sections[name]["translations"], order)
    cache.bump(cache.PAGES)
    return home


def _make_home(locales: dict[str, Locale]) -> HomePage:
    root = Page.objects.get(depth=1)
    texts = content("home")["translations"]
    english = HomePage.objects.filter(locale=locales["en"]).first()
    if english is None:
        # Wagtail's own welcome page stands where ours belongs.
        Page.objects.filter(depth=2, slug="home").exclude(content_type__model="homepage").delete()
        root.refresh_from_db()
        english = root.add_child(
            instance=_home_page("home", locales["en"], texts["en"], translation_key=None)
        )
        english.save_revision(log_action=False).publish(log_action=False)
    for code, locale in locales.items():
        if not HomePage.objects.filter(locale=locale).exists():
            root.refresh_from_db()
            page = root.add_child(
                instance=_home_page(f"home-{code}", locale, texts[code], english.translation_key)
            )
            page.save_revision(log_action=False).publish(log_action=False)
    port = int(settings.SITE_URL.rpartition(":")[2]) if settings.SITE_URL.count(":") > 1 else 80
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    if site.root_page_id != english.pk:
        site.hostname = settings.SITE_URL.partition("://")[2].partition(":")[0].rstrip("/")
        site.port = 443 if settings.SITE_URL.startswith("https") else port
        site.site_name, site.root_page = settings.WAGTAIL_SITE_NAME, english
        site.save()
    return english


def _home_page(slug: str, locale: Locale, text: dict, translation_key: Any) -> HomePage:
    page = HomePage(
        slug=slug,
        locale=locale,
        title=text["title"],
        tagline=text["tagline"],
        introduction=text["introduction"],
        show_in_menus=False,
    )
    if translation_key:
        page.translation_key = translation_key
    return page


def _make_everywhere(model: type[BasePage], slug: str, texts: dict[str, dict], order: int) -> None:
    """Make a section page below every home page, all of one translation key."""
    original = model.objects.filter(locale__language_code="en").first()
    for code in language_codes():
        home = HomePage.objects.get(locale__language_code=code)
        if model.objects.child_of(home).exists():
            continue
        page = model(
            slug=slug,
            locale=home.locale,
            title=texts[code]["title"],
            introduction=texts[code]["introduction"],
            show_in_menus=True,
        )
        if original is not None:
            page.translation_key = original.translation_key
        home.add_child(instance=page)
        page.save_revision(log_action=False).publish(log_action=False)
        original = original or page
