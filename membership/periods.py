"""The arithmetic of membership years: no gap, no overlap, leap days included."""

from __future__ import annotations

from datetime import date, timedelta

#: Days after the due date during which an unpaid member stays a member.
GRACE_DAYS = 30
#: How many days before a year ends the next one and its dues are opened.
OPENING_DAYS = 30
#: Days before (after) the due date on which a member is reminded.
REMINDER_DAYS = (-30, -7, 7)


def year_after(day: date) -> date:
    """Return the same day of the next year; a year from 29 February ends with 28 February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)


def year_containing(anchor: date, today: date) -> date:
    """Return the first day of the membership year around a day, counted from an anchor.

    Years that went by unseen (the site stood still, or a member was taken over from an older
    register) are passed over: nobody is charged for them afterwards.
    """
    starts = anchor
    while year_after(starts) <= today:
        starts = year_after(starts)
    return starts


def last_day(starts: date) -> date:
    """Return the last day of the year that begins on a day."""
    return year_after(starts) - timedelta(days=1)


def due_date(ends_before: date | None, today: date) -> date:
    """Return when the dues of a year that is opened today are due.

    On the last day of the year before; opened late, or for somebody new, she is given as many
    days as everybody else has.
    """
    if ends_before is not None and today <= ends_before:
        return ends_before
    return today + timedelta(days=OPENING_DAYS)
