"""Reports of saved searches: nothing missed, nothing told twice, one mail in a period."""

from __future__ import annotations

import datetime
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import PageViewRestriction

from core.embargo import open_due
from core.models import SiteDocument
from home import groups
from library import text
from notifications.enums import MailState
from notifications.models import OutgoingMail
from notifications.services import choose, deliver_due
from search import alerts, saved, services
from search.alerts import Period
from search.enums import Frequency
from search.indexing import index_pending_works, rebuild
from search.models import PendingWork, SavedSearch
from search.services import MAX_PAGE_SIZE
from tests.accounts.factories import UserFactory
from tests.core.factories import SiteDocumentFactory
from tests.core.translations import translate
from tests.library.factories import CaseLawPageFactory
from tests.news.factories import NewsArticlePageFactory
from tests.search.alert_scenes import (
    LONG_AGO,
    mails,
    monday,
    morning,
    named,
    plain,
    reported,
    save,
    works_noted,
)

pytestmark = pytest.mark.django_db


def dockers(title: str, **kwargs):
    """Return a judgment with the word that searches of these tests look for, indexed."""
    page = CaseLawPageFactory(title=title, abstract="The dockers won.", **kwargs)
    index_pending_works()
    return page


def only_for_members(page) -> None:
    """Close a page to everybody but members."""
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.GROUPS
    )
    restriction.groups.add(Group.objects.get(name=groups.MEMBERS))


@pytest.fixture
def filled(engine):
    """Return each engine in turn, with an index that holds something else."""
    engine.index([plain(9_999, "Nothing of interest.", added=LONG_AGO)])
    return engine


# --- Nothing missed -------------------------------------------------------------------------


def test_an_old_judgment_that_is_added_today_is_reported(site_tree):
    user = UserFactory()
    save(user)
    dockers("Union of Dockers v Port", date=datetime.date(1931, 5, 1))
    dockers("Same case, no word of it", holding="", body="[]").unpublish()

    assert alerts.run(morning()) == 1
    assert named(mails(user)[0]) == ["Union of Dockers v Port"]


def test_a_new_work_that_ranks_500th_is_reported(site_tree, filled):
    user = UserFactory()
    save(user, "q=dockers")
    filled.index(
        plain(number, word * 20, title=f"{word} {number}", added=LONG_AGO)
        for word, numbers in (("Dockers ", range(500)), ("Bakers ", range(500, 1100)))
        for number in numbers
    )
    page = CaseLawPageFactory(title="A long judgment", abstract="Of bread. " * 200 + "Dockers.")
    index_pending_works()
    filled.catch_up()
    query = saved.question_of_address("q=dockers").query(viewer=user, code="en", page_size=100)
    ranked = saved.walk(query)

    assert len(ranked) == 501
    assert ranked.index(next(hit for hit in ranked if hit.page_id == page.pk)) >= 499
    assert alerts.run(morning()) == 1
    assert reported(user) == ["A long judgment"]


def test_every_page_of_new_works_is_noted_and_the_mail_says_how_many_there_are(filled):
    user = UserFactory()
    search = save(user)
    count = 2 * MAX_PAGE_SIZE + 1
    filled.index(plain(number, "dockers", added=timezone.now()) for number in range(count))

    assert alerts.run(morning()) == 1
    assert works_noted(search) == count
    assert f"{count} new works" in mails(user)[0].subject
    assert alerts.run(morning(8)) == 0


def test_more_works_than_a_mail_names_are_counted_and_stand_behind_a_link(site_tree, monkeypatch):
    monkeypatch.setattr(alerts, "MAX_NAMED", 2)
    user = UserFactory()
    save(user)
    for number in range(4):
        NewsArticlePageFactory(title=f"Dockers {number}")
    index_pending_works()
    alerts.run(morning())
    mail = mails(user)[0]

    assert len(named(mail)) == 2
    assert "2 more are not named here." in mail.text
    assert "/en/search/?q=dockers&sort=added" in mail.text


def test_a_work_that_was_indexed_late_is_reported_within_the_week(filled):
    user = UserFactory()
    search = save(user)
    SavedSearch.objects.update(begins_at=LONG_AGO)
    alerts.run(monday())
    filled.index(
        [
            plain(1, "dockers", added=monday() - timedelta(days=3)),
            plain(2, "dockers", added=monday() - timedelta(days=10)),
        ]
    )

    assert alerts.run(monday() + timedelta(days=1)) == 1
    assert works_noted(search) == 1
    # The first run of a week looks at everything, so even this one is not missed.
    assert alerts.run(monday(2)) == 1
    assert works_noted(search) == 2


