"""Giving out the seats of one pool, day by day: what ends frees, who sits keeps, what is free goes by the queue."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from heapq import heappop, heappush
from itertools import count
from math import inf
from operator import itemgetter
from typing import NamedTuple

from grunnmur.access.derivation.facts import Id, Seat
from grunnmur.access.derivation.payers import Payer
from grunnmur.access.derivation.pools import Pools

Turn = tuple[int, float, Id, int]


class Wish(NamedTuple):
    """A person wants a seat on a run of days, told by who pays on which of them.

    wanted_from: the first day of the run, also of days before the pool had a number. recorded: None = just now.
    before: what was said of these days when last the pool was swept.
    """

    person: Id
    wanted_from: int
    recorded: datetime | None
    payers: tuple[Payer, ...]
    before: tuple[Seat, ...]

    @property
    def lower(self) -> int:
        """The first day."""
        return self.payers[0][0]

    @property
    def upper(self) -> int:
        """The day after the last."""
        return self.payers[-1][1]

    @property
    def turn(self) -> Turn:
        """The place in the queue: wanted first, recorded first, then by id."""
        recorded = inf if self.recorded is None else self.recorded.timestamp()
        return (self.wanted_from, recorded, self.person, self.lower)

    def had_it_on(self, day: int) -> bool:
        """Tell whether she had the seat on a day."""
        return any(seat.is_seated and seat.lower <= day < seat.upper for seat in self.before)


def sweep(pool: Id, wishes: Iterable[Wish], pools: Pools, day: int) -> list[Seat]:
    """Return who sits and who waits when, sorted; days before `day` are as they were said to be.

    Nobody who sits is made to stand by a smaller number, nor by somebody who asks later for earlier days.
    """
    found: list[Seat] = []
    swept = _Sweep(pool, pools)
    for wish in wishes:
        found += _past(wish, day)
        if wish.upper > day:
            swept.add(wish, day)
    found += swept.run(day)
    return _joined(found)


def _past(wish: Wish, day: int) -> Iterator[Seat]:
    """Yield what was said of the days before the sweep, as far as they are still wanted."""
    for seat in wish.before:
        lower, upper = max(seat.lower, wish.lower), min(seat.upper, wish.upper, day)
        if lower < upper:
            yield seat._replace(wanted_from=wish.wanted_from, recorded=wish.recorded, lower=lower, upper=upper)


def _seat(pool: Id, wish: Wish, payer: Payer, *, is_seated: bool) -> Seat:
    lower, upper, unit = payer
    return Seat(pool, wish.person, unit, wish.wanted_from, wish.recorded, is_seated, lower, upper)


def _joined(seats: Iterable[Seat]) -> list[Seat]:
    """Join days that follow each other and are alike."""
    found: list[Seat] = []
    for seat in sorted(seats, key=itemgetter(1, 6, 7)):
        last = found[-1] if found else None
        if last is not None and last[:6] == seat[:6] and last.upper == seat.lower:
            found[-1] = last._replace(upper=seat.upper)
        else:
            found.append(seat)
    return found


class _Run:
    """One wish while the days pass: who pays now, since when, and whether she sits."""

    def __init__(self, wish: Wish, day: int) -> None:
        self.wish = wish
        self.payers = [row for row in wish.payers if row[1] > day]
        self.since = max(self.payers[0][0], day)
        self.is_seated = bool(wish.before) and wish.lower <= day and wish.had_it_on(day)
        self.is_over = False

    @property
    def payer(self) -> Id | None:
        return self.payers[0][2]


class _Sweep:
    def __init__(self, pool: Id, pools: Pools) -> None:
        self.pool, self.pools = pool, pools
        self.events: dict[int, list[_Run]] = defaultdict(list)
        self.queues: dict[Id | None, list[tuple[Turn, int, _Run]]] = defaultdict(list)
        self.taken: dict[Id | None, int] = defaultdict(int)
        self.done: list[Seat] = []
        self.numbers = count()

    def add(self, wish: Wish, day: int) -> None:
        """Take a wish in: something happens to it when it begins, when another share pays, and when it ends."""
        run = _Run(wish, day)
        for moment in {run.since, *(upper for _, upper, _ in run.payers)}:
            self.events[moment].append(run)

    def run(self, day: int) -> list[Seat]:
        """Go through the days on which something happens; return seats from `day` on."""
        moments = self.events.keys() | {change for change in self.pools.changes(self.pool) if change > day}
        for moment in sorted(moments):
            runs = self.events.get(moment, [])
            for run in runs:
                self._turn(run, moment)
            for payer in list(self.queues):
                self._fill(payer, moment)
        return self.done

    def _turn(self, run: _Run, day: int) -> None:
        """Let a wish begin, go on with another payer, or end."""
        if run.payers[0][1] == day:
            self._close(run, day)
            self.taken[run.payer] -= run.is_seated
            del run.payers[0]
        if not run.payers:
            run.is_over = True
        elif run.is_seated:
            self.taken[run.payer] += 1
        else:
            heappush(self.queues[run.payer], (run.wish.turn, next(self.numbers), run))

    def _fill(self, payer: Id | None, day: int) -> None:
        queue = self.queues[payer]
        seats = self.pools.seats(self.pool, payer, day) if queue else 0
        while queue and self.taken[payer] < seats:
            run = heappop(queue)[2]
            if not run.is_over and not run.is_seated and run.payer == payer:
                self._close(run, day)
                run.is_seated = True
                self.taken[payer] += 1

    def _close(self, run: _Run, day: int) -> None:
        if run.since < day:
            days = (run.since, day, run.payer)
            self.done.append(_seat(self.pool, run.wish, days, is_seated=run.is_seated))
        run.since = day
