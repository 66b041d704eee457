"""A copy of one's data, erasure, and what ends by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from directory import personal_data
from directory.enums import Use
from directory.models import (
    AbuseReport,
    AdvisorySeat,
    Block,
    DirectoryEntry,
    DirectoryFacet,
    DirectorySearchText,
    RelayConversation,
    RelayMessage,
    UseCounter,
)
from directory.services import limits, relay
from directory.services.entries import ensure_entry
from membership.audiences import Level
from tests.directory.factories import canary_entry, on_the_board, show
from tests.membership.factories import MemberFactory, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    ana = show(on_the_board(canary_entry()), Level.MEMBERS).member
    ben = ensure_entry(MemberFactory()).member
    conversation = relay.write_first(ana, ben, "From the canary").conversation
    relay.reply(conversation, ben, "To the canary")
    relay.report(ana, ben, "A canary's reason")
    relay.block(ana, ben)
    limits.take(ana.user, Use.API)
    return ana, ben


def test_a_copy_holds_what_a_person_wrote_and_nothing_of_others(two):
    ana, ben = two
    copy = personal_data.export(ana.user)
    assert copy["entry"]["city"] == "Canaryville"
    assert {contact["value"] for contact in copy["entry"]["contacts"]} >= {
        "canary.contact@example.org"
    }
    assert [m["text"] for m in copy["messages"]] == ["From the canary", "To the canary"]
    assert copy["reports"][0]["reason"] == "A canary's reason"
    assert copy["blocked"] == [ben.token]
    assert ben.user.email not in str(copy)
    assert ben.user.last_name not in str(copy)
    assert personal_data.export(person("applicant")) == {}


def test_erasing_leaves_no_trace_but_what_others_wrote(two):
    ana, ben = two
    personal_data.forget(ana.user)
    assert not DirectoryEntry.objects.filter(member=ana).exists()
    assert not DirectorySearchText.objects.exclude(entry__member=ben).exists()
    assert not DirectoryFacet.objects.exclude(entry__member=ben).exists()
    assert not AdvisorySeat.objects.exists()
    assert not Block.objects.exists()
    assert not UseCounter.objects.filter(user=ana.user).exists()
    report = AbuseReport.objects.get()
    assert (report.reporter, report.reported, report.reason) == (None, ben, "")
    assert [message.sender for message in RelayMessage.objects.all()] == [ben]
    tables = [name for name in connection.introspection.table_names() if "directory_" in name]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608  (a name the database gave)
            rows = str(cursor.fetchall())
            assert "Canaryville" not in rows
            assert "canaryname" not in rows


def test_what_is_old_ends_and_what_is_young_stays(two):
    now = timezone.now()
    rules = {rule.name: rule for rule in personal_data.RETENTION_RULES}
    for rule in rules.values():
        assert not rule.rows(now).exists()
    RelayMessage.objects.filter(body="").delete()
    old = RelayMessage.objects.first()
    RelayMessage.objects.filter(pk=old.pk).update(sent_at=now - timedelta(days=366))
    UseCounter.objects.update(period=now - timedelta(days=8))
    report = AbuseReport.objects.get()
    AbuseReport.objects.filter(pk=report.pk).update(created_at=now - timedelta(days=2000))
    assert not rules["directory.reports"].rows(now).exists()
    AbuseReport.objects.filter(pk=report.pk).update(closed_at=now - timedelta(days=731))
    for name, left in (
        ("directory.messages", RelayMessage.objects.count() - 1),
        ("directory.counters", 0),
        ("directory.reports", 0),
    ):
        rule = rules[name]
        assert rule.purge(rule.rows(now), now) >= 1
        assert not rule.rows(now).exists()
        if name == "directory.messages":
            assert RelayMessage.objects.count() == left
    assert RelayConversation.objects.count() == 1
    assert not UseCounter.objects.exists()
    assert not AbuseReport.objects.exists()
