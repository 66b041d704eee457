"""What HTTP asks of an API: HEAD, ETags, caching, languages of errors."""

import pytest

from tests.factories import NewsArticlePageFactory

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/api/v1/news",
    "/api/v1/library",
    "/api/v1/search",
    "/api/v1/locales",
    "/api/v1/taxonomies/countries",
    "/api/v1/pages/by-path?path=/",
]


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_who_has_the_answer_is_told_so(client, site_tree, address, method, encoding):
    ask = getattr(client, method)
    first = ask(address, headers={"accept-encoding": encoding})
    assert first.status_code == 200
    again = ask(
        address, headers={"accept-encoding": encoding, "if-none-match": first.headers["ETag"]}
    )
    assert again.status_code == 304
    assert again.content == b""
    other = ask(address, headers={"if-none-match": '"another"'})
    assert other.status_code == 200


def test_a_change_changes_the_etag(client, news_index):
    article = NewsArticlePageFactory(title="First")
    address = f"/api/v1/news/{article.translation_key}"
    before = client.get(address).headers["ETag"]
    article.title = "Second"
    article.save_revision().publish()
    response = client.get(address, headers={"if-none-match": before})
    assert response.status_code == 200
    assert response.json()["title"] == "Second"


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_answers_as_get_without_a_body(client, site_tree, address):
    got, headed = client.get(address), client.head(address)
    assert headed.status_code == 200
    assert headed.content == b""
    for header in ("Content-Type", "ETag", "Content-Language", "Vary"):
        assert headed.headers.get(header) == got.headers.get(header)


def test_errors_answer_head_too(client, site_tree):
    assert client.head("/api/v1/nowhere").status_code == 404
    assert client.head("/api/v1/news?nonsense=1").status_code == 422


def test_public_answers_may_be_kept_and_are_asked_for_again(client, site_tree):
    for address in ADDRESSES:
        response = client.get(address)
        assert response.headers["Cache-Control"] == "no-cache"
        assert "Cookie" in response.headers["Vary"]
        assert not response.cookies


def test_answers_to_people_are_kept_by_nobody(client, site_tree, member):
    client.force_login(member)
    for address in ADDRESSES:
        assert client.get(address).headers["Cache-Control"] == "private, no-store"


def test_other_sites_are_given_no_leave(client, site_tree):
    response = client.get("/api/v1/news", headers={"origin": "https://elsewhere.example"})
    assert not [name for name in response.headers if name.lower().startswith("access-control")]


def test_errors_are_never_redirected_into_a_language(client, site_tree):
    response = client.get("/api/v1/nowhere", headers={"accept-language": "ar"})
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
