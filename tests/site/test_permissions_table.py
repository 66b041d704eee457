"""The permission table: role × address × method → status, for everything about people.

Rows stand with the apps they are about (`tests/<app>/permission_rows*.py`). A row names an address, what
builds its arguments, a method, and what each role is answered; an address of these apps or of the
members' API without a row fails. What Wagtail itself serves below /admin/ is walked by
`test_admin_doors`, where an address nobody listed fails likewise.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse

from tests.membership.factories import MAKERS, people
from tests.site import ROOT
from tests.site.routes import routes

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

pytestmark = pytest.mark.once

#: Apps whose every address has rows.
APPS = (
    *("accounts.", "privacy.", "notifications.", "membership.", "directory."),
    # Of an app that otherwise answers everybody alike.
    "search.saved_views",
)
#: What allauth serves below /account/; its own tests hold it, ours hold who is let to it.
LIBRARIES = ("allauth.",)
API = "api/v1/members"
#: Addresses that answer everybody alike but for restricted content, which has tests of its own: what
#: they show is published, and the gates are Wagtail's view restrictions. By name; a new one is
#: put here or gets rows.
PUBLIC = {
    "root",
    "healthz",
    "readyz",
    "robots",
    "sitemap-index",
    "sitemap",
    "news-feed",
    "news-feed-focus",
    "news-feed-country",
    "wagtaildocs_serve",
    "wagtaildocs_authenticate_with_password",
    "api-v1:openapi-json",
    "api-v1:openapi-view",
    "api-v1:get_page",
    "api-v1:list_news",
    "api-v1:get_news",
    "api-v1:list_library",
    "api-v1:get_entry",
    "api-v1:get_instrument",
    "api-v1:list_focus_areas",
    "api-v1:list_subjects",
    "api-v1:list_countries",
    "api-v1:list_regions",
    "api-v1:search",
    "api-v1:list_locales",
    "api-v1:no_root",
    "api-v1:api-root",
    "api-v1:nothing_here",
    "library:export",
    "oai",
    "search:export",
    "search:search",
    "search:matrix",
    "search:matrix-regions",
    "search:matrix-csv",
    "search:suggestions",
    "search:feed",
    "styleguide",
    "wagtail_serve",
    "wagtailcore_authenticate_with_password",
    # Wagtail's own, behind ours of the same name.
    "wagtailcore_login",
}


def _rows() -> list[tuple]:
    found = []
    for path in sorted(ROOT.glob("tests/*/permission_rows*.py")):
        module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        found.extend(module.ROWS)
    return found


ROWS = _rows()


def _label(row: tuple) -> str:
    return f"{row[2]} {row[0]}"


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=_label)
def test_every_role_is_answered_as_the_table_says(row, settings) -> None:
    name, arguments, method, expected = row
    # All at once: each region has reviewers of its own, so that nobody else stands in for them.
    visitors = people()
    # Nor must the limits that it uses up.
    settings.ACCOUNT_RATE_LIMITS = False
    address = _address(name, arguments())
    answers = {}
    for role in expected:
        # What one role's request changes must not meet the next one's.
        with transaction.atomic():
            answers[role] = _answer(visitors[role], address, method)
            transaction.set_rollback(True)

    assert answers == expected


def _answer(visitor: User | AnonymousUser, address: str, method: str) -> int:
    client = Client()
    if visitor.is_authenticated:
        client.force_login(visitor)
    return getattr(client, method)(address).status_code


def _address(name: str, arguments: dict[str, str]) -> str:
    """Return where a row points; an address without a name is given as a path."""
    return name if name.startswith("/") else reverse(name, kwargs=arguments)


@pytest.mark.parametrize("row", ROWS, ids=_label)
def test_every_row_says_something_for_every_role(row) -> None:
    assert set(row[3]) == set(MAKERS)


def test_every_address_of_these_apps_has_a_row(db) -> None:
    covered = set()
    for name, arguments, _method, _expected in ROWS:
        with transaction.atomic():
            match = resolve(_address(name, arguments()))
            covered.add((match.view_name if match.url_name else "", match.func))
            transaction.set_rollback(True)
    ours = {
        route.pattern: (route.name, route.callback)
        for route in routes()
        if route.module.startswith((*APPS, *LIBRARIES)) or route.pattern.startswith(API)
    }

    assert ours, "the walk finds nothing: it proves nothing"
    assert [pattern for pattern, view in ours.items() if view not in covered] == []


@pytest.mark.django_db
def test_a_method_without_a_row_is_refused(settings) -> None:
    """Whoever an address is open to is told that it does nothing by this method."""
    settings.ACCOUNT_RATE_LIMITS = False
    visitors = people()
    modules = {route.callback: route.module for route in routes()}
    rows: dict[str, dict[str, Callable[[], dict[str, str]]]] = {}
    for name, arguments, method, _expected in ROWS:
        rows.setdefault(name, {})[method] = arguments
    answered = {}
    for name, methods in rows.items():
        for method in {"get", "post"} - set(methods):
            with transaction.atomic():
                address = _address(name, next(iter(methods.values()))())
                if not modules[resolve(address).func].startswith(LIBRARIES):
                    answers = {_answer(user, address, method) for user in visitors.values()}
                    if 405 not in answers or not answers <= {302, 401, 404, 405}:
                        answered[f"{method} {name}"] = answers
                transaction.set_rollback(True)

    assert answered == {}


def test_every_other_address_is_public_by_decision(db) -> None:
    others = {
        route.name
        for route in routes()
        if not route.pattern.startswith(("admin/", API))
        and not route.module.startswith((*APPS, *LIBRARIES))
    }

    assert others == PUBLIC
    visitors = people().values()
    for path in ("news", "library", "locales", "taxonomies/countries", "search?q=strike"):
        answers = {_answer(user, f"/api/v1/{path}", "get") for user in visitors}
        assert answers == {200}, path
