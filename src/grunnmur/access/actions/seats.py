"""The seats of licence pools, swept in the transaction of the change that touches them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import connection

from grunnmur.access.derivation.compiled import Compiled
from grunnmur.access.derivation.derive import Derived, derive
from grunnmur.access.derivation.facts import Id
from grunnmur.access.derivation.facts import Seat as SeatFact
from grunnmur.access.derivation.pools import Pools
from grunnmur.access.derivation.rows import Cause
from grunnmur.access.derivation.rows import Withheld as HeldBack
from grunnmur.access.events import PoolFull, PoolHasRoom
from grunnmur.access.models import Seat, Withheld
from grunnmur.access.queries import facts
from grunnmur.access.rules import horizon
from grunnmur.core.clock import now, today
from grunnmur.core.events import publish
from grunnmur.core.periods import BEGINNING, END, Period, Span, intersect_spans, subtract_spans, union_spans

BATCH = 2000
Days = dict[tuple[Id, Id], tuple[Span, ...]]
"""Days by pool and person."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What was derived, and the pools that were swept for it with their seats before."""

    derived: Derived
    pools: frozenset[Id]
    before: tuple[SeatFact, ...]
    known: Pools

    def new_waits(self) -> Days:
        """Return the days from today on which somebody waits who did not."""
        was, will = (_days(seats, is_seated=False) for seats in (self.before, self.derived.seats))
        found = {key: subtract_spans(days, was.get(key, ())) for key, days in will.items()}
        return {key: days for key, days in found.items() if days}

    def emptied(self) -> list[Id]:
        """Return the pools in which somebody waited from today on, and nobody does now."""
        was, will = (_days(seats, is_seated=False) for seats in (self.before, self.derived.seats))
        still = {pool for (pool, _), days in will.items() if days}
        return sorted({pool for (pool, _), days in was.items() if days} - still)

    def without_room(self) -> dict[Id, set[Id]]:
        """Return by pool who is to wait and did not, or sits now in a pool without a queue beyond its number."""
        found: dict[Id, set[Id]] = defaultdict(set)
        for pool, person in self.new_waits():
            found[pool].add(person)
        was, will = (_days(seats, is_seated=True) for seats in (self.before, self.derived.seats))
        for (pool, person), days in will.items():
            if not self.known.by_id[pool].is_strict:
                for lower, _ in subtract_spans(days, was.get((pool, person), ())):
                    sitting = sum(one == pool and _has(spans, lower) for (one, _), spans in will.items())
                    if sitting > self.known.quantity(pool, lower):
                        found[pool].add(person)
        return found


def _has(spans: Iterable[Span], day: int) -> bool:
    return any(lower <= day < upper for lower, upper in spans)


def swept(loaded: facts.Loaded, compiled: Compiled, persons: frozenset[Id] | None) -> Swept:
    """Derive these persons or everyone, and whoever else's seat comes or goes by it.

    Only pools are swept, and locked, in which somebody wants other days than before; the others stay as they stand.
    """
    since, day = horizon(today()), today().toordinal()
    if persons is None:
        pools = frozenset(compiled.pools.by_id)
        lock_pools(pools)
        return Swept(
            derive(loaded.people, compiled, since=since, sweep_from=day), pools, loaded.people.seats, compiled.pools
        )
    alone = derive(loaded.people, compiled, persons=persons, since=since, sweep_from=day)
    pools = touched(loaded.people.seats, alone.seats)
    if not pools:
        return Swept(derive(loaded.people, compiled, persons=persons, since=since), pools, (), compiled.pools)
    lock_pools(pools)
    before = facts.seats_in(pools)
    found = _derive(loaded, compiled, persons, before, pools)
    others = changed_persons(before, found.seats) - persons
    if others:
        everybody = persons | others
        more = facts.load([UUID(person) for person in everybody])
        found = _derive(more, compiled, everybody, before, pools)
    return Swept(found, pools, before, compiled.pools)


def _derive(
    loaded: facts.Loaded,
    compiled: Compiled,
    persons: frozenset[Id],
    before: tuple[SeatFact, ...],
    pools: frozenset[Id],
) -> Derived:
    others = tuple(seat for seat in loaded.people.seats if seat.pool not in pools)
    people = replace(loaded.people, seats=(*before, *others))
    since, day = horizon(today()), today().toordinal()
    return derive(people, compiled, persons=persons, since=since, sweep_from=day, pools=pools)


def touched(before: Iterable[SeatFact], after: Iterable[SeatFact]) -> frozenset[Id]:
    """Return the pools in which somebody wants a seat on other days, or another share pays for it."""
    was, will = _wishes(before), _wishes(after)
    return frozenset(
        pool for pool, person in was.keys() | will.keys() if was.get((pool, person)) != will.get((pool, person))
    )


