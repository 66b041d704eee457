"""What the middleware says of personal pages, and what it leaves alone."""

from __future__ import annotations

import pytest

from accounts.paths import decides_language, is_personal
from tests.accounts.conftest import sign_in


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/en/account/", True),
        ("/ar/account/login/", True),
        ("/pt/directory/", True),
        ("/pt/directory/abc/vcard/", True),
        ("/en/", False),
        ("/en/accountancy/", False),
        ("/en/library/account/", False),
        ("/xx/account/", False),
        ("/account/login/", False),
        ("/", False),
    ],
)
def test_which_paths_are_personal(path, answer):
    assert is_personal(path) is answer


@pytest.mark.parametrize("path", ["/en/account/", "/en/account/no-such-page/", "/en/directory/"])
def test_x3_personal_pages_are_kept_by_nobody(client, site_tree, person, path):
    for signed_in in (False, True):
        if signed_in:
            sign_in(client, person)
        response = client.get(path)
        assert response.headers["Cache-Control"] == "private, no-store"
        assert "noindex" in response.headers["X-Robots-Tag"]
        assert response.headers["Referrer-Policy"] == "same-origin"

    assert "X-Robots-Tag" not in client.get("/en/").headers


def test_the_address_decides_the_language_where_it_names_one(client, site_tree, editor):
    editor.language = "fr"
    editor.save()
    client.force_login(editor)

    assert decides_language("/es/account/")
    assert not decides_language("/admin/")
    assert '<html lang="es"' in client.get("/es/account/").content.decode()
    # Below no language it is the person's own: this door leads to the page in French.
    assert client.get("/account/login/").url == "/fr/account/login/"
