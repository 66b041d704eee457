"""Who gets what from the admin: every address of it, Wagtail's own included, and every method.

A person with a regional role is let into the admin, so whatever Wagtail opens to everybody who is
in, it would open to her; what it may is listed in `membership.middleware`. A new address that answers
her fails.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import Group

from home.groups import EDITORS
from membership.middleware import FRAME
from tests.membership.factories import person
from tests.site.routes import routes

if TYPE_CHECKING:
    from django.test import Client

    from tests.site.routes import Route

#: Wagtail's reports are paged without an order; what they show is not the matter here.
pytestmark = [
    pytest.mark.once,
    pytest.mark.filterwarnings("ignore::django.core.paginator.UnorderedObjectListWarning"),
]
#: Answers anybody: texts of scripts, drawings, and the ways to sign in, which lead to ours.
OPEN_TO_ALL = {"wagtailadmin_javascript_catalog", "wagtailadmin_sprite"}
#: Kept by rows of their own, role by role, in the permission table.
OURS = ("membership.", "privacy.", "notifications.", "directory.", "accounts.")
METHODS = ("get", "post")


def admin_routes() -> list[Route]:
    """Return the routes of the admin that the permission table has no rows for."""
    return [
        route
        for route in routes()
        if route.pattern.startswith("admin/")
        # Wagtail's own ways to fail, and the net that catches what is no address.
        and route.name != "wagtailadmin_error_test"
        and not route.pattern.startswith(("admin/test404", "admin/^.*"))
        and not route.module.startswith(OURS)
    ]


@pytest.fixture
def values(home) -> dict[str, object]:
    """Return values by which routes find what is there, so that a refusal refuses something."""
    return {
        "page_id": home.pk,
        "parent_page_id": home.pk,
        "pk": home.pk,
        "page_to_move_id": home.pk,
        "destination_id": home.pk,
        "content_type_app_name": "home",
        "content_type_model_name": "standardpage",
        "app_label": "wagtailcore",
        "model_name": "page",
        "app_name": "core",
        "action": "delete",
        "action_name": "delete",
    }


def opened(
    client: Client, values: dict[str, object], methods: tuple[str, ...] = METHODS
) -> set[str]:
    """Return the routes that answer somebody with something, by any method.

    Some of Wagtail's own views fail on a post without their fields; that shows nothing either.
    """
    client.raise_request_exception = False
    found = set()
    for route in admin_routes():
        for method in methods:
            response = getattr(client, method)(route.path(values))
            if response.status_code == 200:
                found.add(route.name)
    return found


@pytest.mark.parametrize("kind", ["anonymous", "applicant", "member", "ended_coordinator"])
def test_the_admin_answers_nobody_without_a_right(kind, client, values) -> None:
    visitor = person(kind)
    if visitor.is_authenticated:
        client.force_login(visitor)

    assert opened(client, values) <= OPEN_TO_ALL


def test_x1_the_admin_answers_coordinators_what_is_listed_and_nothing_else(client, values) -> None:
    client.force_login(person("coordinator"))

    assert sorted(opened(client, values) - FRAME) == []


def test_a_coordinator_is_offered_no_reports(client, db) -> None:
    client.force_login(person("coordinator"))
    offered = client.get("/admin/").content.decode()

    assert "/admin/membership/applications/" in offered
    assert "/admin/reports/" not in offered


def test_a_coordinator_who_edits_too_keeps_an_editors_admin(client, values) -> None:
    coordinator = person("coordinator")
    coordinator.groups.add(Group.objects.get(name=EDITORS))
    client.force_login(coordinator)

    assert client.get("/admin/pages/").status_code == 200
    assert client.get("/admin/choose-page/").status_code == 200


def test_the_same_addresses_answer_a_superuser(admin_client_of, values) -> None:
    """Otherwise the refusals above would prove nothing."""
    assert len(opened(admin_client_of, values, ("get",))) > 60


@pytest.fixture
def admin_client_of(client, db) -> Client:
    """Return a client of a superuser."""
    client.force_login(person("superuser"))
    return client
