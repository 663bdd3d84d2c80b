"""When duties come again."""

import itertools
from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from grunnmur.worklist.drawing import Mark, Words, draw_ring
from grunnmur.worklist.queries.wheel import moved
from grunnmur.worklist.rules import WheelFacts, recurrence_words
from grunnmur.worklist.rules.recurrence import Recurrence

DAY = timedelta(days=1)


def days(first, count=4, *, every=1, period="year", **more):
    return Recurrence(every=every, period=period, first_date=first, **more).upcoming(first, count=count)


def test_29_february_is_the_28th_in_other_years_and_comes_back():
    found = days(date(2024, 2, 29), 5)
    assert [(day.month, day.day) for day in found] == [(2, 29), (2, 28), (2, 28), (2, 28), (2, 29)]


def test_the_31st_is_the_last_of_shorter_months_and_comes_back():
    assert [day.day for day in days(date(2026, 1, 31), 5, period="month")] == [31, 28, 31, 30, 31]


def test_every_two_weeks_keeps_its_weekday_over_summer_time_and_new_year():
    found = days(date(2026, 3, 16), 24, every=2, period="week")
    assert {day.weekday() for day in found} == {0}
    assert {later - day for day, later in itertools.pairwise(found)} == {14 * DAY}


@pytest.mark.parametrize(
    ("nth", "weekday", "first", "expected"),
    [
        (2, 1, date(2026, 3, 1), [date(2026, 3, 10), date(2027, 3, 9), date(2028, 3, 14)]),
        (-1, 4, date(2026, 2, 1), [date(2026, 2, 27), date(2027, 2, 26), date(2028, 2, 25)]),
        (1, 0, date(2026, 6, 1), [date(2026, 6, 1), date(2027, 6, 7), date(2028, 6, 5)]),
    ],
)
def test_the_nth_weekday_of_a_month_each_year(nth, weekday, first, expected):
    assert days(first, 3, nth=nth, weekday=weekday) == expected


def test_a_weekday_before_the_first_day_is_not_the_first_time():
    assert days(date(2026, 3, 20), 1, nth=2, weekday=1) == [date(2027, 3, 9)]


def test_it_ends_with_its_last_day():
    assert days(date(2026, 1, 1), 9, until_date=date(2028, 1, 1)) == [date(year, 1, 1) for year in (2026, 2027, 2028)]
    recurrence = Recurrence(every=1, period="day", first_date=date(2026, 1, 1), until_date=date(2026, 1, 3))
    assert recurrence.latest(date(2030, 1, 1)) == date(2026, 1, 3)
    assert recurrence.latest(date(2025, 12, 31)) is None


def test_years_end_before_it_does():
    assert days(date(9998, 5, 1), 9) == [date(9998, 5, 1), date(9999, 5, 1)]


RECURRENCES = st.builds(
    Recurrence,
    every=st.integers(1, 40),
    period=st.sampled_from(["day", "week", "month", "year"]),
    first_date=st.dates(date(2000, 1, 1), date(2060, 1, 1)),
)


@given(RECURRENCES, st.dates(date(1990, 1, 1), date(2150, 1, 1)))
def test_what_is_asked_for_a_day_agrees_with_counting_from_the_first(recurrence, on):
    counted = list(recurrence.between(recurrence.first_date, on + 400 * DAY))
    assert list(recurrence.between(on, on + 400 * DAY)) == [day for day in counted if day >= on]
    assert recurrence.latest(on) == max((day for day in counted if day <= on), default=None)
    assert all(day < later for day, later in itertools.pairwise(counted))


@given(RECURRENCES)
def test_days_of_months_and_years_do_not_drift(recurrence):
    if recurrence.period in {"month", "year"}:
        for day in recurrence.upcoming(recurrence.first_date, count=20):
            assert day.day == recurrence.first_date.day or (day + DAY).day == 1 < recurrence.first_date.day


def test_a_day_off_moves_to_a_working_day_before_or_after():
    holy = {date(2026, 4, 2), date(2026, 4, 3), date(2026, 4, 6)}

    def works(day):
        return day.weekday() < 5 and day not in holy

    friday = date(2026, 4, 3)
    found = [moved(friday, way, is_working_day=works) for way in ("keep", "before", "after")]
    assert found == [friday, date(2026, 4, 1), date(2026, 4, 7)]


def facts(**more):
    return WheelFacts(title="x", unit_id=None, owner_key="", first_date=date(2026, 3, 10), **more)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "Every year, 10 March"),
        ({"every": 2}, "Every 2 years, 10 March"),
        ({"nth": 2, "weekday": 1}, "Every year, second Tuesday of March"),
        ({"period": "month", "nth": -1, "weekday": 4}, "Every month, last Friday of the month"),
        ({"period": "month", "every": 3}, "Every 3 months, on day 10"),
        ({"period": "week"}, "Every week, on Tuesday"),
        ({"period": "day", "every": 10}, "Every 10 days"),
        ({"period": "month", "every": 6, "counts_from": "done"}, "Every 6 months, counted from when it was last done"),
    ],
)
def test_when_it_comes_is_told_in_words(more, words):
    assert recurrence_words(facts(**more)) == words


def test_words_are_in_the_readers_language():
    with translation.override("nb"):
        assert recurrence_words(facts(nth=2, weekday=1)).endswith("tirsdag i mars")


# The ring

WORDS = Words(drawing="Wheel", months=[str(number) for number in range(1, 13)], year="2026")


def test_the_ring_has_a_link_for_each_mark_and_escapes_what_people_wrote():
    marks = [Mark(date(2026, 3, day), "open", f'<b>"{day}"', "/x/?a=1&b=2") for day in (1, 1, 2)]
    svg = draw_ring(marks, today=date(2026, 3, 2), words=WORDS)
    assert svg.count("<a ") == 3
    assert "<b>" not in svg
    assert "&amp;b=2" in svg
    assert "style=" not in svg


def test_marks_of_one_day_stand_in_lanes_of_their_own():
    marks = [Mark(date(2026, 3, 1), "planned", "x", "/") for _number in range(4)]
    svg = draw_ring(marks, today=None, words=WORDS)
    places = [part.split(' r="8"')[0] for part in svg.split("<circle ")[3:]]
    assert len(set(places)) == len(places) == 4
