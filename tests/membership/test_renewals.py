"""The daily job: the next year opens, members are reminded, whoever does not answer lapses."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from core.languages import language_codes
from core.periodic import jobs
from membership.enums import DuesState, MemberStatus
from membership.models import AttestationText, DuesCharge, MembershipPeriod
from membership.periods import last_day, year_after, year_containing
from membership.services import attesting, dues, renewals, waivers
from membership.services.members import lapse, reinstate
from notifications.models import OutgoingMail
from tests.membership.dues_scenes import at, at_once, charge_of, owing_member, receipt, tier
from tests.membership.factories import MemberFactory, person

pytestmark = pytest.mark.django_db

JOINED = date(2026, 3, 1)
ENDS = date(2027, 2, 28)


@pytest.fixture
def paid_member():
    """Return a member who joined on 1 March 2026, attested then, and paid her first year."""
    with time_machine.travel(at(JOINED)):
        member = MemberFactory(joined_on=JOINED)
        charge = charge_of(member)
        attest(charge)
        dues.book(charge.pk, receipt())
    return member


def run(day: date) -> None:
    """Run the job on a day."""
    with time_machine.travel(at(day)):
        renewals.run(timezone.now())


def attest(charge: DuesCharge) -> None:
    """Have a member attest to today's words."""
    attesting.attest(charge.period, AttestationText.objects.current("en"))


def next_charge(member) -> DuesCharge:
    return DuesCharge.objects.get(period__member=member, period__starts=date(2027, 3, 1))


def reminders(charge) -> list[str]:
    mails = OutgoingMail.objects.filter(dedupe_key__startswith=dues.reminder_prefix(charge))
    keys = mails.order_by("pk").values_list("dedupe_key", flat=True)
    return [key.rpartition(":")[2] for key in keys]


# --- Years ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts", "ends", "following"),
    [
        (date(2026, 3, 1), date(2027, 2, 28), date(2027, 3, 1)),
        (date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 1)),
        (date(2027, 3, 1), date(2028, 2, 29), date(2028, 3, 1)),
        (date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)),
        (date(2026, 1, 31), date(2027, 1, 30), date(2027, 1, 31)),
    ],
)
def test_years_follow_each_other_without_gap_or_overlap(starts, ends, following):
    assert last_day(starts) == ends
    assert year_after(starts) == following == ends + timedelta(days=1)


def test_a_year_passed_unseen_is_passed_over():
    assert year_containing(date(2020, 5, 1), date(2026, 4, 30)) == date(2025, 5, 1)
    assert year_containing(date(2020, 5, 1), date(2026, 5, 1)) == date(2026, 5, 1)
    assert year_containing(date(2027, 1, 1), date(2026, 12, 5)) == date(2027, 1, 1)


def test_the_next_year_opens_thirty_days_before_the_end_and_not_earlier(paid_member):
    run(ENDS - timedelta(days=31))
    assert paid_member.periods.count() == 1
    run(ENDS - timedelta(days=30))
    run(ENDS - timedelta(days=29))
    assert paid_member.periods.count() == 2
    period = next_charge(paid_member).period
    assert (period.due_on, period.ends) == (ENDS, date(2028, 2, 29))
    assert period.grace_until == ENDS + timedelta(days=30)


def test_a_year_opened_late_is_due_as_long_after_as_any_other(paid_member):
    run(ENDS + timedelta(days=100))
    period = next_charge(paid_member).period
    assert period.due_on == ENDS + timedelta(days=130)
    paid_member.refresh_from_db()
    assert paid_member.is_active


def test_nothing_opens_for_who_has_lapsed_or_left(paid_member):
    for status in (MemberStatus.LAPSED, MemberStatus.ENDED):
        type(paid_member).objects.filter(pk=paid_member.pk).update(status=status)
        run(ENDS)
    assert paid_member.periods.count() == 1


def test_the_job_runs_daily():
    job = next(job for job in jobs() if job.name == "membership.renewals")
    assert (job.every, job.run) == (timedelta(days=1), renewals.run)


# --- Reminders ------------------------------------------------------------------------------


def test_m12_reminders_come_thirty_and_seven_days_before_and_seven_after_once_each(paid_member):
    sent = []
    for offset in range(-40, 12):
        day = ENDS + timedelta(days=offset)
        before = OutgoingMail.objects.filter(dedupe_key__startswith="dues-reminder").count()
        run(day)
        run(day)
        after = OutgoingMail.objects.filter(dedupe_key__startswith="dues-reminder").count()
        sent += [offset] * (after - before)
    assert sent == [-30, -7, 7]
    assert reminders(next_charge(paid_member)) == ["-30", "-7", "+7"]


