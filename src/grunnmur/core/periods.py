"""Half-open date intervals: the only place of the house that compares periods.

A `Period` is what people and the database mean by `valid`: from `lower`, the first day, up to but not with
`upper`. None means "always was" or "no end". People see and type the *last day*, which is upper − 1.

A `Span` is the same interval as two day numbers, for code that handles many thousands at a time. A *set* of
either is a sorted tuple whose members neither overlap nor touch, so equal sets of days are equal objects.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from psycopg.types.range import Range

Span = tuple[int, int]
"""First day and the day after the last, as `date.toordinal()`; BEGINNING and END stand for no bound."""

BEGINNING = 0
END = date.max.toordinal() + 1
EVER: tuple[Span, ...] = ((BEGINNING, END),)


@dataclass(frozen=True, slots=True)
class Period:
    """A run of days, at least one. Raises ValueError for a period without days."""

    lower: date | None = None
    upper: date | None = None

    def __post_init__(self) -> None:
        if self.lower is not None and self.upper is not None and self.upper <= self.lower:
            raise ValueError(f"A period needs at least one day, not {self.lower} up to {self.upper}.")

    @classmethod
    def through(cls, first: date | None, last: date | None) -> Self:
        """Return the period from the first through the last day, as people type it."""
        return cls(first, day_after(last))

    @classmethod
    def on(cls, day: date) -> Self:
        """Return the period of one day."""
        return cls.through(day, day)

    @classmethod
    def from_range(cls, value: Range[date]) -> Self:
        """Return the period of a database range, whatever its brackets. Raises ValueError if empty."""
        if value.isempty:
            raise ValueError("An empty range is no period.")
        lower = value.lower if value.lower_inc else day_after(value.lower)
        return cls(lower, day_after(value.upper) if value.upper_inc else value.upper)

    @classmethod
    def from_span(cls, span: Span) -> Self:
        """Return the period of two day numbers."""
        lower, upper = span
        return cls(
            None if lower <= BEGINNING else date.fromordinal(lower),
            None if upper >= END else date.fromordinal(upper),
        )

    @property
    def span(self) -> Span:
        """The same days as day numbers."""
        return (
            BEGINNING if self.lower is None else self.lower.toordinal(),
            END if self.upper is None else self.upper.toordinal(),
        )

    @property
    def last_day(self) -> date | None:
        """The last day that is in it, as shown to people; None = no end."""
        return None if self.upper is None else self.upper - timedelta(days=1)

    @property
    def days(self) -> int | None:
        """How many days it has; None when one end is open."""
        if self.lower is None or self.upper is None:
            return None
        return (self.upper - self.lower).days

    def __contains__(self, day: date) -> bool:
        return (self.lower is None or self.lower <= day) and (self.upper is None or day < self.upper)

    def is_over(self, on: date) -> bool:
        """Tell whether its last day was before this day."""
        return self.upper is not None and self.upper <= on

    def is_future(self, on: date) -> bool:
        """Tell whether its first day is after this day."""
        return self.lower is not None and on < self.lower

    def overlaps(self, other: "Period") -> bool:
        """Tell whether they share a day; neighbours do not."""
        return self.intersection(other) is not None

    def covers(self, other: "Period") -> bool:
        """Tell whether every day of the other is in this one."""
        return self.intersection(other) == other

    def intersection(self, other: "Period") -> "Period | None":
        """Return the days that are in both, or None when there are none."""
        shared = intersect_spans((self.span,), (other.span,))
        return Period.from_span(shared[0]) if shared else None

    def shifted(self, days: int) -> "Period":
        """Return it moved by so many days; an open end stays open."""
        step = timedelta(days=days)
        return Period(self.lower and self.lower + step, self.upper and self.upper + step)

    def to_range(self) -> Range[date]:
        """Return the range to store in a `daterange` column, `[lower, upper)`."""
        return Range(self.lower, self.upper, "[)")


ALWAYS = Period()


def day_after(day: date | None) -> date | None:
    """Return the next day; None (no bound) and the last day of the calendar stay without bound."""
    return None if day is None or day == date.max else day + timedelta(days=1)


def union(periods: Iterable[Period]) -> tuple[Period, ...]:
    """Return the maximal periods that together have exactly these days, the earliest first."""
    return to_periods(union_spans(period.span for period in periods))


def intersect(left: Iterable[Period], right: Iterable[Period]) -> tuple[Period, ...]:
    """Return the days that both sets have."""
    return to_periods(intersect_spans(to_spans(left), to_spans(right)))


def subtract(left: Iterable[Period], right: Iterable[Period]) -> tuple[Period, ...]:
    """Return the days of the left set that the right set lacks."""
    return to_periods(subtract_spans(to_spans(left), to_spans(right)))


def to_spans(periods: Iterable[Period]) -> tuple[Span, ...]:
    """Return the set of spans with these days, joined and sorted."""
    return union_spans(period.span for period in periods)


def to_periods(spans: Iterable[Span]) -> tuple[Period, ...]:
    """Return one period for each span, in the same order."""
    return tuple(Period.from_span(span) for span in spans)


def union_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the set with exactly these days; spans without days are left out."""
    ordered = sorted(spans)
    if len(ordered) == 1 and ordered[0][0] < ordered[0][1]:
        return (ordered[0],)
    joined: list[Span] = []
    for lower, upper in ordered:
        if upper <= lower:
            continue
        if joined and lower <= joined[-1][1]:
            first, last = joined[-1]
            joined[-1] = (first, max(last, upper))
        else:
            joined.append((lower, upper))
    return tuple(joined)


def intersect_spans(left: Sequence[Span], right: Sequence[Span]) -> tuple[Span, ...]:
    """Return the days that both sets have. Both must be sets (see `union_spans`)."""
    shared: list[Span] = []
    at_left = at_right = 0
    while at_left < len(left) and at_right < len(right):
        left_lower, left_upper = left[at_left]
        right_lower, right_upper = right[at_right]
        lower, upper = max(left_lower, right_lower), min(left_upper, right_upper)
        if lower < upper:
            shared.append((lower, upper))
        if left_upper < right_upper:
            at_left += 1
        else:
            at_right += 1
    return tuple(shared)


def subtract_spans(left: Sequence[Span], right: Sequence[Span]) -> tuple[Span, ...]:
    """Return the days of the left set that the right set lacks. Both must be sets (see `union_spans`)."""
    if not right:
        return tuple(left)
    return intersect_spans(left, gaps(right))


def gaps(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return all days that a set lacks, from BEGINNING to END."""
    lowers = (BEGINNING, *(upper for _, upper in spans))
    uppers = (*(lower for lower, _ in spans), END)
    return tuple((lower, upper) for lower, upper in zip(lowers, uppers, strict=True) if lower < upper)
