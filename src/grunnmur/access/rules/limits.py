"""Limits that decisions and derived rows keep to."""

from datetime import date

HIGHEST_RISK = 4
LEADERS_RISK = 2  # a leader gives up to here without asking
LONGEST_AT_HIGHEST = 365  # days


def horizon(on: date) -> date:
    """Return the first day that derived rows are kept for: 1 January of last year."""
    return date(on.year - 1, 1, 1)