def test_m12_reminders_speak_the_members_language(paid_member):
    paid_member.user.language = "ar"
    paid_member.user.save()
    run(ENDS - timedelta(days=30))
    mail = OutgoingMail.objects.get(dedupe_key__startswith="dues-reminder")
    assert (mail.language, mail.recipient) == ("ar", paid_member.user)


def test_m12_no_reminder_after_paying(paid_member):
    run(ENDS - timedelta(days=30))
    charge = next_charge(paid_member)
    with time_machine.travel(at(ENDS - timedelta(days=20))):
        dues.choose_tier(paid_member, charge, tier("small"), "EUR", Decimal(10))
        dues.book(charge.pk, receipt("10"))
    assert not OutgoingMail.objects.filter(
        dedupe_key__startswith=dues.reminder_prefix(charge), state="pending"
    ).exists()
    for offset in (-7, 7, 31):
        run(ENDS + timedelta(days=offset))
    assert reminders(charge) == ["-30"]
    paid_member.refresh_from_db()
    assert paid_member.is_active


def test_m12_no_reminder_while_a_waiver_waits(paid_member):
    run(ENDS - timedelta(days=30))
    charge = next_charge(paid_member)
    waivers.request_waiver(paid_member, charge, reason="Between two jobs.")
    for offset in (-7, 7):
        run(ENDS + timedelta(days=offset))
    assert reminders(charge) == ["-30"]


def test_of_several_missed_reminders_only_the_latest_is_sent(paid_member):
    run(ENDS - timedelta(days=30))
    run(ENDS + timedelta(days=8))
    assert reminders(next_charge(paid_member)) == ["-30", "+7"]


def test_a_reminder_that_comes_late_says_that_the_day_is_over(paid_member):
    run(ENDS - timedelta(days=30))
    run(ENDS + timedelta(days=3))
    mails = OutgoingMail.objects.filter(dedupe_key__startswith="dues-reminder").order_by("pk")
    assert [mail.subject for mail in mails] == [
        "Your dues are due on Feb. 28, 2027",
        "Your dues were due on Feb. 28, 2027",
    ]


@pytest.mark.django_db(transaction=True)
def test_m12_two_runs_at_once_open_one_year_send_one_reminder_and_lapse_once(paid_member):
    # In the transaction of a database that others write to as well.
    now = at(ENDS - timedelta(days=30))
    with time_machine.travel(now, tick=False):
        results = at_once(*(lambda: renewals.run(now) for _n in range(2)))
    assert results == [None, None]
    assert MembershipPeriod.objects.filter(member=paid_member).count() == 2
    charge = next_charge(paid_member)
    assert reminders(charge) == ["-30"]
    late = at(ENDS + timedelta(days=31))
    with time_machine.travel(late, tick=False):
        results = at_once(*(lambda: renewals.run(late) for _n in range(2)))
    assert results == [None, None]
    assert paid_member.events.filter(verb="lapsed").count() == 1


# --- Lapsing and coming back ----------------------------------------------------------------


def test_a_member_lapses_the_day_after_grace_and_paying_brings_her_back(paid_member):
    run(ENDS - timedelta(days=30))
    run(ENDS + timedelta(days=30))
    paid_member.refresh_from_db()
    assert paid_member.is_active
    run(ENDS + timedelta(days=31))
    paid_member.refresh_from_db()
    assert paid_member.status == MemberStatus.LAPSED
    charge = next_charge(paid_member)
    with time_machine.travel(at(ENDS + timedelta(days=60))):
        dues.choose_tier(paid_member, charge, tier("small"), "EUR", Decimal(10))
        dues.book(charge.pk, receipt("10"))
    paid_member.refresh_from_db()
    assert paid_member.is_active
    run(ENDS + timedelta(days=61))
    paid_member.refresh_from_db()
    assert paid_member.is_active


def test_whom_a_person_brings_back_unpaid_does_not_lapse_again_for_the_same_year(paid_member):
    run(ENDS - timedelta(days=30))
    run(ENDS + timedelta(days=31))
    reinstate(paid_member, reason="Agreed by telephone.")
    run(ENDS + timedelta(days=32))
    paid_member.refresh_from_db()
    assert paid_member.is_active


def test_who_was_no_active_member_when_grace_ran_out_stays_when_a_person_brings_her_back(
    paid_member,
):
    run(ENDS - timedelta(days=30))
    with time_machine.travel(at(ENDS)):
        lapse(paid_member, reason="A complaint is looked into.")
    with time_machine.travel(at(ENDS + timedelta(days=90))):
        reinstate(paid_member, reason="Nothing was found.")
    run(ENDS + timedelta(days=91))
    paid_member.refresh_from_db()
    assert paid_member.is_active


