"""Sparse fields: a caller gets what it asks for, and nothing else."""

import pytest

from tests.factories import NewsArticlePageFactory, StandardPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(news_index):
    """Return an article with two countries."""
    return NewsArticlePageFactory(title="Strike", countries=["BR", "KE"])


def test_only_the_named_fields_are_answered(read, article):
    answer = read("/news", fields="title,countries.label")
    assert answer == {
        "total": 1,
        "limit": 20,
        "offset": 0,
        "items": [{"title": "Strike", "countries": [{"label": "Brazil"}, {"label": "Kenya"}]}],
    }


def test_parts_of_parts_are_joined(read, article):
    path = f"/news/{article.translation_key}"
    one = read(path, fields="countries.label,countries.id,source.url")
    assert one == {
        "countries": [{"id": "BR", "label": "Brazil"}, {"id": "KE", "label": "Kenya"}],
        "source": {"url": "https://example.org/judgment"},
    }
    assert read(path, fields="countries.label,countries") == read(path, fields="countries")
    assert read(path, fields="countries,countries.label") == read(path, fields="countries")


def test_blocks_can_be_cut_too(read, article):
    answer = read(f"/news/{article.translation_key}", fields="body.html,body.type")
    assert [block["type"] for block in answer["body"]] == [
        *("heading", "paragraph", "quote", "notice"),
    ]
    assert "html" in answer["body"][1]
    assert "text" not in answer["body"][0]


def test_fields_of_other_page_types_are_left_out(read, site_tree, article):
    StandardPageFactory(slug="about")
    # A caller that asks for a path cannot know which type stands there.
    answer = read("/pages/by-path", path="/about/", fields="title,type,countries,holding")
    assert set(answer) == {"title", "type"}


def test_taxonomies_and_locales_can_be_cut(read):
    assert set(read("/taxonomies/regions", fields="id,label")["items"][0]) == {"id", "label"}
    assert read("/locales", fields="code")["items"][0] == {"code": "en"}
