import pytest

from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_way_back_to_the_account_stands_below_it_for_those_who_have_one(client, home):
    client.force_login(UserFactory(language="en"))

    way = client.get("/en/account/data/").context["breadcrumbs"]
    assert way == [{"title": "My account", "url": "/en/account/"}]
    assert not client.get("/en/account/").context["breadcrumbs"]
    assert not client.get("/en/search/").context["breadcrumbs"]

    client.logout()
    assert not client.get("/en/account/data/erased/").context["breadcrumbs"]
