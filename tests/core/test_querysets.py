"""One row per work, the reader's language first, and only what she may see."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from wagtail.models import PageViewRestriction

from home.groups import MEMBERS
from news.models import NewsArticlePage
from tests.core.translations import submit, translate
from tests.factories import NewsArticlePageFactory, UserFactory

pytestmark = pytest.mark.django_db


def languages(queryset):
    return sorted(page.locale.language_code for page in queryset.select_related("locale"))


def test_best_for_has_one_row_per_work_in_the_best_language(site_tree):
    everywhere = NewsArticlePageFactory(slug="everywhere")
    translate(everywhere, "ar")
    translate(everywhere, "fr")
    drafted = NewsArticlePageFactory(slug="drafted")
    submit(drafted, "ar")
    NewsArticlePageFactory(slug="spanish", parent=site_tree.news["es"])
    articles = NewsArticlePage.objects.best_for("ar")
    assert languages(articles) == ["ar", "en", "es"]
    assert languages(NewsArticlePage.objects.best_for("fr")) == ["en", "es", "fr"]


def test_best_for_prefers_a_chain_when_given(site_tree):
    article = NewsArticlePageFactory(slug="strike")
    translate(article, "es")
    assert languages(NewsArticlePage.objects.best_for("ar", ("ar", "es"))) == ["es"]
    assert languages(NewsArticlePage.objects.best_for("ar", ("ar",))) == []


def test_best_for_composes_with_facts_and_pages(site_tree):
    for number in range(3):
        article = NewsArticlePageFactory(countries=["KE", "ZA"], slug=f"n{number}")
        translate(article, "de")
    found = NewsArticlePage.objects.best_for("de").about(country="KE").newest_first()
    assert found.count() == 3
    assert languages(found[:2]) == ["de", "de"]


def restrict(page, kind, groups=()):
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind)
    restriction.groups.set(groups)
    return restriction


def test_visible_to_knows_each_kind_of_restriction(news_index):
    members = Group.objects.get(name=MEMBERS)
    pages = {
        kind: NewsArticlePageFactory(slug=kind)
        for kind in ("public", "login", "groups", "password")
    }
    restrict(pages["login"], PageViewRestriction.LOGIN)
    restrict(pages["groups"], PageViewRestriction.GROUPS, [members])
    restrict(pages["password"], PageViewRestriction.PASSWORD)
    NewsArticlePageFactory(slug="draft", draft=True)

    def seen(user):
        return set(NewsArticlePage.objects.visible_to(user).values_list("slug", flat=True))

    assert seen(AnonymousUser()) == seen(None) == {"public"}
    assert seen(UserFactory()) == {"public", "login"}
    assert seen(UserFactory(is_member=True)) == {"public", "login", "groups"}
    assert seen(UserFactory(superuser=True)) == {"public", "login", "groups", "password"}


def test_restricting_a_section_hides_what_lies_below(news_index):
    NewsArticlePageFactory(slug="below")
    restriction = restrict(news_index, PageViewRestriction.LOGIN)
    assert not NewsArticlePage.objects.visible_to(None).exists()
    restriction.delete()
    assert NewsArticlePage.objects.visible_to(None).exists()
