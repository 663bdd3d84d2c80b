"""When a duty comes again. Pure: no database, no clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice, takewhile

from dateutil.relativedelta import relativedelta
from dateutil.relativedelta import weekday as weekday_of

from grunnmur.worklist.models import WheelEntry

LONGEST_MONTH = 31
MONTHS = {WheelEntry.Unit.MONTH: 1, WheelEntry.Unit.YEAR: 12}
DAYS = {WheelEntry.Unit.DAY: 1, WheelEntry.Unit.WEEK: 7}


@dataclass(frozen=True, kw_only=True)
class Recurrence:
    """Every so many periods from a first day through a last one; or the nth weekday of the month it falls in.

    The 31st of a month without one is its last day, and 29 February is 28 February in years without it: counted from
    the first day each time, so that the day comes back.
    """

    every: int
    period: str
    first_date: date
    until_date: date | None = None
    nth: int | None = None
    weekday: int | None = None

    def since(self, start: date) -> Iterator[date]:
        """Yield its days from start on, in order, until it ends or years do."""
        number = self._number_before(start)
        while True:
            try:
                day = self._day(number)
            except (OverflowError, ValueError):  # beyond the year 9999
                return
            if self.until_date and day > self.until_date:
                return
            if day >= max(start, self.first_date):
                yield day
            number += 1

    def between(self, start: date, end: date) -> Iterator[date]:
        """Yield its days from start through end, in order."""
        return takewhile(lambda day: day <= end, self.since(start))

    def upcoming(self, start: date, *, count: int) -> list[date]:
        """Return its next days from start on, at most so many."""
        return list(islice(self.since(start), count))

    def latest(self, on: date) -> date | None:
        """Return its last day up to `on`; None before the first one."""
        last = min(on, self.until_date or on)
        number, found = self._number_before(last), None
        while (day := self._day(number)) <= last:
            if day >= self.first_date:
                found = day
            number += 1
        return found

    def after(self, day: date) -> date:
        """Return the day one interval after a day: when it comes next, counted from when it was done."""
        if self.period in DAYS:
            return day + timedelta(days=DAYS[WheelEntry.Unit(self.period)] * self.every)
        return day + relativedelta(months=MONTHS[WheelEntry.Unit(self.period)] * self.every)

    def _number_before(self, start: date) -> int:
        """Return a number whose day is not after start's, close to it."""
        passed = (start - self.first_date).days
        length = DAYS.get(WheelEntry.Unit(self.period)) or MONTHS[WheelEntry.Unit(self.period)] * LONGEST_MONTH
        return max(0, passed // (length * self.every) - 1)

    def _day(self, number: int) -> date:
        """Return the day of a number, 0 being that of the first date, or of its month."""
        if self.period in DAYS:
            return self.first_date + timedelta(days=DAYS[WheelEntry.Unit(self.period)] * self.every * number)
        months = relativedelta(months=MONTHS[WheelEntry.Unit(self.period)] * self.every * number)
        if self.nth is None or self.weekday is None:
            return self.first_date + months
        month = self.first_date.replace(day=1) + months
        day = LONGEST_MONTH if self.nth < 0 else 1  # relativedelta clamps it to the month's last
        return month + relativedelta(day=day, weekday=weekday_of(self.weekday)(self.nth))


def recurrence_of(entry: WheelEntry) -> Recurrence:
    """Return when a duty of the wheel comes."""
    return Recurrence(
        every=entry.every,
        period=entry.period,
        first_date=entry.first_date,
        until_date=entry.until_date,
        nth=entry.nth,
        weekday=entry.weekday,
    )
