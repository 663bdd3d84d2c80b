"""When people are reminded of a task, and when it goes on to somebody else. Pure: no database, no clock."""

from datetime import date, timedelta

DAYS_BEFORE = (7, 1, 0)
WEEK = timedelta(days=7)
HORIZON = timedelta(days=max(DAYS_BEFORE))


def reminder_point(due_date: date, *, on: date) -> date | None:
    """Return the latest day up to `on` on which a reminder falls: 7, 1 and 0 days before, then weekly after.

    None before the first one.
    """
    if on >= due_date:
        return due_date + (on - due_date) // WEEK * WEEK
    points = (due_date - timedelta(days=days) for days in DAYS_BEFORE)
    return max((point for point in points if point <= on), default=None)


def is_reminded(due_date: date, *, opened: date, last: date | None, on: date) -> bool:
    """Tell whether a reminder is due: a point has come that is later than the last one and than the opening."""
    point = reminder_point(due_date, on=on)
    return point is not None and point > max(opened, last or opened)
