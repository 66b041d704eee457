"""Every answer is in the best language there is, and says which."""

import pytest

from core.languages import language_codes
from tests.core.translations import submit, translate
from tests.factories import InstrumentPageFactory, NewsArticlePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(news_index):
    """Return an article in English and French."""
    article = NewsArticlePageFactory(slug="strike", title="Strike ballot upheld", countries=["KE"])
    translate(article, "fr")
    return article


def languages(answer):
    return (
        answer["requested_locale"],
        answer["served_locale"],
        answer["is_fallback"],
        answer["available_locales"],
    )


def test_own_language_is_no_fallback(read, article):
    answer = read(f"/news/{article.translation_key}", locale="fr")
    assert languages(answer) == ("fr", "fr", False, ["fr", "en"])
    assert answer["title"] == "[fr] Strike ballot upheld"


def test_default_chain_is_that_of_the_site(read, article):
    # Arabic readers are offered French before English.
    answer = read(f"/news/{article.translation_key}", locale="ar")
    assert languages(answer) == ("ar", "fr", True, ["en", "fr"])
    assert answer["url"] == "http://localhost:8000/ar/news/strike/"
    assert answer["canonical_url"] == "http://localhost:8000/fr/news/strike/"


def test_own_chain_is_kept(read, article):
    answer = read(f"/news/{article.translation_key}", locale="ar", fallback="en,fr")
    assert languages(answer) == ("ar", "en", True, ["en", "fr"])


def test_without_fallback_only_the_own_language_exists(read, article):
    read(f"/news/{article.translation_key}", 404, locale="ar", fallback="none")
    assert read("/news", locale="ar", fallback="none")["total"] == 0
    assert read("/news", locale="fr", fallback="none")["total"] == 1


def test_lists_show_each_work_once_in_its_best_language(read, article):
    NewsArticlePageFactory(title="Only in English")
    answer = read("/news", locale="ar", sort="title")
    assert answer["total"] == 2
    assert [(item["title"], item["served_locale"]) for item in answer["items"]] == [
        ("Only in English", "en"),
        ("[fr] Strike ballot upheld", "fr"),
    ]


def test_a_submitted_translation_is_not_there_before_it_is_published(read, article):
    submit(article, "ar")
    answer = read(f"/news/{article.translation_key}", locale="ar")
    assert languages(answer) == ("ar", "fr", True, ["en", "fr"])


def test_terms_speak_the_asked_language_where_texts_cannot(read, article):
    answer = read(f"/news/{article.translation_key}", locale="ar")
    assert answer["countries"] == [{"id": "KE", "label": "كينيا"}]


def test_a_known_title_serves_in_the_asked_language(read, library_index):
    InstrumentPageFactory(
        code="C987",
        title="Invented Convention",
        other_titles=[{"language": "ar", "title": "اتفاقية مخترعة"}],
    )
    for answer in (
        read("/library/instruments/C987", locale="ar"),
        read("/library", locale="ar")["items"][0],
    ):
        assert (answer["title"], answer["title_language"]) == ("اتفاقية مخترعة", "ar")
        assert answer["served_locale"] == "en"


def test_content_language_is_that_of_the_texts(client, article):
    response = client.get(f"/api/v1/news/{article.translation_key}", {"locale": "ar"})
    assert response.headers["Content-Language"] == "fr"
    assert client.get("/api/v1/news", {"locale": "ar"}).headers["Content-Language"] == "ar"


def test_the_browsers_language_changes_nothing(client, article):
    answers = {
        client.get("/api/v1/library", headers={"accept-language": code}).content
        for code in language_codes()
    }
    assert len(answers) == 1


def test_locales_tell_names_directions_and_chains(read):
    answer = read("/locales", locale="fr")
    assert [item["code"] for item in answer["items"]] == list(language_codes())
    arabic = next(item for item in answer["items"] if item["code"] == "ar")
    assert arabic == {
        "code": "ar",
        "name": "العربية",
        "label": "arabe",
        "dir": "rtl",
        "fallback": ["fr", "en", "es", "pt", "de", "ru"],
    }
