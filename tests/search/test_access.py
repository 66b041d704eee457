"""What a reader may not open is in no hit, snippet or count she gets."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from wagtail.models import PageViewRestriction

from search.indexing import rebuild
from search.query import SearchQuery
from tests.accounts.factories import UserFactory
from tests.core.translations import translate
from tests.library.factories import CaseLawPageFactory
from tests.news.factories import NewsArticlePageFactory
from tests.search.conftest import answer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("every_engine")]

SECRET = "lockout"


@pytest.fixture
def secret(site_tree):
    """Return an article that is live in two languages, beside a public one."""
    article = NewsArticlePageFactory(
        title="Quiet plans",
        summary=f"A {SECRET} is planned.",
        countries=["KE"],
        focus_areas=["ilo"],
    )
    translate(article, "fr")
    NewsArticlePageFactory(title="Open plans", summary="A strike.", countries=["ZA"])
    rebuild()
    return article


def seen(viewer, text=""):
    """Return everything that a viewer gets to see of a search."""
    results = answer(SearchQuery(text, viewer=viewer))
    return {
        "total": results.total,
        "titles": {hit.title for hit in results.hits},
        "snippets": "".join(hit.snippet.html for hit in results.hits if hit.snippet),
        "countries": dict(results.facets["country"]),
        "languages": dict(results.facets["language"]),
    }


def assert_hidden(viewer):
    assert seen(viewer, SECRET) == {
        "total": 0,
        "titles": set(),
        "snippets": "",
        "countries": {},
        "languages": {},
    }
    everything = seen(viewer)
    assert everything["total"] == 1
    assert everything["titles"] == {"Open plans"}
    assert everything["countries"] == {"ZA": 1}
    assert everything["languages"] == {"en": 1}


def assert_shown(viewer):
    assert SECRET in seen(viewer, SECRET)["snippets"]
    everything = seen(viewer)
    assert everything["total"] == 2
    assert everything["countries"] == {"ZA": 1, "KE": 1}
    assert everything["languages"] == {"en": 2, "fr": 1}


def test_a_page_for_signed_in_readers_is_hidden_from_others(secret):
    assert_shown(AnonymousUser())
    PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)
    assert_hidden(AnonymousUser())
    assert_hidden(None)
    assert_shown(UserFactory())


def test_a_page_for_a_group_is_hidden_from_everyone_else(secret):
    group = Group.objects.create(name="Strike committee")
    restriction = PageViewRestriction.objects.create(
        page=secret, restriction_type=PageViewRestriction.GROUPS
    )
    restriction.groups.add(group)
    inside, outside = UserFactory(), UserFactory()
    inside.groups.add(group)
    assert_hidden(AnonymousUser())
    assert_hidden(outside)
    assert_shown(inside)
    assert_shown(UserFactory(superuser=True))


def test_a_page_with_a_password_is_hidden_from_every_list(secret):
    PageViewRestriction.objects.create(
        page=secret, restriction_type=PageViewRestriction.PASSWORD, password="open"
    )
    assert_hidden(AnonymousUser())
    assert_hidden(UserFactory())


def test_a_restricted_section_hides_what_is_below_it_until_it_is_opened(secret, news_index):
    restriction = PageViewRestriction.objects.create(
        page=news_index, restriction_type=PageViewRestriction.LOGIN
    )
    assert seen(AnonymousUser())["total"] == 0
    restriction.delete()
    assert_shown(AnonymousUser())


def test_a_page_moved_into_a_restricted_section_is_hidden_without_indexing(
    site_tree, secret, news_index
):
    from news.models import NewsIndexPage

    private = NewsIndexPage(title="Members", slug="members")
    site_tree.home["en"].add_child(instance=private)
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    secret.move(private, pos="last-child")
    # Its French translation stays where it was: it is shown, the hidden one is not.
    assert seen(AnonymousUser())["languages"] == {"en": 1, "fr": 1}


def test_restricted_entries_of_the_library_are_hidden_too(site_tree):
    entry = CaseLawPageFactory(title="Sealed case", holding=f"The {SECRET} was lawful.")
    rebuild()
    assert seen(AnonymousUser(), SECRET)["total"] == 1
    PageViewRestriction.objects.create(page=entry, restriction_type=PageViewRestriction.LOGIN)
    assert seen(AnonymousUser(), SECRET)["total"] == 0
    assert seen(UserFactory(), SECRET)["total"] == 1