def _wishes(seats: Iterable[SeatFact]) -> Mapping[tuple[Id, Id], list[tuple[int, int, Id | None, int]]]:
    """Return the days wanted by pool and person, whether she sits or waits."""
    found: dict[tuple[Id, Id], list[tuple[int, int, Id | None, int]]] = defaultdict(list)
    for seat in sorted(seats, key=lambda row: (row.pool, row.person, row.lower)):
        rows = found[seat.pool, seat.person]
        lower, kind = seat.lower, (seat.payer, seat.wanted_from)
        if rows and rows[-1][1] == lower and rows[-1][2:] == kind:
            lower = rows.pop()[0]
        rows.append((lower, seat.upper, *kind))
    return found


def lock_pools(pools: Iterable[Id]) -> None:
    """Make other sweeps of these pools wait until this transaction is through; in the order of ids."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM access_licencepool WHERE id = ANY (%s) ORDER BY id FOR UPDATE", [sorted(map(UUID, pools))]
        )


def changed_persons(before: Iterable[SeatFact], after: Iterable[SeatFact]) -> set[Id]:
    """Return whose seats are not what they were."""
    return {seat.person for seat in {*map(_told, before)} ^ {*map(_told, after)}}


def _told(seat: SeatFact) -> SeatFact:
    return seat._replace(recorded=None)


def write_seats(found: Swept, persons: frozenset[Id] | None) -> set[Id]:
    """Store what changed of seats, and of what is withheld for want of one; returns whose it is.

    Publishes who is to wait, or makes a pool larger than it is.
    """
    stale = changed_persons(found.before, found.derived.seats)
    if stale:
        Seat.objects.filter(pool_id__in=list(map(UUID, found.pools)), person_id__in=stale).delete()
        Seat.objects.bulk_create((_seat(row) for row in found.derived.seats if row.person in stale), batch_size=BATCH)
    withheld = _write_withheld(found.derived, persons, stale)
    for pool, wanting in found.without_room().items():
        publish(PoolFull(UUID(pool), tuple(UUID(person) for person in sorted(wanting))))
    for pool in found.emptied():
        publish(PoolHasRoom(UUID(pool)))
    return stale | withheld


def _write_withheld(derived: Derived, persons: frozenset[Id] | None, stale: set[Id]) -> set[Id]:
    """Compare row by row what is withheld for want of a seat, of those who were derived; write whose differs."""
    stored: dict[Id, set[HeldBack]] = defaultdict(set)
    rows = Withheld.objects.filter(cause=Cause.LICENCE)
    rows = rows if persons is None else rows.filter(person_id__in=persons | stale)
    for person, permission, valid, source in rows.values_list("person_id", "permission_id", "valid", "source"):
        span = Period.from_range(valid).span
        stored[str(person)].add(HeldBack(str(person), str(permission), *span, Cause.LICENCE, str(source)))
    wanted: dict[Id, set[HeldBack]] = defaultdict(set)
    for row in derived.withheld:
        if row.cause == Cause.LICENCE:
            wanted[row.person].add(row)
    differing = {person for person in stored.keys() | wanted.keys() if stored.get(person) != wanted.get(person)}
    if differing:
        Withheld.objects.filter(cause=Cause.LICENCE, person_id__in=differing).delete()
        new = [withheld_row(row) for person in sorted(differing) for row in sorted(wanted.get(person, ()))]
        Withheld.objects.bulk_create(new, batch_size=BATCH)
    return differing


def withheld_row(row: HeldBack) -> Withheld:
    """Return a derived row as it is stored."""
    valid = row.valid.to_range()
    return Withheld(
        person_id=row.person, permission_id=row.permission, valid=valid, cause=row.cause.value, source=row.source
    )


def _seat(row: SeatFact) -> Seat:
    return Seat(
        pool_id=row.pool,
        person_id=row.person,
        payer_id=row.payer,
        wanted_from=None if row.wanted_from <= BEGINNING else date.fromordinal(row.wanted_from),
        recorded_at=row.recorded or now(),
        is_seated=row.is_seated,
        valid=Period.from_span((row.lower, row.upper)).to_range(),
    )


def _days(seats: Iterable[SeatFact], *, is_seated: bool) -> Days:
    """Return the days from today on which persons sit or wait."""
    found: dict[tuple[Id, Id], list[Span]] = defaultdict(list)
    for seat in seats:
        if seat.is_seated == is_seated:
            found[seat.pool, seat.person].append((seat.lower, seat.upper))
    coming = ((today().toordinal(), END),)
    return {key: intersect_spans(union_spans(spans), coming) for key, spans in found.items()}
