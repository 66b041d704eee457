"""What a reader may not see is not there: by no address, in no list, in no other words."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from wagtail.models import PageViewRestriction

from core.languages import language_codes
from home.groups import MEMBERS
from tests.core.translations import translate
from tests.factories import (
    CaseLawPageFactory,
    NewsArticlePageFactory,
    StandardPageFactory,
    TopicPageFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def restrict(page, kind=PageViewRestriction.LOGIN, **fields):
    return PageViewRestriction.objects.create(page=page, restriction_type=kind, **fields)


@pytest.fixture
def article(news_index):
    """Return an article in two languages."""
    article = NewsArticlePageFactory(slug="plan", title="A quiet plan")
    translate(article, "ar")
    return article


def addresses(article):
    for code in language_codes():
        yield f"/api/v1/news/{article.translation_key}?locale={code}"
        yield f"/api/v1/pages/by-path?path=/news/plan/&locale={code}"


def test_hidden_and_absent_answer_the_same(client, article):
    restrict(article)
    absent = client.get(f"/api/v1/news/{uuid4()}")
    assert absent.status_code == 404
    for address in addresses(article):
        hidden = client.get(address)
        same = client.get(
            address.replace("plan", "none").replace(str(article.translation_key), str(uuid4()))
        )
        assert hidden.status_code == 404
        assert hidden.content == same.content
        assert hidden.headers == same.headers


def test_hidden_works_are_in_no_list_and_no_number(read, article):
    case = CaseLawPageFactory()
    restrict(article)
    restrict(case)
    for path in ("/news", "/library"):
        for code in language_codes():
            answer = read(path, locale=code)
            assert (answer["total"], answer["items"]) == (0, [])


def test_a_section_hides_what_is_below_it(client, read, article):
    restrict(article.get_parent())
    assert read("/news")["total"] == 0
    assert {client.get(address).status_code for address in addresses(article)} == {404}


def test_who_may_see_it_reads_it_and_nobody_keeps_it(client, article, member):
    restrict(article)
    client.force_login(member)
    for address in addresses(article):
        response = client.get(address)
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "private, no-store"
    assert client.get("/api/v1/news").json()["total"] == 1


def test_groups_are_honoured(client, article):
    restriction = restrict(article, PageViewRestriction.GROUPS)
    restriction.groups.add(Group.objects.get(name=MEMBERS))
    member = UserFactory()
    client.force_login(member)
    assert {client.get(address).status_code for address in addresses(article)} == {404}
    member.groups.add(Group.objects.get(name=MEMBERS))
    assert {client.get(address).status_code for address in addresses(article)} == {200}


def test_a_password_opens_the_page_in_its_session_only(client, article):
    restriction = restrict(article, PageViewRestriction.PASSWORD, password="open sesame")
    address = f"/api/v1/news/{article.translation_key}"
    assert client.get(address).status_code == 404
    session = client.session
    session["passed_page_view_restrictions"] = [restriction.pk]
    session.save()
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    # Lists show what is everyone's.
    assert client.get("/api/v1/news").json()["total"] == 0


def test_restricting_and_lifting_work_at_once(client, article):
    address = f"/api/v1/news/{article.translation_key}"
    assert client.get(address).status_code == 200
    restriction = restrict(article)
    assert client.get(address).status_code == 404
    restriction.delete()
    assert client.get(address).status_code == 200


def test_hidden_topics_are_not_listed(read, site_tree):
    restrict(TopicPageFactory())
    assert read("/pages/by-path", path="/topics/")["topics"] == []


def test_other_pages_are_hidden_too(client, site_tree, member):
    restrict(StandardPageFactory(slug="inside"))
    assert client.get("/api/v1/pages/by-path?path=/inside/").status_code == 404
    client.force_login(member)
    assert client.get("/api/v1/pages/by-path?path=/inside/").status_code == 200
