"""The OpenAPI document: valid, complete, and changed only on purpose."""

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

pytestmark = pytest.mark.django_db

#: What front-ends are built against. Taking one away needs a new version of the API.
OPERATIONS = {
    "/api/v1/library": "listLibrary",
    "/api/v1/library/instruments/{code}": "getInstrument",
    "/api/v1/library/{id}": "getLibraryEntry",
    "/api/v1/locales": "listLocales",
    "/api/v1/members": "listMembers",
    "/api/v1/members/{token}": "getMember",
    "/api/v1/news": "listNews",
    "/api/v1/news/{id}": "getNews",
    "/api/v1/pages/by-path": "getPageByPath",
    "/api/v1/search": "search",
    "/api/v1/taxonomies/countries": "listCountries",
    "/api/v1/taxonomies/focus-areas": "listFocusAreas",
    "/api/v1/taxonomies/regions": "listRegions",
    "/api/v1/taxonomies/subjects": "listSubjects",
}
PARAMETERS = {
    "getInstrument": {"code", "fallback", "fields", "locale"},
    "getLibraryEntry": {"fallback", "fields", "id", "locale"},
    "getMember": {"fields", "locale", "token"},
    "getNews": {"fallback", "fields", "id", "locale"},
    "getPageByPath": {"fallback", "fields", "locale", "path"},
    "listCountries": {"fields", "labels", "locale"},
    "listFocusAreas": {"fields", "labels", "locale"},
    "listLibrary": {
        *("country", "fallback", "fields", "focus", "language", "limit", "locale", "offset"),
        *("region", "sort", "subject", "type", "verified", "year", "year_gte", "year_lte"),
    },
    "listLocales": {"fields", "locale"},
    "listMembers": {
        *(
            "accepts",
            "country",
            "cursor",
            "expertise",
            "fields",
            "language",
            "limit",
            "locale",
            "q",
        ),
    },
    "listNews": {
        *("country", "date_gte", "date_lte", "fallback", "fields", "focus", "is_highlight"),
        *("limit", "locale", "offset", "sort"),
    },
    "listRegions": {"fields", "labels", "locale"},
    "listSubjects": {"fields", "labels", "locale"},
    "search": {
        *("country", "fields", "focus", "instrument", "kind", "language", "limit", "locale"),
        *("offset", "q", "region", "sort", "subject", "type", "year_gte", "year_lte"),
    },
}


@pytest.fixture
def document(read):
    return read("/openapi.json")


def test_the_document_is_valid_openapi_3_1(document):
    assert document["openapi"].startswith("3.1")
    assert document["info"]["title"] == "ILAW Network API"
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_operations_are_the_promised_ones(document):
    found = {
        path: {method: operation["operationId"] for method, operation in methods.items()}
        for path, methods in document["paths"].items()
    }
    assert found == {path: {"get": name} for path, name in OPERATIONS.items()}


def test_parameters_are_the_promised_ones(document):
    found = {
        methods["get"]["operationId"]: {p["name"] for p in methods["get"]["parameters"]}
        for methods in document["paths"].values()
    }
    assert found == PARAMETERS


def test_every_operation_documents_its_errors_as_problems(document):
    for methods in document["paths"].values():
        responses = methods["get"]["responses"]
        assert {"200", "304", "422"} <= responses.keys()
        for status, response in responses.items():
            if status >= "400":
                assert list(response["content"]) == ["application/problem+json"]


def test_blocks_and_page_types_are_told_apart_by_type(document):
    schemas = document["components"]["schemas"]
    body = schemas["NewsArticle"]["properties"]["body"]["items"]
    assert set(body["discriminator"]["mapping"]) == {
        *("heading", "paragraph", "quote", "notice", "image", "document"),
    }
    by_path = document["paths"]["/api/v1/pages/by-path"]["get"]["responses"]["200"]
    page = by_path["content"]["application/json"]["schema"]
    assert {"home", "page", "news", "case", "library-section"} <= set(
        page["discriminator"]["mapping"]
    )


def test_the_documentation_page_is_for_people_of_the_site(client, editor, member):
    assert client.get("/api/v1/docs").status_code == 404
    client.force_login(member)
    assert client.get("/api/v1/docs").status_code == 404
    client.force_login(editor)
    response = client.get("/api/v1/docs")
    assert response.status_code == 200
    # Everything it loads comes from this host.
    assert "//" not in response.content.decode().replace("<!--", "").replace("-->", "")
