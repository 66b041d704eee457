from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone

from core import periodic
from core.management.commands import tick
from core.models import PeriodicRun
from core.periodic import Job, run_due

HOUR = timedelta(hours=1)


@pytest.fixture
def register(monkeypatch):
    """Return what registers a job among none but those of the test."""
    monkeypatch.setattr(periodic, "_jobs", {})
    return periodic.register


def test_job_runs_when_its_interval_is_over_and_not_before(db, register):
    times, now = [], timezone.now()
    register(Job("test.hourly", HOUR, times.append))

    assert run_due(now) == ["test.hourly"]
    assert run_due(now + HOUR - timedelta(seconds=1)) == []
    # Once, however many it missed.
    assert run_due(now + 5 * HOUR) == ["test.hourly"]
    assert run_due(now + 5 * HOUR) == []
    assert times == [now, now + 5 * HOUR]


def test_failing_job_is_logged_and_keeps_no_other_from_its_turn(db, register, caplog):
    times, now = [], timezone.now()

    def fail(at):
        times.append(at)
        raise RuntimeError

    register(Job("test.failing", HOUR, fail))
    register(Job("test.good", HOUR, lambda at: None))

    assert run_due(now) == ["test.good"]
    assert "test.failing failed" in caplog.text
    assert run_due(now + timedelta(minutes=1)) == []
    assert run_due(now + HOUR) == ["test.good"]
    assert times == [now, now + HOUR]


def test_database_that_is_busy_costs_a_turn_and_not_the_clock(db, register, monkeypatch, caplog):
    now, claim = timezone.now(), periodic._claim
    register(Job("test.hourly", HOUR, lambda at: None))

    def be_busy(job, at):
        raise OperationalError("database is locked")

    monkeypatch.setattr(periodic, "_claim", be_busy)
    assert run_due(now) == []
    assert "database is locked" in caplog.text

    monkeypatch.setattr(periodic, "_claim", claim)
    assert run_due(now + timedelta(minutes=1)) == ["test.hourly"]


@pytest.mark.parametrize("has_run", [False, True])
@pytest.mark.django_db(transaction=True)
def test_ticks_at_once_run_a_job_once(register, has_run, caplog):
    now = timezone.now()
    if has_run:
        PeriodicRun.objects.create(job="test.hourly", began_at=now - HOUR)
    start, times, errors = Barrier(4), [], []
    register(Job("test.hourly", HOUR, times.append))

    def run():
        try:
            start.wait()
            run_due(now)
        except Exception as error:  # noqa: BLE001  (shown below)
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert "failed" not in caplog.text
    assert times == [now]
    assert PeriodicRun.objects.count() == 1


def test_command_runs_once_or_again_and_again(db, register, monkeypatch, capsys):
    register(Job("test.always", timedelta(0), lambda at: None))

    call_command("tick", verbosity=2)
    assert capsys.readouterr().out == "test.always\n"

    pauses = []

    def pause(seconds):
        pauses.append(seconds)
        if len(pauses) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(tick.time, "sleep", pause)
    # It would close the connection that holds the test's transaction.
    monkeypatch.setattr(tick, "close_old_connections", lambda: None)
    with pytest.raises(KeyboardInterrupt):
        call_command("tick", "--every", "60", verbosity=2)
    assert pauses == [60, 60, 60]
    assert capsys.readouterr().out == "test.always\n" * 3