def test_a_work_that_waits_for_the_index_when_the_search_is_saved_is_reported(site_tree):
    user = UserFactory()
    page = CaseLawPageFactory(title="Dockers wait")
    PendingWork.objects.update(requested_at=timezone.now() - timedelta(days=4))
    page_type = type(page)
    page_type.objects.update(first_published_at=timezone.now() - timedelta(days=4))
    save(user)
    index_pending_works()

    assert alerts.run(morning()) == 1
    assert reported(user) == ["Dockers wait"]


def test_a_work_whose_words_come_later_is_reported_once_they_are_there(site_tree):
    user = UserFactory()
    save(user)
    page = CaseLawPageFactory(title="A judgment", abstract="No word of them.")
    index_pending_works()
    assert alerts.run(monday()) == 0

    page.abstract = "The dockers won."
    page.save_revision().publish()
    index_pending_works()
    assert alerts.run(monday(5)) == 1
    assert reported(user) == ["A judgment"]


def test_one_search_that_cannot_be_asked_does_not_keep_the_others(site_tree, monkeypatch, caplog):
    caplog.set_level("INFO")
    user = UserFactory()
    broken, fine = save(user, "q=dockers&country=KE"), save(user, "q=dockers")
    dockers("For both", countries=["KE"])
    search = services.search

    def ask(query):
        if query.facets["country"]:
            raise RuntimeError(f"near {query.text}: syntax error")
        return search(query)

    monkeypatch.setattr(services, "search", ask)
    alerts.run(monday())
    assert (works_noted(broken), works_noted(fine)) == (0, 1)
    assert str(broken) in caplog.text
    assert "dockers" not in caplog.text

    monkeypatch.setattr(services, "search", search)
    alerts.run(monday() + timedelta(days=1))
    assert works_noted(broken) == 1


def test_one_person_s_failure_does_not_keep_the_others(site_tree, monkeypatch, caplog):
    caplog.set_level("INFO")
    first, second = UserFactory(), UserFactory()
    save(first)
    save(second)
    dockers("For both")
    write = alerts._write

    def fail_for_first(user, *args):
        if user == first:
            raise RuntimeError("dockers")
        return write(user, *args)

    monkeypatch.setattr(alerts, "_write", fail_for_first)
    assert alerts.run(morning()) == 1
    assert (reported(first), reported(second)) == ([], ["For both"])
    assert "RuntimeError" in caplog.text
    assert "dockers" not in caplog.text

    monkeypatch.setattr(alerts, "_write", write)
    alerts.run(morning() + timedelta(minutes=10))
    assert reported(first) == ["For both"]


# --- Nothing twice --------------------------------------------------------------------------


def test_a_work_is_reported_once_however_often_windows_overlap(site_tree):
    user = UserFactory()
    save(user)
    dockers("Reported once")
    for days in (1, 2, 3, 8, 15):
        alerts.run(morning(days))

    assert reported(user) == ["Reported once"]


def test_what_she_could_see_when_she_saved_the_search_is_not_reported(site_tree):
    user = UserFactory()
    dockers("Seen")
    save(user)
    dockers("New")
    alerts.run(morning())

    assert reported(user) == ["New"]


@pytest.mark.parametrize("is_first_offline", [False, True])
def test_a_translation_of_a_reported_work_is_no_new_work(site_tree, is_first_offline):
    user = UserFactory()
    save(user)
    page = dockers("Told of already")
    alerts.run(monday())
    translate(page, "fr")
    if is_first_offline:
        page.unpublish()
    rebuild()
    alerts.run(monday() + timedelta(days=1))
    alerts.run(monday(2))

    assert reported(user) == ["Told of already"]


def test_a_translation_does_not_make_an_old_work_new_though_only_it_has_the_words(filled):
    user = UserFactory()
    search = save(user, "q=Hafenarbeiter")
    long_ago = plain(1, "port workers of old", work="old", added=LONG_AGO)
    today = {"language": "de", "added": timezone.now()}
    filled.index([long_ago, plain(2, "Hafenarbeiter", work="old", **today)])
    alerts.run(morning())
    assert works_noted(search) == 0

    filled.index([plain(3, "Hafenarbeiter", work="new", **today)])
    alerts.run(morning(8))
    assert works_noted(search) == 1


