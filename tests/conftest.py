"""What every test stands on: a fresh copy of an empty site, English, no caches, no outside world."""

from __future__ import annotations

import ipaddress
import shutil
import socket
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone, translation

from scripts.compile_messages import compile_catalogues
from tests.database import database_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client

    from accounts.models import User
    from home.models import HomePage
    from library.models import LibraryIndexPage
    from news.models import NewsIndexPage
    from tests.database import PostgresqlDatabase, SqliteDatabase


def pytest_configure(config: pytest.Config) -> None:
    """Compile the catalogues once, before any worker reads them."""
    if not hasattr(config, "workerinput"):
        compile_catalogues()
    worker = getattr(config, "workerinput", {}).get("workerid", "gw0")
    for cache in settings.CACHES.values():
        if "redis" in cache["BACKEND"].lower():
            # Clearing empties a whole database of the server, so each worker has its own.
            server = cache["LOCATION"].rpartition("/")[0]
            cache["LOCATION"] = f"{server}/{1 + int(worker.removeprefix('gw'))}"


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the folder that the test settings made for this process."""
    # Only ever a folder that the test settings made: never somebody's database.
    if settings.VAR_DIR.name.startswith("ilaw-test-"):
        shutil.rmtree(settings.VAR_DIR, ignore_errors=True)


# --- The outside world ----------------------------------------------------------------------


class OutsideNetworkError(AssertionError):
    """A test tried to reach something beyond this machine."""


def _is_here(host: object) -> bool:
    if host in (None, "", b"", "localhost", b"localhost", socket.gethostname()):
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def _no_outside_network() -> Iterator[None]:
    """Refuse every connection and every look-up that leaves loopback."""
    connect, connect_ex, getaddrinfo = (
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.getaddrinfo,
    )

    def refuse(host: object) -> None:
        raise OutsideNetworkError(f"A test tried to reach {host!r}; only loopback is allowed.")

    def guarded_connect(self: socket.socket, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
            refuse(address[0])
        return connect(self, address)

    def guarded_connect_ex(self: socket.socket, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
            refuse(address[0])
        return connect_ex(self, address)

    def guarded_getaddrinfo(host, *args, **kwargs):
        if not _is_here(host):
            refuse(host)
        return getaddrinfo(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
        yield


# --- Database and caches --------------------------------------------------------------------


@pytest.fixture(scope="session")
def database(worker_id: str) -> SqliteDatabase | PostgresqlDatabase:
    """Return this worker's database."""
    return database_for(worker_id)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, database) -> Iterator[None]:
    """Copy the template database instead of migrating; see `tests.database`."""
    with django_db_blocker.unblock():
        database.create()
    yield
    with django_db_blocker.unblock():
        database.destroy()


def _forget_everything() -> None:
    for alias in settings.CACHES:
        caches[alias].clear()
    ContentType.objects.clear_cache()


@pytest.fixture(autouse=True)
def _clean_slate(request: pytest.FixtureRequest) -> Iterator[None]:
    """Start every test in English, in UTC, with empty caches and an untouched database."""
    marker = request.node.get_closest_marker("django_db")
    commits = bool(marker and marker.kwargs.get("transaction")) or not {
        "transactional_db",
        "live_server",
    }.isdisjoint(request.fixturenames)
    if commits:
        # Tests that commit come last and leave empty tables behind: bring the site back.
        database = request.getfixturevalue("database")
        with request.getfixturevalue("django_db_blocker").unblock():
            request.getfixturevalue("django_db_setup")
            database.restore()
    _forget_everything()
    translation.activate("en")
    timezone.deactivate()
    yield
    translation.activate("en")


# --- The site -------------------------------------------------------------------------------


@pytest.fixture
def site_tree(db: None) -> SimpleNamespace:
    """Return the empty site: `home`, `news`, `library` and `topics` by language code.

    Every one of the seven languages has its own, live; English is the root of the site.
    """
    from home.models import HomePage, TopicIndexPage
    from library.models import LibraryIndexPage
    from news.models import NewsIndexPage

    def by_language(model):
        return {page.locale.language_code: page for page in model.objects.select_related("locale")}

    return SimpleNamespace(
        home=by_language(HomePage),
        news=by_language(NewsIndexPage),
        library=by_language(LibraryIndexPage),
        topics=by_language(TopicIndexPage),
    )


@pytest.fixture
def home(site_tree: SimpleNamespace) -> HomePage:
    """Return the English home page."""
    return site_tree.home["en"]


@pytest.fixture
def news_index(site_tree: SimpleNamespace) -> NewsIndexPage:
    """Return the English news section."""
    return site_tree.news["en"]


@pytest.fixture
def library_index(site_tree: SimpleNamespace) -> LibraryIndexPage:
    """Return the English library."""
    return site_tree.library["en"]


# --- People ---------------------------------------------------------------------------------


@pytest.fixture
def editor(db: None) -> User:
    """Return someone who may edit and publish every page."""
    from tests.accounts.factories import UserFactory

    return UserFactory(editor=True)


@pytest.fixture
def member(db: None) -> User:
    """Return a member of the network: she has no right in the admin."""
    from tests.accounts.factories import UserFactory

    return UserFactory(is_member=True)


@pytest.fixture
def translator_ar(db: None) -> User:
    """Return someone who may translate into Arabic and publish what she translated."""
    from tests.accounts.factories import UserFactory

    return UserFactory(translator_into="ar")


@pytest.fixture
def reauthenticate() -> Callable[[Client], None]:
    """Return what gives a signed-in client's password again, as the account's pages ask for."""

    def give_password(client: Client) -> None:
        url = reverse("account_reauthenticate")
        response = client.post(url, {"password": "an invented password"})
        assert response.status_code == 302

    return give_password
