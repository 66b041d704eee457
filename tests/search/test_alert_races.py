"""Two workers at once, and an owner who changes her mind meanwhile."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import User
from privacy.services.erasure import forget
from search import alerts, saved
from search.engines import get_engine
from search.enums import Frequency
from search.models import SavedSearch, SentWork
from tests.accounts.factories import UserFactory
from tests.membership.test_application_races import at_once, errors
from tests.search.alert_scenes import mails, morning, plain, save, works_noted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def searches() -> list[SavedSearch]:
    """Return the searches of three people, with new works to report."""
    found = [save(UserFactory()) for _n in range(3)]
    get_engine().index(plain(n, "dockers", added=timezone.now()) for n in range(5))
    return found


def test_two_ticks_at_once_write_each_mail_once(searches):
    outcomes = at_once(*[lambda: alerts.run(morning())] * 2)

    assert errors(outcomes) == []
    assert sum(outcomes) == len(searches)
    for search in searches:
        assert len(mails(search.user)) == 1
        assert works_noted(search) == 5


def test_two_workers_at_one_person_s_searches_write_one_mail(searches):
    first = searches[0]
    save(first.user, "q=dockers&verified=yes")
    outcomes = at_once(*[lambda: alerts.report_to(first.user_id, morning())] * 3)

    assert errors(outcomes) == []
    assert sorted(outcomes) == [False, False, True]
    assert len(mails(first.user)) == 1


def test_what_is_erased_or_stopped_while_it_is_asked_is_not_reported(searches, monkeypatch):
    erased, stopped, other = searches
    find = alerts._find

    def find_then_change(search, user, period):
        finding = find(search, user, period)
        if search == erased:
            forget(User.objects.get(pk=user.pk), actor=None)
        elif search == stopped:
            saved.set_frequency(search, Frequency.OFF)
        return finding

    monkeypatch.setattr(alerts, "_find", find_then_change)
    assert alerts.run(morning()) == 1
    assert mails(stopped.user) == []
    assert len(mails(other.user)) == 1
    assert set(SentWork.objects.values_list("saved_search", flat=True)) == {other.pk}


def test_two_windows_at_once_save_no_more_than_the_limit(monkeypatch):
    monkeypatch.setattr(saved, "LIMIT", 2)
    user = UserFactory()
    save(user, "q=first")
    outcomes = at_once(
        *[lambda word=word: save(User.objects.get(pk=user.pk), f"q={word}") for word in "abc"]
    )

    assert [type(error) for error in errors(outcomes)] == [saved.TooManySavedSearchesError] * 2
    assert SavedSearch.objects.filter(user=user).count() == 2


def test_a_double_click_saves_a_search_once():
    user = UserFactory()
    outcomes = at_once(*[lambda: save(User.objects.get(pk=user.pk))] * 3)

    assert errors(outcomes) == []
    assert SavedSearch.objects.filter(user=user).count() == 1