def test_a_worker_that_dies_before_the_end_leaves_nothing_done_and_the_next_does_it(
    site_tree, monkeypatch
):
    user = UserFactory()
    search = save(user)
    dockers("Not lost")
    send = alerts.send

    def die(*args, **kwargs):
        send(*args, **kwargs)
        raise SystemExit

    monkeypatch.setattr(alerts, "send", die)
    with pytest.raises(SystemExit):
        alerts.run(morning())
    assert (mails(user), works_noted(search)) == ([], 0)

    monkeypatch.setattr(alerts, "send", send)
    alerts.run(morning())
    alerts.run(morning())
    assert reported(user) == ["Not lost"]


def test_a_mail_that_cannot_be_delivered_is_tried_again_and_never_written_twice(
    site_tree, monkeypatch, mailoutbox
):
    user = UserFactory()
    save(user)
    dockers("Delivered late")
    alerts.run(morning())
    monkeypatch.setattr("notifications.delivery._Carrier.send", _refuse)
    deliver_due(morning())
    assert mails(user)[0].state == MailState.PENDING

    monkeypatch.undo()
    alerts.run(morning(2))
    deliver_due(morning(2))
    assert [mail.subject for mail in mailoutbox] == ["1 new work for your saved searches"]


def _refuse(self, message):
    raise ConnectionError


# --- One mail in a period -------------------------------------------------------------------


def test_all_searches_that_are_due_share_one_mail(site_tree):
    user = UserFactory()
    daily, weekly = save(user, "q=dockers"), save(user, "q=port", Frequency.WEEKLY)
    dockers("Dockers of the port")
    assert alerts.run(monday()) == 1
    mail = mails(user)[0]

    assert "2 new works" in mail.subject
    assert named(mail) == ["Dockers of the port"] * 2
    assert works_noted(daily) == works_noted(weekly) == 1


def test_a_day_has_one_mail_also_when_a_search_is_turned_on_after_it(site_tree):
    user = UserFactory()
    save(user, "q=dockers")
    late = save(user, "q=port", Frequency.OFF)
    dockers("Dockers of the port")
    alerts.run(morning())
    saved.set_frequency(late, Frequency.DAILY)
    assert alerts.run(morning() + timedelta(hours=1)) == 0
    assert works_noted(late) == 0

    assert alerts.run(morning(2)) == 1
    assert works_noted(late) == 1


def test_daily_weekly_and_never_run_when_they_are_due(site_tree):
    user = UserFactory()
    searches = {frequency: save(user, f"q={frequency}", frequency) for frequency in Frequency}

    def due_at(moment):
        found = set(alerts.due(Period.at(moment)))
        return {name for name, search in searches.items() if search in found}

    SavedSearch.objects.update(last_run_at=monday())
    assert due_at(monday() + timedelta(hours=20)) == set()
    assert due_at(monday() + timedelta(days=1)) == {"daily"}
    assert due_at(monday() + timedelta(days=6)) == {"daily"}
    assert due_at(monday(2) - timedelta(hours=2)) == {"daily"}
    assert due_at(monday(2)) == {"daily", "weekly"}


def test_nothing_new_writes_no_mail(site_tree):
    user = UserFactory()
    dockers("Seen")
    save(user)

    assert alerts.run(morning()) == 0
    assert not OutgoingMail.objects.filter(recipient=user, kind=alerts.KIND).exists()


# --- What she may not read ------------------------------------------------------------------


def test_members_only_works_are_in_the_alerts_of_members_alone(site_tree, filled):
    member, outsider = UserFactory(is_member=True), UserFactory()
    for user in (member, outsider):
        save(user)
    only_for_members(dockers("For members"))
    dockers("For all")
    filled.catch_up()
    alerts.run(morning())

    assert sorted(reported(member)) == ["For all", "For members"]
    assert reported(outsider) == ["For all"]
    assert "For members" not in mails(outsider)[0].text
    assert mails(outsider)[0].subject.startswith("1 new work ")


def test_a_draft_is_reported_only_once_it_is_published(site_tree, filled):
    user = UserFactory()
    save(user)
    page = dockers("A draft", draft=True)
    filled.catch_up()
    assert alerts.run(monday()) == 0

    page.save_revision().publish()
    index_pending_works()
    filled.catch_up()
    assert alerts.run(monday() + timedelta(days=1)) == 1
    assert reported(user) == ["A draft"]


