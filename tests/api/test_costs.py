"""What a request costs does not grow with what it shows."""

import pytest
from wagtail.models import PageViewRestriction

from tests.api.conftest import RENDITIONS_LEFT_OPEN
from tests.core.translations import translate
from tests.factories import (
    CaseLawPageFactory,
    LegislationPageFactory,
    NewsArticlePageFactory,
    SiteDocumentFactory,
    SiteImageFactory,
    StandardPageFactory,
    body,
)

pytestmark = [pytest.mark.django_db, RENDITIONS_LEFT_OPEN]

TERMS = {"countries": ["KE", "BR"], "focus_areas": ["ilo"]}


def rich_body(count):
    """Return a body with a number of pictures, files and linked pages."""
    blocks = []
    for _number in range(count):
        target = NewsArticlePageFactory()
        value = {"alt_text": "A picket", "is_decorative": False, "caption": ""}
        blocks += [
            ("paragraph", f'<p><a linktype="page" id="{target.pk}">one</a></p>'),
            ("image", {"image": SiteImageFactory().pk, **value}),
            ("document", {"document": SiteDocumentFactory().pk, "title": ""}),
        ]
    return body(
        *(
            {"type": kind, "value": value, "id": f"c0000000-0000-4000-8000-{number:012}"}
            for number, (kind, value) in enumerate(blocks)
        )
    )


def test_a_list_of_news_costs_the_same_for_one_and_for_twenty(cost, news_index):
    restricted = NewsArticlePageFactory()
    PageViewRestriction.objects.create(page=restricted, restriction_type="login")
    translate(NewsArticlePageFactory(**TERMS), "ar")
    one = cost("/news", locale="ar")
    NewsArticlePageFactory.create_batch(19, **TERMS)
    assert cost("/news", locale="ar") == one <= 6
    assert cost("/news", locale="ar", limit=1) == one
    assert cost("/news", locale="ar", limit=100, country="KE", focus="ilo") == one


def test_a_list_of_entries_costs_the_same_for_one_and_for_twenty(cost, library_index):
    rows = {"other_titles": [{"language": "ar", "title": "عنوان"}], **TERMS}
    restricted = CaseLawPageFactory()
    PageViewRestriction.objects.create(page=restricted, restriction_type="login")
    CaseLawPageFactory(**rows)
    one = cost("/library", locale="ar")
    for _number in range(10):
        CaseLawPageFactory(**rows)
        LegislationPageFactory(**rows)
    assert cost("/library", locale="ar") == one <= 6
    assert cost("/library", locale="ar", limit=100, region="002", language="en") == one


def test_an_article_costs_the_same_however_rich_it_is(cost, news_index):
    one = NewsArticlePageFactory(body=rich_body(1), **TERMS)
    many = NewsArticlePageFactory(body=rich_body(8), **TERMS)
    translate(many, "fr")
    expected = cost(f"/news/{one.translation_key}", locale="ar")
    assert expected <= 6
    assert cost(f"/news/{many.translation_key}", locale="ar") == expected


def test_an_entry_costs_the_same_however_rich_it_is(cost, library_index):
    def case(count):
        return CaseLawPageFactory(
            body=rich_body(count),
            citations=[{"system": "docket", "text": f"{n}/26"} for n in range(count)],
            people=[{"role": "judge", "name": f"Judge {n}"} for n in range(count)],
            files=[{"document": SiteDocumentFactory()} for n in range(count)],
            **TERMS,
        )

    expected = cost(f"/library/{case(1).translation_key}", locale="ar")
    assert expected <= 6
    assert cost(f"/library/{case(8).translation_key}", locale="ar") == expected


def test_a_page_by_its_path_costs_the_same_however_rich_it_is(cost, site_tree):
    StandardPageFactory(slug="short", body=rich_body(1))
    StandardPageFactory(slug="long", body=rich_body(8))
    expected = cost("/pages/by-path", path="/short/", locale="ar")
    assert expected <= 6
    assert cost("/pages/by-path", path="/long/", locale="ar") == expected
