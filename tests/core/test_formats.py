from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from grunnmur.core import formats
from grunnmur.core.periods import ALWAYS, Period
from grunnmur.core.tenancy import NoTenantError

NBSP = "\u00a0"
DAY = date(2026, 3, 2)
LANGUAGES = ("nb", "nn", "da", "en")


def in_languages(show, *arguments, **options) -> list[str]:
    texts = []
    for language in LANGUAGES:
        with translation.override(language):
            texts.append(show(*arguments, **options))
    return texts


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (1234567, None, [f"1{NBSP}234{NBSP}567", f"1{NBSP}234{NBSP}567", "1.234.567", "1,234,567"]),
        (Decimal("0.50"), None, ["0,5", "0,5", "0,5", "0.5"]),
        (Decimal("1234.5"), 2, [f"1{NBSP}234,50", f"1{NBSP}234,50", "1.234,50", "1,234.50"]),
        (1234.5, 0, [f"1{NBSP}234", f"1{NBSP}234", "1.234", "1,234"]),
    ],
)
def test_numbers_are_written_as_each_language_does(value, decimals, expected):
    assert in_languages(formats.number, value, decimals=decimals) == expected


def test_shares_are_written_as_percent():
    assert in_languages(formats.percent, Decimal("0.125"), decimals=1) == [
        f"12,5{NBSP}%",
        f"12,5{NBSP}%",
        f"12,5{NBSP}%",
        "12.5%",
    ]
    assert in_languages(formats.percent, 1)[0] == f"100{NBSP}%"


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        (1, "1 byte"),
        (1023, "1,023 bytes"),
        (1024, f"1.0{NBSP}kB"),
        (10 * 1024, f"10{NBSP}kB"),
        (1_500_000, f"1.4{NBSP}MB"),
        (5 * 1024**3, f"5.0{NBSP}GB"),
    ],
)
def test_sizes_are_rounded(octets, expected):
    with translation.override("en"):
        assert formats.size(octets) == expected


def test_days_are_written_as_each_language_does():
    assert in_languages(formats.day, DAY) == ["2. mars 2026", "2. mars 2026", "2. marts 2026", "2 March 2026"]
    assert in_languages(formats.short_day, DAY) == ["02.03.2026"] * 4
    assert in_languages(formats.weekday, DAY) == [
        "mandag 2. mars 2026",
        "måndag 2. mars 2026",
        "mandag den 2. marts 2026",
        "Monday, 2 March 2026",
    ]


@pytest.mark.parametrize("show", [formats.day, formats.short_day, formats.weekday])
def test_a_time_is_not_a_day(show):
    with pytest.raises(TypeError, match="zone"):
        show(datetime(2026, 3, 2, tzinfo=UTC))


@pytest.mark.usefixtures("here")
def test_times_are_shown_in_the_zone_of_the_municipality():
    late = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert in_languages(formats.day_of, late)[0] == "2. juli 2026"
    assert in_languages(formats.time_of, late) == [
        "2. juli 2026 kl. 00:30",
        "2. juli 2026 kl. 00:30",
        "2. juli 2026 kl. 00.30",
        "2 July 2026 at 00:30",
    ]


@pytest.mark.usefixtures("here")
def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        formats.time_of(datetime(2026, 7, 1))  # noqa: DTZ001 (what is refused)


def test_a_time_outside_a_municipality_is_refused():
    with pytest.raises(NoTenantError):
        formats.time_of(datetime(2026, 7, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (Period(DAY, date(2026, 4, 1)), "2. mars 2026 til og med 31. mars 2026"),
        (Period(DAY), "fra 2. mars 2026"),
        (Period(None, date(2026, 4, 1)), "til og med 31. mars 2026"),
        (Period.on(DAY), "2. mars 2026"),
        (ALWAYS, "uten tidsbegrensning"),
    ],
)
def test_a_period_is_shown_with_its_last_day(period, expected):
    with translation.override("nb"):
        assert formats.period(period) == expected


def test_the_last_day_is_the_day_before_the_upper_bound():
    assert in_languages(formats.last_day, Period(DAY, date(2026, 4, 1)))[2] == "31. marts 2026"
    assert in_languages(formats.last_day, Period(DAY)) == [
        "ingen sluttdato",
        "ingen sluttdato",
        "ingen slutdato",
        "no end date",
    ]


def test_an_unknown_language_reads_bokmal():
    with translation.override("fi"):
        assert formats.day(DAY) == "2. mars 2026"
