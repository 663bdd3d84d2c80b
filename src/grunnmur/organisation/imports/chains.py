"""What a file's word means for rows that follow each other in time. Pure: no database, no clock.

A payroll tells how things are now; here the past is kept too. So one row of a file meets a *chain*: the periods
of one employment, of one unit's parents, of one unit's leaders. The rules:

1. What differs is written from the file's own first day if that is later than the row it meets, else from the
   effective day on. Days behind it stay as they were.
2. What is planned here for later stays as planned, as long as the file agrees about its own day.
3. A first day before the chain's lengthens it; a chain that has not begun moves with its first day.
4. The last day is the file's: the chain is shortened or lengthened to it, and rows wholly behind it go.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from grunnmur.core.periods import Period


@dataclass(frozen=True)
class Segment:
    """One row in time. `id` None = not written yet; `values` are its columns as JSON."""

    id: UUID | None
    period: Period
    values: Mapping[str, Any]  # Any: JSON


@dataclass(frozen=True)
class Wish:
    """What the file says: these values, on these days. Values it does not name are taken from the row it meets.

    complete: all values a row needs if there is none to take them from.
    """

    period: Period
    values: Mapping[str, Any]  # Any: JSON
    complete: Mapping[str, Any]  # Any: JSON

    @property
    def first(self) -> date:
        """The first day; files always have one."""
        return self.period.lower or date.min


def follow(segments: Iterable[Segment], wish: Wish, *, on: date) -> tuple[Segment, ...]:
    """Return the chain as it is when the file is believed; rows that stay keep their id.

    on: the effective day.
    """
    chain = tuple(sorted(segments, key=_start))
    if chain and chain[-1].period.is_over(wish.first) and _start(chain[0]) > on:  # rule 3
        return (replace(chain[-1], period=wish.period, values={**chain[-1].values, **wish.values}),)
    if not chain or chain[-1].period.is_over(wish.first):
        return (*chain, Segment(None, wish.period, dict(wish.complete)))
    return _with_end(_with_values(_with_start(chain, wish, on), wish, on), wish.period.upper)


def cut(segments: Iterable[Segment], *, at: date) -> tuple[Segment, ...]:
    """Return the chain without the days from `at` on."""
    kept = ((each, each.period.intersection(Period(None, at))) for each in sorted(segments, key=_start))
    return tuple(replace(each, period=period) for each, period in kept if period)


def _start(segment: Segment) -> date:
    return segment.period.lower or date.min


def _with_start(chain: Sequence[Segment], wish: Wish, on: date) -> tuple[Segment, ...]:
    """Rule 3."""
    is_begun = _start(chain[0]) <= on
    if _start(chain[0]) <= wish.first and is_begun:
        return tuple(chain)
    kept = [each for each in chain if not each.period.is_over(wish.first)]
    return (replace(kept[0], period=Period(wish.first, kept[0].period.upper)), *kept[1:])


def _with_values(chain: Sequence[Segment], wish: Wish, on: date) -> tuple[Segment, ...]:
    """Rules 1 and 2."""
    day = max(on, wish.first)
    last_day = wish.period.last_day
    day = min(day, last_day) if last_day else day
    met = next((each for each in chain if not each.period.is_over(day)), chain[-1])
    if all(met.values.get(name) == value for name, value in wish.values.items()):
        return tuple(chain)
    values = {**met.values, **wish.values}
    if met.period.is_over(day):  # it had ended, and goes on as something else
        start = max(on, wish.first, met.period.upper or on)
        if wish.period.upper is not None and wish.period.upper <= start:  # all of it is behind the effective day
            return tuple(chain)
        return (*chain, Segment(None, Period(start, wish.period.upper), values))
    start = wish.first if wish.first > _start(met) else max(on, _start(met))
    place = list(chain).index(met)
    if start == _start(met):
        return (*chain[:place], replace(met, values=values), *chain[place + 1 :])
    if start not in met.period:  # it is all behind the effective day
        return tuple(chain)
    before = replace(met, period=Period(met.period.lower, start))
    return (*chain[:place], before, Segment(None, Period(start, met.period.upper), values), *chain[place + 1 :])


def _with_end(chain: Sequence[Segment], upper: date | None) -> tuple[Segment, ...]:
    """Rule 4."""
    kept = [each for each in chain if upper is None or _start(each) < upper]
    return (*kept[:-1], replace(kept[-1], period=Period(kept[-1].period.lower, upper)))


def follow_all(segments: Iterable[Segment], wishes: Iterable[Wish], *, on: date) -> tuple[Segment, ...]:
    """Return the chain when several rows of a file, none overlapping another, speak about it.

    Each wish meets only the rows that begin before the next wish does, and that the wishes before leave.
    """
    chain = tuple(sorted(segments, key=_start))
    ordered = sorted(wishes, key=lambda wish: wish.first)
    for wish, later in zip(ordered, [*ordered[1:], None], strict=True):
        until = later.first if later else date.max
        done = [each for each in chain if wish is not ordered[0] and each.period.is_over(wish.first)]
        head = [each for each in chain if _start(each) < until and each not in done]
        tail = [each for each in chain if _start(each) >= until]
        chain = (*done, *follow(head, wish, on=on), *tail)
    return chain
