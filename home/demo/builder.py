"""Build the demo: the site's tree, its texts in seven languages, people, the imported library.

Every step makes only what is missing, so building again changes nothing an editor has changed.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.models import PageViewRestriction

from core.models import SiteDocument
from home.demo.accounts import build_accounts
from home.demo.people import build_people
from home.demo.translation import page_fields, translate
from home.groups import MEMBERS, build_groups
from home.models import AdvisoryBoardPage, HomePage, StandardPage, TopicIndexPage, TopicPage
from home.services import build_site_tree, content
from library import text as file_text
from library.importing.services import Publish, import_file
from library.models import (
    ENTRY_MODELS,
    DocumentText,
    EntryRelation,
    InstrumentPage,
    LibraryEntryPage,
    LibraryIndexPage,
)
from library.ratifications import load_ratifications
from news.models import NewsArticlePage, NewsIndexPage
from search.indexing import rebuild
from taxonomy.models import Country, FocusArea, Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from accounts.models import User
    from core.models import BasePage

FOLDER = Path(__file__).parent
FILES = FOLDER / "files"
DATA = FOLDER / "data"


def build_demo(say: Callable[[str], None]) -> None:
    """Build everything the demo shows, telling each step."""
    say("Pages in seven languages")
    home = build_site_tree()
    build_groups()
    editor = next(u for u in build_accounts() if u.email.startswith("editor"))
    _build_home_bodies()
    for name in ("about", "accessibility", "privacy"):
        _build_page(StandardPage, home, content(name), editor)
    _build_page(AdvisoryBoardPage, home, content("advisory-board"), editor)
    _build_members_page(home)
    say("News")
    news_index = NewsIndexPage.objects.child_of(home).get()
    for article in content("news"):
        _build_page(NewsArticlePage, news_index, article, editor)
    say("Topics")
    topics = TopicIndexPage.objects.child_of(home).get()
    for topic in content("topics"):
        _build_page(TopicPage, topics, topic, editor)
    say("People")
    build_people()
    say("Library")
    for profile, name in (
        ("ilo_instruments", "ilo_instruments.csv"),
        ("ilo_titles", "ilo_titles_i18n.csv"),
        ("cases", "cases.csv"),
    ):
        # A file that was imported before gives duplicates only, and writes nothing.
        report = import_file(DATA / name, profile, publish=Publish.ALL, user=editor)
        if report.errors:
            raise RuntimeError(f"The demo's {name} does not fit its import profile.")
    say("Files and translated entries")
    documents = _build_documents()
    library = LibraryIndexPage.objects.child_of(home).get()
    texts = content("library")
    for entry in texts["entries"]:
        _build_entry(library, entry, documents, editor)
    for code, translations in texts["instruments"].items():
        _translate_instrument(code, translations, editor)
    for slug, relations in texts["relations"].items():
        _relate_imported(slug, relations, editor)
    say("Ratifications")
    load_ratifications()
    say("Search index")
    rebuild()


def _build_home_bodies() -> None:
    for code, text in content("home")["translations"].items():
        page = HomePage.objects.get(locale__language_code=code)
        if not page.body:
            page.body = json.dumps(page_fields({"body": text["body"]})["body"])
            page.save_revision(log_action=False).publish(log_action=False)


@transaction.atomic
def _build_page(
    model: type[BasePage], parent: BasePage, item: dict[str, Any], user: User | None
) -> BasePage | None:
    """Make a page in its original language below a section, then its translations.

    Returns None where the page is there already.
    """
    original = item.get("original", "en")
    if model.objects.filter(slug=item["slug"]).exists():
        return None
    section = parent.get_translations(inclusive=True).get(locale__language_code=original)
    fields = page_fields(item["translations"][original])
    if "body" in fields:
        fields["body"] = json.dumps(fields["body"])
    page = model(slug=item["slug"], locale=section.locale, owner=user, **fields)
    for name in ("source_title", "source_url", "is_highlight", "show_in_menus"):
        if name in item:
            setattr(page, name, item[name])
    if "date" in item:
        page.date = date.fromisoformat(item["date"])
    if "focus_area" in item:
        page.focus_area = FocusArea.objects.get(slug=item["focus_area"])
    section.add_child(instance=page)
    if "focus_areas" in item:
        page.focus_areas = FocusArea.objects.filter(slug__in=item["focus_areas"])
        page.countries = Country.objects.filter(iso2__in=item["countries"])
    page.save_revision(user=user).publish(user=user)
    translate(page, item["translations"], user)
    return page


def _build_members_page(home: HomePage) -> None:
    """Make a page that only members may read, so that its protection can be seen."""
    item = content("members")
    page = _build_page(StandardPage, home, item, None)
    if page is not None:
        restriction = PageViewRestriction.objects.create(
            page=page, restriction_type=PageViewRestriction.GROUPS
        )
        restriction.groups.add(Group.objects.get(name=MEMBERS))


def _build_documents() -> dict[str, SiteDocument]:
    """Store the demo's files and read their text at once, without waiting for a worker."""
    documents = {}
    for item in json.loads((FILES / "files.json").read_text(encoding="utf-8")):
        document = SiteDocument.objects.filter(title=item["title"]).first()
        if document is None:
            data = (FILES / item["file"]).read_bytes()
            document = SiteDocument(title=item["title"], language=item["language"])
            document.file.save(item["file"], ContentFile(data), save=False)
            document.file_size = len(data)
            document._set_file_hash()
            document.save()
        if not DocumentText.objects.filter(document=document, page_count__gt=0).exists():
            file_text.read_document(document.pk)
        documents[item["file"]] = document
    return documents