def test_words_in_a_file_under_embargo_are_reported_only_when_it_has_ended(site_tree, filled):
    user, editor = UserFactory(), UserFactory(editor=True)
    for person in (user, editor):
        save(person)
    file = SiteDocumentFactory(
        available_from=timezone.now() + timedelta(days=90),
        file=ContentFile(b"The dockers won.", name="sealed.txt"),
    )
    text.read_document(file.pk)
    CaseLawPageFactory(title="A judgment", files=[{"document": file}])
    index_pending_works()
    filled.catch_up()
    assert alerts.run(monday()) == 0

    SiteDocument.objects.filter(pk=file.pk).update(available_from=timezone.now())
    open_due(timezone.now())
    index_pending_works()
    filled.catch_up()
    # Three months after it was published, the first run of the week finds it.
    assert alerts.run(monday(13)) == 2
    assert reported(user) == reported(editor) == ["A judgment"]


def test_a_member_whose_membership_has_lapsed_is_told_of_public_works_only(site_tree):
    user = UserFactory(is_member=True)
    save(user)
    only_for_members(dockers("For members"))
    dockers("For all")
    user.groups.clear()
    alerts.run(monday())
    assert reported(user) == ["For all"]

    # What she missed is not lost: as a member again she learns of it.
    user.groups.add(Group.objects.get(name=groups.MEMBERS))
    alerts.run(monday(9))
    assert reported(user) == ["For all", "For members"]


def test_what_was_closed_or_taken_offline_since_it_was_published_is_not_reported(site_tree):
    user = UserFactory()
    save(user)
    dockers("Open")
    only_for_members(dockers("Closed since"))
    dockers("Offline since").unpublish()
    alerts.run(morning())

    assert reported(user) == ["Open"]


@pytest.mark.parametrize("is_active", [True, False])
def test_a_locked_account_gets_no_report(site_tree, is_active):
    user = UserFactory()
    save(user)
    dockers("News")
    user.is_active = is_active
    user.save()

    assert alerts.run(morning()) == int(is_active)


# --- The mail -------------------------------------------------------------------------------


def test_the_mail_names_the_works_with_their_addresses(site_tree, settings):
    user = UserFactory(language="fr")
    save(user, code="fr")
    page = dockers("<b>Dockers</b> & Port")
    alerts.run(morning())
    mail = mails(user)[0]

    address = settings.SITE_URL.rstrip("/") + page.url_in("fr")
    assert f"<b>Dockers</b> & Port\n{address}" in mail.text
    assert f'<a href="{address}"><bdi>&lt;b&gt;Dockers&lt;/b&gt; &amp; Port</bdi></a>' in mail.html
    assert "My case" in mail.text
    assert "/fr/account/searches/stop/" in mail.text


def test_a_discreet_mail_says_nothing_of_what_is_looked_for(site_tree):
    user = UserFactory(discreet_mail=True)
    save(user)
    dockers("Secret interest")
    alerts.run(morning())
    mail = mails(user)[0]

    assert mail.state == MailState.PENDING
    for word in ("My case", "Secret", "dockers", "stop", "search"):
        assert word not in mail.text.partition("--")[0]


def test_who_turned_off_this_kind_of_mail_finds_the_report_on_the_site_only(site_tree, client):
    user = UserFactory()
    save(user)
    choose(user, {alerts.KIND: False})
    page = dockers("On the site")
    alerts.run(morning())
    mail = mails(user)[0]
    assert mail.state == MailState.SITE

    OutgoingMail.objects.update(not_before=timezone.now())
    client.force_login(user)
    assert page.url_in("en") in client.get(f"/en/account/messages/{mail.token}/").content.decode()


# --- Costs ----------------------------------------------------------------------------------


def test_a_run_asks_no_more_for_twenty_works_than_for_one(
    site_tree, django_assert_max_num_queries, django_assert_num_queries
):
    user = UserFactory()
    save(user)
    dockers("Warm")
    alerts.run(morning())
    dockers("Dockers")
    with django_assert_max_num_queries(100) as asked:
        alerts.run(morning(2))
    for number in range(20):
        CaseLawPageFactory(title=f"Dockers {number}")
    index_pending_works()
    with django_assert_num_queries(len(asked)):
        alerts.run(morning(3))

    assert len(reported(user)) == 22
