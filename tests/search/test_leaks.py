"""The eight ways on which something secret could get out, for each kind of secret, on each engine.

Each test shows that an outsider learns nothing, at once and when the search server has caught up, and
that who is entitled, or everybody once the secret is out, learns it on the same way: so each can fail.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    Revision,
)

from core import periodic
from core.models import SiteDocument
from home import groups
from library import text
from library.enums import CitationSystem
from library.exporting.formats import FORMATS
from library.models import CaseLawPage
from search import alerts, services
from search.engines import get_engine
from search.query import FACETS, SearchQuery
from search.suggestions import suggestions_for
from tests.core.translations import translate
from tests.factories import CaseLawPageFactory, SiteDocumentFactory, UserFactory
from tests.search.alert_scenes import morning, reported, save

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User

pytestmark = pytest.mark.django_db

#: The word that only the secret has, and what else only it has.
SECRET = "lockout"
COUNTRY = "IS"
CITATION = "[2026] UKSC 777"
PAST = datetime.timedelta(hours=-1)
LATER = datetime.timedelta(hours=1)


@dataclass(frozen=True)
class Secret:
    """Something that an outsider must not learn."""

    page: CaseLawPage
    #: Makes it public.
    open_up: Callable[[], object]
    #: Someone who may know, and someone who may not though she has an account; None for nobody.
    insider: User | None = None
    outsider: User | None = None
    #: Only a file of a public entry is secret, not the entry.
    is_file: bool = False


@dataclass(frozen=True)
class People:
    """A member of the network, and someone with an account only."""

    member: User
    guest: User


@pytest.fixture
def people(site_tree):
    """Return two people who want to hear of the secret, and have saved a search for it."""
    found = People(UserFactory(is_member=True), UserFactory())
    for person in (found.member, found.guest):
        save(person, f"q={SECRET}")
    return found


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """Return what runs a step as if it were a transaction of its own, with all it starts."""

    def run(step: Callable[[], object]) -> object:
        with django_capture_on_commit_callbacks(execute=True):
            return step()

    return run


# --- The kinds of secret ----------------------------------------------------------------------


def entry(**facts) -> CaseLawPage:
    """Return an entry in two languages that says the word wherever an entry can."""
    made = CaseLawPageFactory(
        title=f"The {SECRET} case",
        slug="secret",
        abstract=f"A {SECRET} was planned.",
        holding=f"The {SECRET} was lawful.",
        countries=[COUNTRY],
        citations=[{"system": CitationSystem.NEUTRAL, "text": CITATION}],
        **facts,
    )
    translate(made, "fr", publish=made.live)
    return made


def restricted(restriction_type: str, *group_names: str, **facts) -> Callable:
    """Return a kind of secret: an entry that was public until a restriction closed it."""

    def make(people: People, commit: Callable) -> Secret:
        page = commit(entry)
        get_engine().catch_up()

        def close() -> PageViewRestriction:
            restriction = PageViewRestriction.objects.create(
                page=page, restriction_type=restriction_type, **facts
            )
            restriction.groups.add(*Group.objects.filter(name__in=group_names))
            return restriction

        restriction = commit(close)
        by_password = restriction_type == PageViewRestriction.PASSWORD
        return Secret(
            page,
            restriction.delete,
            insider=None if by_password else people.member,
            outsider=people.guest if by_password or group_names else None,
        )

    return make


def scheduled(people: People, commit: Callable) -> Secret:
    """An entry under embargo: it goes live in an hour."""

    def make() -> CaseLawPage:
        page = entry(draft=True)
        for version in CaseLawPage.objects.filter(translation_key=page.translation_key):
            version.go_live_at = timezone.now() + LATER
            version.save_revision().publish()
        return page

    page = commit(make)
    assert not Page.objects.filter(translation_key=page.translation_key, live=True).exists()

    def open_up() -> None:
        for version in CaseLawPage.objects.filter(translation_key=page.translation_key):
            version.go_live_at = timezone.now() + PAST
            revision = version.save_revision()
            Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=version.go_live_at)
        periodic.run_due(timezone.now() + LATER)

    return Secret(page, open_up, outsider=people.guest)


def draft(people: People, commit: Callable) -> Secret:
    """An entry that was public and was taken offline in all languages."""
    page = commit(entry)
    get_engine().catch_up()

    def versions() -> list[CaseLawPage]:
        return list(CaseLawPage.objects.filter(translation_key=page.translation_key))

    def open_up() -> None:
        for version in versions():
            version.save_revision().publish()

    commit(lambda: [version.unpublish() for version in versions()])
    return Secret(page, open_up, outsider=people.guest)


def _entry_with_file(**facts) -> tuple[CaseLawPage, SiteDocument]:
    document = SiteDocumentFactory(
        title=f"Plan of the {SECRET}",
        file=ContentFile(f"A {SECRET} is planned.".encode(), name=f"{SECRET}.txt"),
        **facts,
    )
    text.read_document(document.pk)
    page = CaseLawPageFactory(title="A public case", files=[{"document": document}])
    return page, document


def embargoed_file(people: People, commit: Callable) -> Secret:
    """A file of a public entry that was there for all until an embargo was set."""
    page, document = commit(_entry_with_file)
    get_engine().catch_up()

    def set_embargo(moment: datetime.datetime) -> None:
        document.available_from = moment
        document.save()

    def open_up() -> None:
        SiteDocument.objects.filter(pk=document.pk).update(available_from=timezone.now() + PAST)
        periodic.run_due(timezone.now() + LATER)

    commit(lambda: set_embargo(timezone.now() + LATER))
    return Secret(page, open_up, outsider=people.guest, is_file=True)


def closed_collection(people: People, commit: Callable) -> Secret:
    """A file of a public entry in a collection that was closed."""
    shelf = Collection.get_first_root_node().add_child(name="Shelf")
    page, _document = commit(lambda: _entry_with_file(collection=shelf))
    get_engine().catch_up()

    def close() -> CollectionViewRestriction:
        restriction = CollectionViewRestriction.objects.create(
            collection=shelf, restriction_type=CollectionViewRestriction.GROUPS
        )
        restriction.groups.add(Group.objects.get(name=groups.MEMBERS))
        return restriction

    restriction = commit(close)
    return Secret(page, restriction.delete, outsider=people.guest, is_file=True)


KINDS = {
    "members-only": restricted(PageViewRestriction.GROUPS, groups.MEMBERS),
    "signed-in": restricted(PageViewRestriction.LOGIN),
    "password": restricted(PageViewRestriction.PASSWORD, password="open"),
    "scheduled": scheduled,
    "draft": draft,
    "embargoed-file": embargoed_file,
    "closed-collection": closed_collection,
}


@pytest.fixture(params=KINDS)
def secret(request, every_engine, people, commit) -> Secret:
    """Return a secret of each kind in turn, on each engine in turn."""
    return KINDS[request.param](people, commit)


def assert_kept(secret: Secret, commit: Callable, is_told: Callable[..., bool]) -> None:
    """Assert that only insiders are told on a way, and everybody once the secret is out."""
    outsiders = [AnonymousUser(), *([secret.outsider] if secret.outsider else [])]

    def look() -> None:
        assert [is_told(viewer) for viewer in outsiders] == [False] * len(outsiders)
        if secret.insider:
            assert is_told(secret.insider)

    look()
    get_engine().catch_up()
    look()
    commit(secret.open_up)
    assert is_told(AnonymousUser())
    get_engine().catch_up()
    assert is_told(AnonymousUser())


@pytest.fixture
def read(client):
    """Return what fetches an address as somebody, and all the text that comes."""

    def fetch(viewer: User | AnonymousUser, path: str) -> str:
        client.logout()
        if viewer.is_authenticated:
            client.force_login(viewer)
        response = client.get(path)
        assert response.status_code == 200
        content = b"".join(response.streaming_content if response.streaming else [response.content])
        if not zipfile.is_zipfile(io.BytesIO(content)):
            return content.decode()
        with zipfile.ZipFile(io.BytesIO(content)) as workbook:
            return "".join(workbook.read(name).decode() for name in workbook.namelist())

    return fetch


# --- The eight ways ---------------------------------------------------------------------------


def test_hits(secret, commit):
    def is_told(viewer):
        found = services.search(SearchQuery(SECRET, viewer=viewer))
        everything = services.search(SearchQuery(viewer=viewer, page_size=100))
        assert bool(found.total) == bool(found.hits)
        if not secret.is_file:
            assert (secret.page.translation_key in {hit.work for hit in everything.hits}) == bool(
                found.total
            )
        return bool(found.total)

    assert_kept(secret, commit, is_told)


def test_snippets(secret, commit):
    def is_told(viewer):
        hits = [
            hit
            for words in ("", "case", "public", "planned", SECRET)
            for hit in services.search(SearchQuery(words, viewer=viewer)).hits
        ]
        texts = [f"{hit.title} {hit.summary} {hit.snippet and hit.snippet.html}" for hit in hits]
        return SECRET in " ".join(texts)

    assert_kept(secret, commit, is_told)


def test_facet_counts(secret, commit):
    every = tuple(sorted(FACETS))

    def is_told(viewer):
        found = services.search(SearchQuery(SECRET, viewer=viewer, counted=every)).facets
        all_counts = services.search(SearchQuery(viewer=viewer, counted=every)).facets
        is_counted = any(found[facet] for facet in every)
        if not secret.is_file:
            assert (COUNTRY in all_counts["country"]) == is_counted
            assert ("fr" in all_counts["language"]) == is_counted
        return is_counted

    assert_kept(secret, commit, is_told)


def test_suggestions(secret, commit, read):
    # Beginnings of its title, its citation, and the name of the only country it is from.
    asked = ("locko", CITATION, "Icela")

    def is_told(viewer):
        offered = [bool(suggestions_for(words, viewer, "en")) for words in asked]
        assert len(set(offered)) == 1
        page = read(viewer, f"/en/search/suggestions/?q={asked[0]}")
        assert ("secret" in page) == offered[0]
        return offered[0]

    if secret.is_file:
        # Words of files are suggested to nobody, now or later.
        assert not is_told(AnonymousUser())
        commit(secret.open_up)
        assert not is_told(AnonymousUser())
    else:
        assert_kept(secret, commit, is_told)


def test_feeds(secret, commit, read):
    def is_told(viewer):
        feeds = [
            read(viewer, f"/en/search/feed/?q={SECRET}"),
            read(viewer, f"/fr/search/feed/?q={SECRET}"),
            read(viewer, "/en/search/feed/"),
        ]
        told = ["<entry>" in feed for feed in feeds[:2]]
        assert told[0] == told[1]
        if not secret.is_file:
            assert (str(secret.page.translation_key) in feeds[2]) == told[0]
        return told[0]

    if secret.insider:
        # A feed reader has no session: a feed is the public's, whoever asks.
        assert not is_told(secret.insider)
    public = Secret(secret.page, secret.open_up, None, secret.outsider, secret.is_file)
    assert_kept(public, commit, is_told)


def test_alerts(secret, commit, people):
    def run(day: int) -> None:
        commit(lambda: alerts.run(morning(day)))

    run(1)
    get_engine().catch_up()
    run(2)
    if secret.outsider:
        assert reported(secret.outsider) == []
    if secret.insider:
        assert len(reported(secret.insider)) == 1
    commit(secret.open_up)
    run(9)
    for person in (people.member, people.guest):
        assert len(reported(person)) == 1


def test_exports(secret, commit, read):
    def is_told(viewer):
        everything = {name: read(viewer, f"/en/search/export/{name}/") for name in FORMATS}
        told = {name for name, content in everything.items() if SECRET in content}
        if not secret.is_file:
            assert told in (set(), set(FORMATS))
        rows = read(viewer, f"/en/search/export/csv/?q={SECRET}").strip().splitlines()
        assert (len(rows) > 1) == bool(told)
        return bool(told)

    assert_kept(secret, commit, is_told)


def test_oai(secret, commit, read):
    def is_told(viewer):
        content = read(viewer, "/oai?verb=ListRecords&metadataPrefix=oai_dc")
        return SECRET in content

    public = Secret(secret.page, secret.open_up, None, secret.outsider, secret.is_file)
    assert_kept(public, commit, is_told)
