"""Licence pools: who wants a seat, and what is withheld from those who wait for one (step 5, licence)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from grunnmur.access.derivation.facts import Id, Seat
from grunnmur.access.derivation.payers import payers_of
from grunnmur.access.derivation.remaining import Days
from grunnmur.access.derivation.rows import Cause, Withheld
from grunnmur.access.derivation.scene import Scene
from grunnmur.access.derivation.sweep import Wish, sweep
from grunnmur.core.periods import intersect_spans, union_spans


def licence(scene: Scene) -> Iterator[Withheld | Seat]:
    """Give out the seats of each pool, and withhold its permissions from those who wait.

    A person wants one seat on a day, however many routes or permissions of the pool she has.
    """
    pools = scene.compiled.pools
    wanted = _wanted(scene) if pools.by_id else {}
    for pool in pools.by_id:
        runs = wanted.get(pool, {})
        if scene.sweep_from is None or (scene.pools is not None and pool not in scene.pools):
            seats: Iterable[Seat] = scene.crowd.seats.get(pool, ())
        else:
            seats = _given_out(pool, runs, scene, scene.sweep_from)
            yield from seats
        yield from _waiting(pool, runs, seats, scene)


def _wanted(scene: Scene) -> dict[Id, dict[Id, Days]]:
    """Return by pool and person the runs of days on which those who are derived want a seat."""
    pools, wanting = scene.compiled.pools, scene.compiled.pools.wanting
    found: dict[Id, dict[Id, Days]] = defaultdict(dict)
    for person, rows in scene.remaining.held.raw.items():
        met = {row[0] or row[1] or "" for row in rows} & wanting.keys()
        days = scene.remaining.watched(person) if met else {}
        for pool in {pool for holder in met for pool in wanting[holder]}:
            runs = _runs(pools.permissions_in[pool], days)
            if runs:
                found[pool][person] = runs
    return found


def _runs(permissions: list[Id], days: Mapping[Id, Days]) -> Days:
    if len(permissions) == 1:
        return days.get(permissions[0], ())
    return union_spans(span for permission in permissions for span in days.get(permission, ()))


def _given_out(pool: Id, runs: Mapping[Id, Days], scene: Scene, day: int) -> list[Seat]:
    before: dict[Id, list[Seat]] = defaultdict(list)
    for seat in scene.crowd.seats.get(pool, ()):
        before[seat.person].append(seat)
    wishes = [wish for person, days in runs.items() for wish in _wishes(pool, person, days, before, scene)]
    others = () if scene.is_whole else before.keys() - scene.remaining.held.raw.keys()
    for person in sorted(others):
        wishes += _as_they_stand(before[person], scene.compiled.pools.days[pool])
    return sweep(pool, wishes, scene.compiled.pools, day)


def _wishes(pool: Id, person: Id, runs: Days, before: Mapping[Id, list[Seat]], scene: Scene) -> Iterator[Wish]:
    """Yield what one person wants, on the days for which the pool has a number of seats."""
    known = before.get(person, ())
    for lower, upper in runs:
        met = [seat for seat in known if seat.lower < upper and lower < seat.upper]
        recorded = min((seat.recorded for seat in met if seat.recorded), default=None)
        for span in intersect_spans(((lower, upper),), scene.compiled.pools.days[pool]):
            payers = payers_of(person, span, pool, scene.crowd, scene.compiled)
            yield Wish(person, lower, recorded, payers, tuple(met))


def _as_they_stand(seats: Iterable[Seat], days: Days) -> Iterator[Wish]:
    """Yield what somebody wants who is not derived, from the seats she has or waits for."""
    by_start: dict[int, list[Seat]] = defaultdict(list)
    for seat in sorted(seats, key=lambda row: row.lower):
        by_start[seat.wanted_from].append(seat)
    for start, rows in by_start.items():
        recorded = min((seat.recorded for seat in rows if seat.recorded), default=None)
        for run in intersect_spans(union_spans((seat.lower, seat.upper) for seat in rows), days):
            inside = [row for row in rows if row.lower < run[1] and run[0] < row.upper]
            payers = [(max(row.lower, run[0]), min(row.upper, run[1]), row.payer) for row in inside]
            yield Wish(rows[0].person, start, recorded, tuple(payers), tuple(inside))


def _waiting(pool: Id, runs: Mapping[Id, Days], seats: Iterable[Seat], scene: Scene) -> Iterator[Withheld]:
    """Withhold the pool's permissions from those who are derived, on the days they wait."""
    waits: dict[Id, list[tuple[int, int]]] = defaultdict(list)
    for seat in seats:
        if not seat.is_seated and seat.person in runs:
            waits[seat.person].append((seat.lower, seat.upper))
    for person, spans in waits.items():
        left, days = scene.remaining.watched(person), union_spans(spans)
        for permission in scene.compiled.pools.permissions_in[pool]:
            for lower, upper in intersect_spans(left.get(permission, ()), days):
                yield Withheld(person, permission, lower, upper, Cause.LICENCE, pool)
