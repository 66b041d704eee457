"""Any page of the site can be read by its address, with its text as typed blocks."""

from urllib.parse import urljoin

import pytest
from django.core.files.storage import default_storage

from core.languages import language_codes
from core.models import BasePage
from home.models import HomePage
from tests.api.conftest import RENDITIONS_LEFT_OPEN
from tests.core.translations import translate
from tests.factories import (
    PAGE_FACTORIES,
    NewsArticlePageFactory,
    SiteDocumentFactory,
    SiteImageFactory,
    StandardPageFactory,
    TopicPageFactory,
    body,
    example,
)

pytestmark = pytest.mark.django_db

TYPES = {
    "HomePage": "home",
    "StandardPage": "page",
    "TopicIndexPage": "topics",
    "TopicPage": "topic",
    "AdvisoryBoardPage": "advisory-board",
    "NewsIndexPage": "news-section",
    "NewsArticlePage": "news",
    "LibraryIndexPage": "library-section",
    "LegislationPage": "legislation",
    "CaseLawPage": "case",
    "InstrumentPage": "instrument",
    "ArticlePage": "article",
    "ReportPage": "report",
    "BriefPage": "brief",
    "ToolkitPage": "toolkit",
}


def block(kind, value, number=1):
    return {"type": kind, "value": value, "id": f"b0000000-0000-4000-8000-{number:012}"}


def by_path(read, path, status=200, **params):
    return read("/pages/by-path", status, path=path, **params)


@pytest.mark.parametrize("model", PAGE_FACTORIES, ids=lambda model: model.__name__)
def test_every_page_type_can_be_read_in_every_language(read, site_tree, model: type[BasePage]):
    page = example(model)
    for code in language_codes():
        answer = by_path(read, f"/{page.site_path}", locale=code)
        assert answer["type"] == TYPES[model.__name__]
        assert answer["requested_locale"] == code
        assert answer["path"] == f"/{page.site_path}"


@pytest.mark.parametrize(
    "path", ["/news/strike/", "news/strike", "/news/strike", "//news//strike/"]
)
def test_slashes_around_a_path_are_no_matter(read, news_index, path):
    NewsArticlePageFactory(slug="strike")
    assert by_path(read, path)["path"] == "/news/strike/"


def test_a_prefix_says_the_language_unless_locale_does(read, news_index):
    translate(NewsArticlePageFactory(slug="strike", title="Strike", countries=["KE"]), "ar")
    answer = by_path(read, "/ar/news/strike/")
    assert (answer["requested_locale"], answer["title"]) == ("ar", "[ar] Strike")
    assert answer["countries"][0]["label"] == "كينيا"
    assert by_path(read, "/ar/news/strike/", locale="en")["title"] == "Strike"


def test_the_home_page_is_at_the_root(read, site_tree):
    assert by_path(read, "/")["type"] == "home"
    answer = by_path(read, "/fr/")
    assert answer["type"] == "home"
    assert answer["served_locale"] == "fr"


@pytest.mark.parametrize(
    "path", ["/nowhere/", "/news/strike/more/", "/library/type/case/", "/xx/news/", "/../", "/%00/"]
)
def test_what_is_no_page_is_not_found(read, site_tree, path):
    by_path(read, path, 404)


def test_drafts_are_not_found(read, news_index):
    NewsArticlePageFactory(slug="draft", draft=True)
    by_path(read, "/news/draft/", 404)


def test_texts_are_typed_blocks(read, site_tree):
    StandardPageFactory(slug="about", body=body())
    blocks = by_path(read, "/about/")["body"]
    assert [
        (b["type"], {k: v for k, v in b.items() if k not in ("type", "id")}) for b in blocks
    ] == [
        ("heading", {"text": "What was decided"}),
        (
            "paragraph",
            {"html": "<p>The tribunal found for <b>the drivers</b>.</p><ul><li>Pay</li></ul>"},
        ),
        ("quote", {"text": "Labour is not a commodity.", "attribution": "Declaration, 1944"}),
        ("notice", {"text": "An appeal is open."}),
    ]


def test_links_lead_to_the_readers_language(read, site_tree):
    target = NewsArticlePageFactory(slug="strike")
    draft = NewsArticlePageFactory(draft=True)
    document = SiteDocumentFactory()
    StandardPageFactory(
        slug="about",
        body=body(
            block("paragraph", f'<p><a linktype="page" id="{target.pk}">one</a></p>', 1),
            block("paragraph", f'<p><a linktype="page" id="{draft.pk}">two</a></p>', 2),
            block("paragraph", '<p><a linktype="page" id="x">three</a></p>', 3),
            block("paragraph", f'<p><a linktype="document" id="{document.pk}">four</a></p>', 4),
            block("paragraph", '<p><a href="https://example.org/?a=1&amp;b=2">five</a></p>', 5),
            block("paragraph", '<p><embed embedtype="image" id="1" format="left"/>six</p>', 6),
        ),
    )
    html = [b["html"] for b in by_path(read, "/about/", locale="ar")["body"]]
    assert html == [
        '<p><a href="/ar/news/strike/">one</a></p>',
        "<p><a>two</a></p>",
        "<p><a>three</a></p>",
        f'<p><a href="http://localhost:8000{document.url}">four</a></p>',
        '<p><a href="https://example.org/?a=1&amp;b=2">five</a></p>',
        "<p>six</p>",
    ]


@RENDITIONS_LEFT_OPEN
def test_pictures_and_files_come_with_what_a_page_needs(read, site_tree):
    picture, document = SiteImageFactory(credit="An invented agency"), SiteDocumentFactory()
    value = {"alt_text": "A picket", "is_decorative": False, "caption": "At the gate"}
    StandardPageFactory(
        slug="about",
        body=body(
            block("image", {"image": picture.pk, **value}, 1),
            block("image", {"image": 999_999, **value}, 2),
            block("document", {"document": document.pk, "title": ""}, 3),
            block("document", {"document": 999_999, "title": "Gone"}, 4),
        ),
    )
    image, file = by_path(read, "/about/")["body"]
    assert image["alt_text"] == "A picket"
    assert image["credit"] == "An invented agency"
    assert {r["media_type"] for r in image["renditions"]} == {"image/webp", "image/jpeg"}
    # On this site's own media address, or on the bucket's.
    folder = urljoin("http://localhost:8000/", default_storage.url("images/"))
    assert all(r["url"].startswith(folder) for r in image["renditions"])
    assert file["title"] == document.title
    assert file["document"]["format"] == "txt"
    assert file["document"]["language"] == "en"


def test_a_picture_without_its_file_breaks_nothing(read, site_tree):
    picture = SiteImageFactory()
    picture.file.storage.delete(picture.file.name)
    StandardPageFactory(
        slug="about",
        body=body(block("image", {"image": picture.pk, "alt_text": "A picket", "caption": ""})),
    )
    assert by_path(read, "/about/")["body"][0]["renditions"] == []


def test_the_list_of_topics_names_them(read, site_tree):
    TopicPageFactory(slug="covid", title="COVID-19")
    TopicPageFactory(slug="secret", draft=True)
    answer = by_path(read, "/topics/", locale="ar")
    assert [topic["title"] for topic in answer["topics"]] == ["COVID-19"]
    assert answer["topics"][0]["is_fallback"] is True


def test_home_pages_of_all_languages_are_one_work(read, site_tree):
    assert HomePage.objects.values("translation_key").distinct().count() == 1
    assert by_path(read, "/", locale="ar")["available_locales"][0] == "ar"
