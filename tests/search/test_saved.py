"""Saving a search, looking after it, and stopping its mail from the mail itself."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from core.portal import sections_for
from notifications.composing import stop_url
from notifications.services import deliver_due
from privacy import services as privacy
from privacy.registry import personal_data
from search import alerts, saved
from search.enums import Frequency
from search.indexing import index_pending_works
from search.models import SavedSearch, SentWork
from search.parameters import question_of
from tests.accounts.factories import UserFactory
from tests.library.factories import CaseLawPageFactory
from tests.search.alert_scenes import mails, morning, reported, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    """Return somebody who is signed in."""
    user = UserFactory()
    client.force_login(user)
    return user


def page_of(client, name, *args, query="", **kwargs):
    """Return a page of saved searches."""
    url = reverse(f"saved_searches:{name}", args=args) + (f"?{query}" if query else "")
    return client.get(url, **kwargs).content.decode()


def post(client, place, /, *args, query="", **data):
    """Send a form of saved searches, and return what the reader sees then."""
    url = reverse(f"saved_searches:{place}", args=args) + (f"?{query}" if query else "")
    return client.post(url, data, follow=True).content.decode()


# --- Saving ---------------------------------------------------------------------------------


def test_the_search_page_leads_to_saving_and_who_is_not_signed_in_to_signing_in(
    client, site_tree, reader
):
    link = "/en/account/searches/new/?q=dockers&amp;country=KE"
    address = "/en/search/?q=dockers&country=KE"
    shown = client.get(address).content.decode()
    assert f'href="{link}"' in shown
    assert "Sign in to save" not in shown
    assert "account/searches" not in client.get("/en/search/").content.decode()

    client.logout()
    shown = client.get(address).content.decode()
    assert f'href="{link}"' in shown
    assert "Sign in to save" in shown
    response = client.get("/en/account/searches/new/?q=dockers&country=KE")
    assert response.status_code == 302
    assert "next=/en/account/searches/new/%3Fq%3Ddockers%26country%3DKE" in response["Location"]


def test_saving_shows_what_it_would_have_reported_and_keeps_the_search(client, site_tree, reader):
    for number in range(3):
        page = CaseLawPageFactory(title=f"Dockers {number}", countries=["KE"])
    page_type = type(page)
    page_type.objects.filter(pk=page.pk).update(
        first_published_at=timezone.now() - timedelta(days=31)
    )
    index_pending_works()
    query = "q=dockers&country=KE&sort=oldest"
    shown = page_of(client, "new", query=query)
    assert "In the last 30 days it would have told you of 2 new works." in shown
    assert 'value="dockers, Kenya"' in shown

    shown = post(client, "new", query=query, name=" Ports \n of Kenya", frequency="weekly")
    assert "The search is saved." in shown
    search = SavedSearch.objects.get()
    assert (search.user, search.name) == (reader, "Ports of Kenya")
    assert (search.frequency, search.language) == (Frequency.WEEKLY, "en")
    assert search.address == "q=dockers&country=KE"
    assert '<a href="/en/search/?q=dockers&amp;country=KE">' in shown
    assert "Kenya</bdi></span>" in shown


def test_the_same_search_is_saved_once_by_one_person(client, site_tree, reader):
    first = save(reader, "q=Dockers&country=KE&country=TZ")
    other = save(UserFactory(), "q=Dockers&country=KE&country=TZ")
    query = "country=TZ&q=dockers&country=KE&page=2&sort=added"
    shown = post(client, "new", query=query, name="Again", frequency="off")

    assert "You have saved this search before" in shown
    assert SavedSearch.objects.filter(user=reader).get() == first
    assert first.fingerprint != other.fingerprint


@pytest.mark.parametrize("query", ["", "q=", "q=***", "sort=added", "page=3", "q=%00"])
def test_a_search_for_everything_is_not_saved(client, site_tree, reader, query):
    sent = {"name": "Everything", "frequency": "daily"}
    assert "this would be everything" in page_of(client, "new", query=query)
    assert "this would be everything" in post(client, "new", query=query, **sent)
    assert not SavedSearch.objects.exists()
    with pytest.raises(saved.TooBroadError):
        save(reader, query)

    assert "The search is saved." in post(client, "new", query="type=case", **sent)


@pytest.mark.parametrize("query", ["q=a&country=XX", "q=a&sort=best", "q=a&page=x", "kind=none"])
def test_a_search_that_does_not_exist_cannot_be_saved(client, site_tree, reader, query):
    url = reverse("saved_searches:new")
    assert client.get(f"{url}?{query}").status_code == 404
    assert client.post(f"{url}?{query}", {"name": "a", "frequency": "off"}).status_code == 404


def test_nobody_saves_more_searches_than_the_limit(client, site_tree, reader, monkeypatch):
    monkeypatch.setattr(saved, "LIMIT", 2)
    save(UserFactory(), "q=theirs")
    for word in ("first", "second"):
        save(reader, f"q={word}")
    sent = {"name": "Third", "frequency": "daily"}
    shown = post(client, "new", query="q=third", **sent)
    assert "You have 2 saved searches, the most there can be." in shown
    assert SavedSearch.objects.filter(user=reader).count() == 2

    SavedSearch.objects.filter(user=reader).first().delete()
    assert "The search is saved." in post(client, "new", query="q=third", **sent)


@pytest.mark.parametrize("sent", [{"name": ""}, {"frequency": "hourly"}, {"name": "x" * 101}])
def test_a_form_that_is_wrong_says_so(client, site_tree, reader, sent):
    shown = post(client, "new", query="q=a", **({"name": "a", "frequency": "daily"} | sent))
    assert "Error:" in shown
    assert not SavedSearch.objects.exists()


# --- Looking after them ---------------------------------------------------------------------


def test_a_search_is_renamed_told_more_rarely_and_deleted(client, site_tree, reader):
    search = save(reader)
    assert "My case" in page_of(client, "change", search.token)
    post(client, "change", search.token, name="Renamed", frequency="weekly")
    search.refresh_from_db()
    assert (search.name, search.frequency) == ("Renamed", Frequency.WEEKLY)
    post(client, "frequency", search.token, frequency="off")
    search.refresh_from_db()
    assert search.frequency == Frequency.OFF
    assert "Choose how often" in post(client, "frequency", search.token, frequency="hourly")

    assert "Renamed" in page_of(client, "delete", search.token)
    assert SavedSearch.objects.exists()
    assert "The search is deleted." in post(client, "delete", search.token)
    assert not SavedSearch.objects.exists()


def test_nobody_sees_or_changes_another_s_search(client, site_tree, reader):
    own, other = save(reader), save(UserFactory(), "q=theirs")
    assert "theirs" not in page_of(client, "list")
    sent = {"name": "Mine", "frequency": "off"}
    for name, method in (
        *(("change", "get"), ("change", "post"), ("frequency", "post")),
        *(("delete", "get"), ("delete", "post")),
    ):
        for search, status in ((other, {404}), (own, {200, 302})):
            url = reverse(f"saved_searches:{name}", args=[search.token])
            assert getattr(client, method)(url, sent).status_code in status, (name, method)

    other.refresh_from_db()
    assert (other.name, other.frequency) == ("My case", Frequency.DAILY)
    assert not SavedSearch.objects.filter(pk=own.pk).exists()


@pytest.mark.parametrize("name", ["new", "change", "frequency", "delete"])
def test_nothing_is_changed_from_another_site(site_tree, name):
    from django.test import Client

    client, user = Client(enforce_csrf_checks=True), UserFactory()
    client.force_login(user)
    search = save(user)
    args = [] if name == "new" else [search.token]
    url = reverse(f"saved_searches:{name}", args=args) + "?q=forged"

    assert client.post(url, {"name": "Forged", "frequency": "off"}).status_code == 403
    assert SavedSearch.objects.get().name == "My case"


def test_the_list_describes_each_search_in_the_language_of_the_interface(client, site_tree, reader):
    save(reader, "q=<b>dock&country=DE&type=case&year_from=2001")
    french = client.get("/fr/account/searches/").content.decode()

    assert "<q><bdi>&lt;b&gt;dock</bdi></q>" in french
    assert "Allemagne" in french
    assert '<a href="/fr/search/?q=%3Cb%3Edock&amp;type=case&amp;country=DE' in french


def test_a_search_whose_filter_is_gone_says_so_and_can_be_deleted(client, site_tree, reader):
    search = save(reader, "q=dockers")
    SavedSearch.objects.filter(pk=search.pk).update(address="q=dockers&focus=gone")

    assert "does not exist any more" in page_of(client, "list")
    assert alerts.run(morning()) == 0
    assert "The search is deleted." in post(client, "delete", search.token)


def test_the_list_asks_no_more_for_twenty_searches_than_for_one(
    client, site_tree, reader, django_assert_num_queries, django_assert_max_num_queries
):
    save(reader, "q=word&country=KE")
    page_of(client, "list")
    with django_assert_max_num_queries(30) as asked:
        page_of(client, "list")
    for number in range(20):
        save(reader, f"q=word{number}&country=KE&type=case")
    with django_assert_num_queries(len(asked)):
        page_of(client, "list")


def test_the_account_says_how_many_searches_are_saved(reader):
    (section,) = [s for s in sections_for(reader) if s.name == "saved_searches"]
    assert section.summary(reader) == ""
    save(reader)
    assert section.summary(reader) == "1 saved search"


# --- Stopping, without signing in -----------------------------------------------------------


def reported_mail(user):
    """Return a mail about new works."""
    CaseLawPageFactory(title="Dockers v Port")
    index_pending_works()
    alerts.run(morning())
    return mails(user)[-1]


def test_one_search_is_stopped_by_its_link_without_signing_in_and_turned_on_again(
    client, site_tree
):
    user = UserFactory()
    stopped, other = save(user), save(user, "q=port")
    mail = reported_mail(user)
    links = re.findall(r"http\S+/account/searches/stop/\S+", mail.text)
    paths = ["/" + link.split("/", 3)[3] for link in links]
    (path,) = [p for p in paths if saved.search_of_stop(p.rstrip("/").split("/")[-1]) == stopped]

    shown = client.get(path).content.decode()
    assert "Send me no more of these" in shown
    for word in ("My case", "dockers", user.email):
        assert word not in shown
    stopped.refresh_from_db()
    assert stopped.frequency == Frequency.DAILY

    assert "You get no more mail about this search." in client.post(path).content.decode()
    for search, frequency in ((stopped, Frequency.OFF), (other, Frequency.DAILY)):
        search.refresh_from_db()
        assert search.frequency == frequency

    CaseLawPageFactory(title="Dockers, the appeal", holding="")
    index_pending_works()
    alerts.run(morning(2))
    assert "Dockers, the appeal" not in reported(user)

    client.force_login(user)
    post(client, "frequency", stopped.token, frequency="daily")
    alerts.run(morning(3))
    assert reported(user)[-1] == "Dockers, the appeal"


def test_the_kind_of_mail_is_stopped_with_one_click_as_mail_programs_do(
    client, site_tree, mailoutbox
):
    user = UserFactory()
    save(user)
    mail = reported_mail(user)
    deliver_due(morning())
    headers = mailoutbox[0].message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Unsubscribe"] == f"<{stop_url(mail)}>"
    path = "/" + stop_url(mail).split("/", 3)[3]
    client.post(path, {"List-Unsubscribe": "One-Click"})

    CaseLawPageFactory(title="Dockers, the appeal")
    index_pending_works()
    alerts.run(morning(2))
    deliver_due(morning(2))
    assert len(mailoutbox) == 1
    assert reported(user) == ["Dockers v Port", "Dockers, the appeal"]

    client.force_login(user)
    assert "You have turned off mail about saved searches." in page_of(client, "list")


def test_a_stop_link_that_was_changed_or_whose_search_is_gone_opens_nothing(client, site_tree):
    search = save(UserFactory())
    signed = saved.sign_stop(search)
    url = reverse("saved_searches:stop", args=[signed])
    assert client.get(url).status_code == 200
    assert client.get(reverse("saved_searches:stop", args=[signed[:-1]])).status_code == 404
    other = signed.replace(search.token, save(UserFactory()).token)
    assert client.post(reverse("saved_searches:stop", args=[other])).status_code == 404
    search.delete()
    assert client.get(url).status_code == 404


# --- What is kept of a person ---------------------------------------------------------------


def test_name_and_search_lie_sealed(reader):
    save(reader, "q=zauberkraut")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM search_savedsearch")
        row = str(cursor.fetchall())

    assert "zauberkraut" not in row
    assert "My case" not in row
    assert SavedSearch.objects.get().address == "q=zauberkraut"


def test_a_person_s_copy_has_her_searches_and_erasing_her_takes_them(site_tree, reader):
    other = UserFactory()
    save(reader)
    save(other)
    mail = reported_mail(reader)
    (data,) = [data for data in personal_data() if data.name == "search"]
    (search,) = data.export(reader)["saved_searches"]
    assert (search["name"], search["search"]) == ("My case", "q=dockers")
    assert len(search["reported"]) == 1
    (letters,) = [data for data in personal_data() if data.name == "notifications"]
    assert "Dockers v Port" in letters.export(reader)["letters"][0]["paragraphs"]
    json.dumps(search, default=str)

    privacy.forget(reader, actor=None)
    assert SavedSearch.objects.get().user == other
    assert SentWork.objects.get().saved_search.user == other
    assert not type(mail).objects.filter(pk=mail.pk).exists()


def test_nothing_about_a_search_is_in_its_reference(reader):
    search = save(reader, "q=zauberkraut")
    assert str(search) == f"Saved search {search.token}"
    question = question_of(QueryDict(search.address))
    assert question.text == "zauberkraut"
