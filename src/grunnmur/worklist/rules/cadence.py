"""When a mail falls due, and when it is tried again. Pure: no database, no clock."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from grunnmur.worklist.models import Cadence

DIGEST_AT = time(7)  # where the municipality is, in summer and winter
MONDAY = 0
FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=6)
MOST_TRIES = 20  # with these waits about four days


def send_at(cadence: Cadence, *, made_at: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment a mail falls due: at once, or the next 07:00 there, of any day or of a Monday."""
    if cadence == Cadence.NOW:
        return made_at
    local = made_at.astimezone(zone)
    day = local.date() if local.time() < DIGEST_AT else local.date() + timedelta(days=1)
    if cadence == Cadence.WEEKLY:
        day += timedelta(days=(MONDAY - day.weekday()) % 7)
    return _morning(day, zone)


def _morning(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, DIGEST_AT, tzinfo=zone)


def wait_after(tries: int) -> timedelta:
    """Return how long to wait after so many tries that failed: 5 minutes, then twice as long each time, to 6 hours."""
    doubled: timedelta = FIRST_WAIT * 2 ** min(tries - 1, 10)
    return min(doubled, LONGEST_WAIT)
