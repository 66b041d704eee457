"""What is not understood is refused by name: 404 or 422, never 500, never ignored."""

import pytest

pytestmark = pytest.mark.django_db

UUID = "0f0e0d0c-0b0a-4908-8706-050403020100"
LISTS = ["/news", "/library", "/search"]
ALL = [
    *LISTS,
    f"/news/{UUID}",
    f"/library/{UUID}",
    "/library/instruments/C987",
    "/pages/by-path?path=/",
    "/locales",
    *(f"/taxonomies/{name}" for name in ("focus-areas", "subjects", "countries", "regions")),
]
#: Address, and the parameter that is at fault.
REFUSED = [
    ("/news?focus=nonsense", "focus"),
    ("/news?focus=", "focus"),
    ("/news?focus=ilo&focus=nonsense", "focus"),
    ("/news?country=XX", "country"),
    ("/news?country=ke", "country"),
    ("/news?" + "&".join(["country=KE"] * 21), "country"),
    ("/news?date_gte=2026-02-30", "date_gte"),
    ("/news?date_gte=2026-2-3", "date_gte"),
    ("/news?date_gte=1700000000", "date_gte"),
    ("/news?date_lte=yesterday", "date_lte"),
    ("/news?is_highlight=perhaps", "is_highlight"),
    ("/news?sort=body", "sort"),
    ("/news?limit=0", "limit"),
    ("/news?limit=101", "limit"),
    ("/news?limit=ten", "limit"),
    ("/news?limit=1.5", "limit"),
    ("/news?offset=-1", "offset"),
    (f"/news?offset={'9' * 5000}", "offset"),
    ("/news?limit=5&limit=6", "limit"),
    ("/news?locale=xx", "locale"),
    ("/news?locale=EN", "locale"),
    ("/news?locale=en%00", "locale"),
    ("/news?fallback=", "fallback"),
    ("/news?fallback=fr,xx", "fallback"),
    ("/news?fallback=fr,none", "fallback"),
    ("/news?fields=title,nonsense", "fields"),
    ("/news?fields=title.more", "fields"),
    ("/news?fields=", "fields"),
    ("/news?fields=countries.nonsense", "fields"),
    ("/news?fields=body", "fields"),
    ("/news?page=2", "page"),
    ("/news?focus%5B%5D=ilo", "focus[]"),
    ("/news/1", "id"),
    ("/news/%00", "id"),
    ("/news/not-a-uuid?locale=ar", "id"),
    ("/library?type=book", "type"),
    ("/library?subject=nonsense", "subject"),
    ("/library?region=999", "region"),
    ("/library?year=0", "year"),
    ("/library?year=10000", "year"),
    ("/library?year=MMXX", "year"),
    ("/library?year_gte=-5", "year_gte"),
    ("/library?verified=maybe", "verified"),
    ("/library?language=klingonese", "language"),
    ("/library?language=%00", "language"),
    ("/library?language=en_US", "language"),
    ("/library/abc", "id"),
    ("/library/instruments/87", "code"),
    ("/library/instruments/C08७", "code"),
    ("/library/instruments/C087%0A", "code"),
    ("/taxonomies/countries?labels=some", "labels"),
    ("/taxonomies/countries?fallback=fr", "fallback"),
    ("/search?q=%00", "q"),
    ("/search?q=" + "a" * 401, "q"),
    ("/search?type=book", "type"),
    ("/search?kind=people", "kind"),
    ("/search?offset=7", "offset"),
    ("/search?instrument=87", "instrument"),
    ("/search?sort=random", "sort"),
    ("/search?year_gte=soon", "year_gte"),
    ("/pages/by-path", "path"),
    ("/pages/by-path?path=/news/%00/", "path"),
    ("/pages/by-path?path=/" + "a" * 1001, "path"),
    ("/pages/by-path?path=/&path=/news/", "path"),
    ("/pages/by-path?path=/&fields=nonsense", "fields"),
]
NOT_FOUND = [
    "/",
    "/nowhere",
    "/news/",
    "/pages",
    f"/news/{UUID}",
    f"/library/{UUID}",
    f"/news/{UUID}/more",
    "/library/instruments/C987",
    "/taxonomies/people",
    "/pages/by-path?path=/nowhere/",
    "/pages/by-path?path=/%F0%9F%92%A9/",
    "/pages/by-path?path=/%ED%A0%80/",
    "/pages/by-path?path=" + "/a" * 300,
]
#: What looks strange and is understood.
ANSWERED = [
    f"/news?offset={10**30}",
    "/library?year=1&year_lte=1",
    "/library?year=9999&year_lte=9999",
    "/search?q=%22",
    "/search?q=%27%3B%20DROP%20TABLE",
    "/search?q=AND+OR+NEAR(*",
    "/search?q=%ED%A0%80",
    f"/search?offset={20 * 10**30}",
]


@pytest.mark.parametrize(("address", "parameter"), REFUSED, ids=lambda value: str(value)[:60])
def test_what_cannot_be_used_is_named(client, site_tree, address, parameter):
    response = client.get(f"/api/v1{address}")
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == 422
    assert problem["type"] == "about:blank"
    assert [error["parameter"] for error in problem["errors"]] == [parameter]
    assert all(error["detail"] for error in problem["errors"])


@pytest.mark.parametrize("address", ALL)
def test_unknown_parameters_are_refused_everywhere(client, site_tree, address):
    mark = "&" if "?" in address else "?"
    response = client.get(f"/api/v1{address}{mark}nonsense=1&other=2")
    assert response.status_code == 422
    assert [(error["parameter"], error["source"]) for error in response.json()["errors"]] == [
        ("nonsense", "query"),
        ("other", "query"),
    ]


@pytest.mark.parametrize("address", NOT_FOUND, ids=lambda value: value[:60])
def test_what_does_not_exist_is_not_found(client, site_tree, address):
    response = client.get(f"/api/v1{address}")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == 404


@pytest.mark.parametrize("address", ANSWERED, ids=lambda value: value[:60])
def test_what_is_only_strange_is_answered(client, site_tree, address):
    response = client.get(f"/api/v1{address}")
    assert response.status_code == 200
    assert response.json()["items"] == []


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, site_tree, method):
    response = getattr(client, method)("/api/v1/news")
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD"}


def test_several_faults_are_all_named(client, site_tree):
    problem = client.get("/api/v1/news?limit=0&sort=body&country=XX").json()
    assert {error["parameter"] for error in problem["errors"]} == {"limit", "sort", "country"}
