"""The page on which every component has its place; the browser's tests look at it more closely."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", ["en", "ar"])
def test_every_component_is_drawn(client, settings, code):
    settings.DEBUG = True
    assert client.get(f"/{code}/styleguide/").status_code == 200


def test_readers_do_not_see_it(client):
    assert client.get("/en/styleguide/").status_code == 404
