from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from core import periodic
from privacy import registry, services
from privacy.enums import ExportState
from privacy.files import keep_file
from privacy.models import AccessLog, DataExport, PurgeRun, SealedFile
from privacy.registry import RetentionRule
from tests.privacy.documents import TEXT, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def due(person):
    """Make one row that is due and one that is not, for rules of privacy's own."""
    now = timezone.now()
    for age in (1, 731):
        AccessLog.objects.create(
            actor=person, subject=person, object_ref="File x", action="a", at=now - timedelta(age)
        )
    for number, hours in enumerate((-1, 1)):
        file = keep_file(upload(f"{number}.txt", TEXT), owner=person, purpose="export")
        DataExport.objects.create(
            user=person,
            file=file,
            state=ExportState.READY,
            expires_at=now + timedelta(hours=hours),
        )
        Session.objects.create(
            session_key=f"s{number}", session_data="", expire_date=now + timedelta(hours=hours)
        )
    return now


@pytest.fixture
def failing_rule(monkeypatch):
    """Register a rule that cannot be applied."""

    def fail(rows, now):
        rows.delete()
        raise RuntimeError

    monkeypatch.setattr(registry, "_retention_rules", dict(registry._retention_rules))
    registry.register_retention_rule(
        RetentionRule("a.failing", "t", "d", lambda now: PurgeRun.objects.all(), fail)
    )


def test_dry_run_tells_what_the_purge_does(due):
    promised = {line.name: line.due for line in services.retention_report(due)}
    assert AccessLog.objects.count() == 2

    assert services.purge_expired(due) == promised
    assert promised["privacy.access_log"] == 1
    assert promised["privacy.exports"] == 1
    assert promised["privacy.sessions"] == 1
    assert AccessLog.objects.count() == 1
    assert DataExport.objects.get().expires_at > due
    assert SealedFile.objects.filter(wrapped_key=None).count() == 1
    assert Session.objects.get().session_key == "s1"


def test_counters_add_up_and_a_second_purge_finds_nothing(due):
    services.purge_expired(due)
    services.purge_expired(due)

    lines = {line.name: line for line in services.retention_report(due)}
    assert lines["privacy.access_log"].due == 0
    assert lines["privacy.access_log"].purged == 1
    assert lines["privacy.access_log"].last_purged_at == due
    assert lines["privacy.task_results"].purged == 0


def test_finished_work_is_forgotten_and_unfinished_is_not(db):
    now = timezone.now()
    for finished_at in (None, now - timedelta(days=1), now - timedelta(days=15)):
        DBTaskResult.objects.create(
            args_kwargs={"args": [], "kwargs": {}},
            task_path="privacy.tasks.make_export",
            backend_name="default",
            run_after=now,
            finished_at=finished_at,
        )

    services.purge_expired(now)

    assert DBTaskResult.objects.count() == 2


def test_failing_rule_undoes_its_own_and_keeps_no_other_from_its_work(due, failing_rule, caplog):
    kept = PurgeRun.objects.create(rule="a.failing", count=1, at=due)

    with pytest.raises(services.PurgeError, match=r"a\.failing"):
        services.purge_expired(due)

    assert PurgeRun.objects.filter(pk=kept.pk).exists()
    assert AccessLog.objects.count() == 1


def test_rule_deletes_where_it_does_not_say_how_and_counts_its_own_rows(person, monkeypatch):
    DataExport.objects.create(user=person, expires_at=timezone.now())
    monkeypatch.setattr(registry, "_retention_rules", {})
    registry.register_retention_rule(
        RetentionRule("a.people", "t", "d", lambda now: User.objects.filter(pk=person.pk))
    )

    # Her copy goes with her, and is not counted.
    assert services.purge_expired(timezone.now()) == {"a.people": 1}
    assert services.purge_expired(timezone.now()) == {"a.people": 0}
    assert not DataExport.objects.exists()


def test_command_tells_and_does(due, capsys):
    call_command("purge_expired", "--dry-run")
    assert "privacy.access_log: 1 due" in capsys.readouterr().out
    assert AccessLog.objects.count() == 2

    call_command("purge_expired")
    assert "privacy.access_log: 1 ended" in capsys.readouterr().out
    assert AccessLog.objects.count() == 1


def test_command_fails_where_a_rule_does(failing_rule, caplog):
    with pytest.raises(CommandError, match=r"a\.failing"):
        call_command("purge_expired")


def test_daily_job_purges(due):
    jobs = {job.name: job for job in periodic.jobs()}

    assert jobs["privacy.purge"].every == timedelta(days=1)
    jobs["privacy.purge"].run(due)
    jobs["privacy.sweep"].run(due)

    assert AccessLog.objects.count() == 1
