"""Periods: what a day in or out means, and set algebra against plain sets of days."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.types.range import Range

from grunnmur.core.periods import (
    ALWAYS,
    BEGINNING,
    END,
    EVER,
    Period,
    day_after,
    gaps,
    intersect,
    intersect_spans,
    subtract,
    subtract_spans,
    to_spans,
    union,
    union_spans,
)

FIRST = date(2026, 1, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(20)]
bound = st.one_of(st.none(), st.sampled_from(DAYS))


@st.composite
def periods(draw):
    lower, upper = draw(bound), draw(bound)
    if lower is not None and upper is not None and upper <= lower:
        lower, upper = upper, lower + timedelta(days=1)
    return Period(lower, upper)


sets = st.lists(periods(), max_size=5)


def days_of(some):
    return {day for day in DAYS if any(day in period for period in some)}


def test_last_day_is_the_day_before_upper():
    period = Period(date(2026, 3, 1), date(2026, 4, 1))
    assert period.last_day == date(2026, 3, 31)
    assert date(2026, 3, 31) in period
    assert date(2026, 4, 1) not in period
    assert date(2026, 2, 28) not in period


def test_typed_last_day_comes_back_as_typed():
    period = Period.through(date(2028, 2, 1), date(2028, 2, 29))
    assert period.upper == date(2028, 3, 1)
    assert period.last_day == date(2028, 2, 29)
    assert period.days == 29


def test_open_ends_hold_every_day():
    assert date.min in ALWAYS
    assert date.max in ALWAYS
    assert ALWAYS.last_day is None
    assert ALWAYS.days is None


@pytest.mark.parametrize("upper", [FIRST, FIRST - timedelta(days=1)])
def test_period_without_days_is_refused(upper):
    with pytest.raises(ValueError, match="at least one day"):
        Period(FIRST, upper)


def test_over_and_future_meet_at_the_edges():
    period = Period.on(FIRST)
    assert period.is_over(FIRST + timedelta(days=1))
    assert not period.is_over(FIRST)
    assert period.is_future(FIRST - timedelta(days=1))
    assert not period.is_future(FIRST)


def test_neighbours_do_not_overlap_but_join():
    left, right = Period(FIRST, DAYS[5]), Period(DAYS[5], DAYS[9])
    assert not left.overlaps(right)
    assert left.intersection(right) is None
    assert union([right, left]) == (Period(FIRST, DAYS[9]),)


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        (Range(FIRST, DAYS[3]), Period(FIRST, DAYS[3])),
        (Range(FIRST, DAYS[3], "[]"), Period(FIRST, DAYS[4])),
        (Range(FIRST, DAYS[3], "(]"), Period(DAYS[1], DAYS[4])),
        (Range(None, DAYS[3], "()"), Period(None, DAYS[3])),
        (Range(FIRST, None, "[)"), Period(FIRST, None)),
    ],
)
def test_database_range_of_any_bracket_is_read(stored, expected):
    assert Period.from_range(stored) == expected


def test_empty_database_range_is_refused():
    with pytest.raises(ValueError, match="empty range"):
        Period.from_range(Range(empty=True))


@given(periods())
def test_range_and_span_come_back_unchanged(period):
    assert Period.from_range(period.to_range()) == period
    assert Period.from_span(period.span) == period


def test_first_and_last_day_of_the_calendar_are_not_open_ends():
    assert Period.from_span(Period(date.min, date.max).span) == Period(date.min, date.max)
    assert day_after(date.max) is None
    assert day_after(None) is None


@given(periods(), st.integers(-400, 400))
def test_shifting_there_and_back_changes_nothing(period, days):
    assert period.shifted(days).shifted(-days) == period
    assert period.shifted(days).days == period.days


@given(sets)
def test_union_has_the_same_days_in_maximal_runs(some):
    joined = union(some)
    assert days_of(joined) == days_of(some)
    spans = to_spans(some)
    assert all(left[1] < right[0] for left, right in pairwise(spans))
    assert union(reversed(some)) == joined


@given(sets, sets)
def test_set_algebra_equals_sets_of_days(left, right):
    assert days_of(intersect(left, right)) == days_of(left) & days_of(right)
    assert days_of(subtract(left, right)) == days_of(left) - days_of(right)


@given(sets, sets)
def test_parts_add_up_to_the_whole(left, right):
    one, two = to_spans(left), to_spans(right)
    parts = (*intersect_spans(one, two), *subtract_spans(one, two))
    assert union_spans(parts) == one


@given(periods(), periods())
def test_covers_and_overlaps_agree_with_the_algebra(left, right):
    assert left.covers(right) == (subtract([right], [left]) == ())
    assert left.overlaps(right) == (intersect([left], [right]) != ())


def test_gaps_of_nothing_is_ever_and_of_ever_nothing():
    assert gaps(()) == EVER
    assert gaps(EVER) == ()
    assert gaps(((5, 9),)) == ((BEGINNING, 5), (9, END))


def test_spans_without_days_are_left_out():
    assert union_spans([(5, 5), (7, 6), (1, 2)]) == ((1, 2),)