@transaction.atomic
def _build_entry(
    library: LibraryIndexPage,
    item: dict[str, Any],
    documents: dict[str, SiteDocument],
    user: User,
) -> None:
    model: type[LibraryEntryPage] = ENTRY_MODELS[item["material_type"]]
    if model.objects.filter(slug=item["slug"]).exists():
        return
    page = model(
        slug=item["slug"],
        locale=library.locale,
        owner=user,
        date=date.fromisoformat(item["date"]),
        **item["facts"],
        **page_fields(item["translations"]["en"]),
    )
    library.add_child(instance=page)
    page.focus_areas = FocusArea.objects.filter(slug__in=item["focus_areas"])
    page.subjects = Subject.objects.filter(slug__in=item["subjects"])
    page.countries = Country.objects.filter(iso2__in=item["countries"])
    for file in item["files"]:
        page.files.add(
            page._meta.get_field("files").related_model(
                document=documents[file["file"]], kind=file["kind"]
            )
        )
    for code in item.get("instruments", ()):
        page.instruments.add(page._meta.get_field("instruments").related_model(code=code))
    page.relations = _relations(item.get("relations", ()))
    page.save_revision(user=user).publish(user=user)
    translate(page, item["translations"], user)


def _relations(rows: Iterable[dict[str, str]]) -> list[EntryRelation]:
    return [
        EntryRelation(
            predicate=row["predicate"], target=_entry(slug=row["target"]), note=row["note"]
        )
        for row in rows
    ]


def _entry(**which: Any) -> LibraryEntryPage:
    return LibraryEntryPage.objects.get(locale__language_code="en", **which)


@transaction.atomic
def _relate_imported(slug: str, rows: list[dict[str, str]], user: User) -> None:
    """Say what an imported case does to instruments, where nothing is said of it yet."""
    page = _entry(slug=slug).specific
    if not page.relations.exists():
        page.relations = _relations(rows)
        page.save_revision(user=user).publish(user=user)


def _translate_instrument(code: str, texts: dict[str, dict[str, Any]], user: User) -> None:
    """Give an imported instrument its abstract and its translations."""
    page = InstrumentPage.objects.filter(code=code, locale__language_code="en").first()
    if page is None or page.abstract:
        return
    page.abstract = texts["en"]["abstract"]
    page.save_revision(user=user).publish(user=user)
    translate(page, texts, user)
