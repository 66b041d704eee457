"""Addresses with a null character, which no row of a database can have."""

import pytest
from django.urls import reverse

from tests.membership.factories import person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/en/%00/", "/en/library/a%00b/", "/ar/%00", "/documents/1/%00"])
def test_nobody_has_such_an_address(client, path):
    assert client.get(path).status_code == 404


def test_nor_a_coordinator(client):
    client.force_login(person("coordinator"))
    path = reverse("membership_admin:application", args=["TOKEN"]).replace("TOKEN", "%00")
    assert client.get(path).status_code == 404


def test_nobody_is_found_by_one(admin_client):
    assert admin_client.get(reverse("privacy_admin:access-log"), {"q": "\x00"}).status_code == 200
