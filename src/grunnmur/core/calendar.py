"""Working days, by the holidays of the municipality's country; months that clamp at their end."""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

import holidays

from grunnmur.core.tenancy import current_tenant

SATURDAY = 5


@lru_cache(maxsize=8)
def _holidays(country: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country)


def is_working_day(day: date) -> bool:
    """Tell whether the municipality works on this day."""
    return day.weekday() < SATURDAY and day not in _holidays(current_tenant().country)


def working_days_before(day: date, count: int) -> date:
    """Return the working day that is so many working days before this one."""
    while count:
        day -= timedelta(days=1)
        count -= is_working_day(day)
    return day


def working_days_after(day: date, count: int) -> date:
    """Return the working day that is so many working days after this one."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def months_after(day: date, count: int) -> date:
    """Return the same day so many months later; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
