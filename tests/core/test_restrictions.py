"""What is private in one language is private in all, at once, and so is what is opened again."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import PageViewRestriction

from core.languages import language_codes
from home.groups import EDITORS, MEMBERS
from tests.core.translations import translate
from tests.factories import NewsArticlePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(news_index):
    """Return an article that is live in three languages."""
    article = NewsArticlePageFactory(slug="strike", title="A quiet plan")
    translate(article, "ar")
    translate(article, "fr")
    return article


def statuses(client):
    return {client.get(f"/{code}/news/strike/").status_code for code in language_codes()}


def test_restricting_a_page_restricts_its_translations(client, article):
    assert statuses(client) == {200}
    restriction = PageViewRestriction.objects.create(
        page=article, restriction_type=PageViewRestriction.GROUPS
    )
    restriction.groups.add(Group.objects.get(name=MEMBERS))
    assert statuses(client) == {302}
    assert PageViewRestriction.objects.count() == 3


def test_restricting_a_translation_restricts_the_original(client, article):
    arabic = article.get_translations().get(locale__language_code="ar")
    PageViewRestriction.objects.create(page=arabic, restriction_type=PageViewRestriction.LOGIN)
    assert statuses(client) == {302}


def test_changing_groups_changes_them_in_all_languages(article):
    restriction = PageViewRestriction.objects.create(
        page=article, restriction_type=PageViewRestriction.GROUPS
    )
    restriction.groups.add(Group.objects.get(name=MEMBERS))
    restriction.groups.set([Group.objects.get(name=EDITORS)])
    for twin in PageViewRestriction.objects.all():
        assert [group.name for group in twin.groups.all()] == [EDITORS]


def test_lifting_a_restriction_lifts_it_in_all_languages(client, article):
    restriction = PageViewRestriction.objects.create(
        page=article, restriction_type=PageViewRestriction.LOGIN
    )
    restriction.delete()
    assert not PageViewRestriction.objects.exists()
    assert statuses(client) == {200}


def test_a_restriction_made_in_the_admin_is_mirrored(client, article, editor):
    client.force_login(editor)
    client.post(
        f"/admin/pages/{article.pk}/privacy/", {"restriction_type": PageViewRestriction.LOGIN}
    )
    client.logout()
    assert statuses(client) == {302}
