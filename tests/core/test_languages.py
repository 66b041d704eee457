"""Negotiation, the sticky choice, and what has no language."""

import pytest

from core.languages import direction, fallback_chain, language_codes, language_name

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("accept", "cookie", "expected"),
    [
        ("ar", "", "/ar/"),
        ("pt-BR,pt;q=0.9", "", "/pt/"),
        ("zh-CN", "", "/en/"),
        ("ar", "ru", "/ru/"),
        ("fr", "klingon", "/fr/"),
        ("", "", "/en/"),
    ],
)
def test_the_front_door_negotiates_choice_then_browser_then_english(
    client, home, accept, cookie, expected
):
    if cookie:
        client.cookies["language"] = cookie
    response = client.get("/", headers={"accept-language": accept})
    assert response.status_code == 302
    assert response.headers["Location"] == expected
    assert {"Accept-Language", "Cookie"} <= set(response.headers["Vary"].split(", "))


def test_a_language_address_ignores_the_browser_and_varies_by_neither(client, home):
    response = client.get("/de/", headers={"accept-language": "ar"})
    assert response.status_code == 200
    assert "Accept-Language" not in response.headers.get("Vary", "")


def test_switching_is_remembered(client, home):
    client.get("/fr/", headers={"referer": "http://testserver/en/"})
    assert client.cookies["language"].value == "fr"
    assert client.get("/", headers={"accept-language": "ar"}).headers["Location"] == "/fr/"


@pytest.mark.parametrize(
    "referer", ["", "http://testserver/fr/news/", "http://elsewhere.example/en/", "garbage"]
)
def test_following_a_link_is_no_choice(client, home, referer):
    response = client.get("/fr/", headers={"referer": referer})
    assert "language" not in response.cookies


@pytest.mark.parametrize(
    "path", ["/api/v1/absent", "/documents/99/x.pdf", "/media/x.png", "/feeds/xx/news.atom"]
)
def test_what_has_no_language_is_not_redirected_into_one(client, home, path):
    assert client.get(path, headers={"accept-language": "ar"}).status_code == 404


def test_an_address_without_language_leads_to_one(client, home):
    response = client.get("/news/", headers={"accept-language": "ar"})
    assert response.status_code == 302
    assert response.headers["Location"] == "/ar/news/"


def test_chains_hold_every_language_once_the_asked_one_first():
    for code in language_codes():
        chain = fallback_chain(code)
        assert chain[0] == code
        assert sorted(chain) == sorted(language_codes())


def test_names_and_directions_of_languages_beyond_the_seven():
    assert language_name("tr", "de") == "Türkisch"
    # CLDR names it, and keeps no data of its own for it.
    assert language_name("ay", "de") == "Aymara"
    assert language_name("not-a-language", "de") == "not-a-language"
    assert direction("ur-PK") == "rtl"
    assert direction("tr") == "ltr"
