"""Numbers and days as people in Norway and Denmark write them, in the reader's language.

A period is stored half-open and shown with its *last day*. Nothing here asks the database, but times need the
municipality's zone.
"""

from datetime import date, datetime
from decimal import Decimal
from functools import cache

from babel import Locale, dates, numbers
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from grunnmur.core.periods import Period
from grunnmur.core.tenancy import current_tenant

# English is written as in Britain: the day before the month, the week from Monday.
LOCALES = {"nb": "nb_NO", "nn": "nn_NO", "da": "da_DK", "en": "en_GB"}
SIZES = ((1024**3, "GB"), (1024**2, "MB"), (1024, "kB"))


@cache
def _named(language: str) -> Locale:
    return Locale.parse(LOCALES.get(language, LOCALES["nb"]))


def _locale() -> Locale:
    return _named((get_language() or "nb").split("-")[0])


def number(value: float | Decimal, *, decimals: int | None = None) -> str:
    """Return 1 234,5 (1.234,5 in Danish). `decimals` fixes how many are shown; without, up to three that are not 0."""
    pattern = None if decimals is None else _pattern(decimals)
    return numbers.format_decimal(value, format=pattern, locale=_locale())


def percent(share: float | Decimal, *, decimals: int = 0) -> str:
    """Return 12 % of a share between 0 and 1."""
    pattern = _locale().percent_formats[None].pattern.replace(_pattern(0), _pattern(decimals))
    return numbers.format_percent(share, format=pattern, locale=_locale())


def _pattern(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def size(octets: int) -> str:
    """Return the size of a file, rounded: 340 byte, 12 kB, 1,4 MB."""
    for factor, unit in SIZES:
        if octets >= factor:
            return f"{number(octets / factor, decimals=1 if octets < 10 * factor else 0)}\u00a0{unit}"
    return ngettext("%(number)s byte", "%(number)s bytes", octets) % {"number": number(octets)}


def day(value: date) -> str:
    """Return 2. mars 2026. Raises TypeError for a time: its day depends on the zone, see `day_of`."""
    return _date(value, "long")


def short_day(value: date) -> str:
    """Return 02.03.2026, for tables. Raises TypeError for a time."""
    return _date(value, "dd.MM.yyyy")


def weekday(value: date) -> str:
    """Return mandag 2. mars 2026. Raises TypeError for a time."""
    return _date(value, "full")


def _date(value: date, pattern: str) -> str:
    if isinstance(value, datetime):
        raise TypeError("A time has a day only in a zone; use day_of.")
    return dates.format_date(value, pattern, locale=_locale())


def day_of(moment: datetime) -> str:
    """Return the day of an aware time in the municipality's zone, as `day` does. Raises ValueError for a naive time."""
    return day(_local(moment).date())


def time_of(moment: datetime) -> str:
    """Return 2. mars 2026 kl. 09:05 of an aware time, in the municipality's zone. Raises ValueError for a naive one."""
    local = _local(moment)
    clock = dates.format_time(local, "short", locale=_locale())
    return _("%(day)s at %(time)s") % {"day": day(local.date()), "time": clock}


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("A time without a zone is not any time.")
    return moment.astimezone(current_tenant().zone)


def period(value: Period) -> str:
    """Return the period from its first through its last day, as a phrase."""
    first, last = value.lower, value.last_day
    if first and last and first != last:
        return _("%(first)s through %(last)s") % {"first": day(first), "last": day(last)}
    if first and last:
        return day(first)
    if first:
        return _("from %(day)s") % {"day": day(first)}
    return _("through %(day)s") % {"day": day(last)} if last else _("no limit in time")


def last_day(value: Period) -> str:
    """Return the last day of a period, or a word for no end."""
    return day(value.last_day) if value.last_day else _("no end date")