def test_a_new_member_who_never_pays_lapses_after_sixty_days():
    with time_machine.travel(at(JOINED)):
        member, charge = owing_member(joined_on=JOINED)
    for offset in range(61):
        run(JOINED + timedelta(days=offset))
    assert reminders(charge) == ["-30", "-7", "+7"]
    member.refresh_from_db()
    assert member.is_active
    run(JOINED + timedelta(days=61))
    member.refresh_from_db()
    assert member.status == MemberStatus.LAPSED


def test_who_returns_years_later_owes_nothing_for_the_time_between(paid_member):
    run(ENDS - timedelta(days=30))
    run(ENDS + timedelta(days=31))
    paid_member.refresh_from_db()
    with time_machine.travel("2027-12-01 12:00Z"), pytest.raises(renewals.CannotReturnError):
        renewals.come_back(paid_member)
    with time_machine.travel("2029-06-10 12:00Z"):
        charge = renewals.come_back(paid_member)
        with pytest.raises(renewals.CannotReturnError):
            renewals.come_back(paid_member)
        paid_member.refresh_from_db()
        assert paid_member.status == MemberStatus.LAPSED
        assert next_charge(paid_member).state == DuesState.WRITTEN_OFF
        assert charge.period.starts == date(2029, 6, 10)
        dues.choose_tier(paid_member, charge, tier("small"), "EUR", Decimal(10))
        dues.book(charge.pk, receipt("10"))
        paid_member.refresh_from_db()
        assert paid_member.is_active
        renewals.run(timezone.now())
        paid_member.refresh_from_db()
        assert paid_member.is_active


def test_the_job_looks_again_at_what_has_changed_since_it_read_its_list(monkeypatch):
    asking, asked_for = owing_member()
    returned, late = owing_member()
    day = late.period.grace_until + timedelta(days=1)
    monkeypatch.setattr(renewals, "_waiting", lambda _charges: [asked_for.pk, late.pk])
    with time_machine.travel(at(day)):
        waivers.request_waiver(asking, asked_for, reason="Between two jobs.")
        lapse(returned, reason="A complaint is looked into.")
        reinstate(returned, reason="Nothing was found.")
        renewals.run(timezone.now())
    assert reminders(asked_for) == []
    for member in (asking, returned):
        member.refresh_from_db()
        assert member.is_active


# --- The attestation ------------------------------------------------------------------------


def new_version(day: date) -> None:
    """Put a new wording of the attestation in force from a day."""
    newest = AttestationText.objects.order_by("-version").values_list("version", flat=True)[0]
    for code in language_codes():
        AttestationText.objects.create(
            version=newest + 1, language=code, body=f"New words ({code}).", active_from=day
        )


def test_m10_a_new_attestation_is_asked_for_at_renewal(paid_member):
    new_version(date(2026, 12, 1))
    assert not attesting.wanted_version(paid_member.periods.get())
    run(ENDS - timedelta(days=30))
    charge = next_charge(paid_member)
    with time_machine.travel(at(ENDS)):
        for ask in (
            lambda: dues.choose_tier(paid_member, charge, tier("small"), "EUR", Decimal(10)),
            lambda: waivers.request_waiver(paid_member, charge, reason="Broke."),
        ):
            with pytest.raises(dues.AttestationWantedError):
                ask()
        text = AttestationText.objects.current("fr")
        attesting.attest(charge.period, text)
        assert not attesting.wanted_version(charge.period)
        assert dues.choose_tier(paid_member, charge, tier("small"), "EUR", Decimal(10)).amount
    charge.period.refresh_from_db()
    assert charge.period.attestation == text


def test_the_attestation_of_another_day_is_refused(paid_member):
    with time_machine.travel(at(date(2026, 11, 1))):
        old = AttestationText.objects.current("en")
    new_version(date(2026, 12, 1))
    with time_machine.travel(at(date(2026, 12, 2))), pytest.raises(attesting.ValidationError):
        attesting.attest(paid_member.periods.get(), old)


def test_lapsing_is_told_to_the_member_and_to_no_coordinator_with_an_amount(paid_member):
    coordinator = person("coordinator")
    run(ENDS - timedelta(days=30))
    run(ENDS + timedelta(days=31))
    event = paid_member.events.get(verb="lapsed")
    assert (event.actor, event.reason) == (None, "The dues of the year were not settled in time.")
    assert not OutgoingMail.objects.filter(recipient=coordinator).exists()
