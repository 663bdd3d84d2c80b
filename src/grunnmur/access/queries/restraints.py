"""What a change of rules or roles would run into: conflicts and licence pools, for those whom it gives something."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from grunnmur.access.derivation import Compiled, derive, new_clashes
from grunnmur.access.derivation.facts import Definitions, People, Seat
from grunnmur.access.models import Conflict, LicencePool
from grunnmur.access.queries.facts import seats_in
from grunnmur.core.clock import today
from grunnmur.core.permissions import Actor
from grunnmur.organisation import queries as organisation


@dataclass(frozen=True)
class ShortPool:
    """A pool that a change leaves short of seats.

    count: how many would wait who did not before; where all get one (on_full warn), how many too many at worst.
    """

    name: str
    on_full: str
    quantity: int
    count: int


@dataclass(frozen=True)
class Restraints:
    """What a change runs into. conflicts: who would have what is kept apart, each with the names of the conflicts.

    Persons the asker may not know of are not named, and in no count of those who would wait.
    """

    conflicts: tuple[tuple[str, str], ...] = ()
    pools: tuple[ShortPool, ...] = ()


def restraints_of(
    people: People, before: Definitions, after: Definitions, *, target: str, persons: Collection[str], seen_by: Actor
) -> Restraints:
    """Return what these persons would run into from today on; nothing is written.

    target: the role or permission the change is about. people: at least the facts of these persons. Four statements at
    most. Raises RoleNestingError for roles that contain each other.
    """
    clashes = new_clashes(people, before, after, persons=persons, since=today().toordinal())
    found = _seats(people, before, after, target, persons)
    mentioned = {UUID(person) for person in clashes} | {UUID(seat.person) for seats in found.new for seat in seats}
    names = organisation.names_of(mentioned, seen_by=seen_by) if mentioned else {}
    return Restraints(_told_clashes(clashes, names), _told_pools(found, names))


@dataclass(frozen=True)
class _Found:
    """Seats that somebody comes to wait for, and seats that somebody new takes; everybody's seats afterwards."""

    waits: tuple[Seat, ...] = ()
    sits: tuple[Seat, ...] = ()
    all: tuple[Seat, ...] = ()
    compiled: Compiled | None = None

    @property
    def new(self) -> tuple[tuple[Seat, ...], ...]:
        return (self.waits, self.sits)


def _seats(people: People, before: Definitions, after: Definitions, target: str, persons: Collection[str]) -> _Found:
    """Sweep the pools that the change leads to, on both sides."""
    was, will = Compiled(before), Compiled(after)
    wanting, wanted = was.pools.wanting, will.pools.wanting
    pools = {pool for holder, found in wanted.items() for pool in found - wanting.get(holder, frozenset())}
    pools |= wanted.get(target, frozenset())
    if not pools or not persons:
        return _Found()
    known, first = replace(people, seats=seats_in(pools)), today().toordinal()
    old, new = (
        [
            seat
            for seat in derive(known, side, persons=persons, sweep_from=first, pools=pools).seats
            if seat.upper > first
        ]
        for side in (was, will)
    )
    known_waits, known_sits = (_pairs(old, is_seated=is_seated) for is_seated in (False, True))
    waits = (seat for seat in new if not seat.is_seated and (seat.pool, seat.person) not in known_waits)
    sits = (seat for seat in new if seat.is_seated and (seat.pool, seat.person) not in known_sits)
    return _Found(tuple(waits), tuple(sits), tuple(new), will)


def _pairs(seats: Iterable[Seat], *, is_seated: bool) -> set[tuple[str, str]]:
    return {(seat.pool, seat.person) for seat in seats if seat.is_seated == is_seated}


def _told_pools(found: _Found, names: Mapping[UUID, str]) -> tuple[ShortPool, ...]:
    if found.compiled is None:
        return ()
    rows = LicencePool.objects.filter(pk__in={seat.pool for seats in found.new for seat in seats})
    told = [_short(row, found, found.compiled, names) for row in rows]
    return tuple(sorted((one for one in told if one.count > 0), key=lambda one: one.name.casefold()))


def _short(row: LicencePool, found: _Found, compiled: Compiled, names: Mapping[UUID, str]) -> ShortPool:
    """Count who would wait; of a pool where nobody waits, how many sit beyond its number on the worst new day."""
    pool, first = str(row.pk), today().toordinal()
    days = {max(seat.lower, first) for seats in found.new for seat in seats if seat.pool == pool}
    over, day = max((_over(pool, day, found, compiled), -day) for day in days)
    quantity = compiled.pools.quantity(pool, -day)
    if row.on_full == LicencePool.OnFull.WARN:
        return ShortPool(row.name, row.on_full, quantity, over)
    waits = {seat.person for seat in found.waits if seat.pool == pool and UUID(seat.person) in names}
    return ShortPool(row.name, row.on_full, quantity, len(waits))


def _over(pool: str, day: int, found: _Found, compiled: Compiled) -> int:
    sitting = sum(seat.pool == pool and seat.lower <= day < seat.upper for seat in found.all)
    return sitting - compiled.pools.quantity(pool, day)


def _told_clashes(clashes: Mapping[str, tuple[str, ...]], names: Mapping[UUID, str]) -> tuple[tuple[str, str], ...]:
    """Name who would stand in which conflicts, by name. One statement, none when nobody would."""
    wanted = {conflict for found in clashes.values() for conflict in found}
    conflicts = {str(pk): name for pk, name in Conflict.objects.filter(pk__in=wanted).values_list("pk", "name")}
    told = [
        (names[UUID(person)], ", ".join(sorted(conflicts[one] for one in found)))
        for person, found in clashes.items()
        if UUID(person) in names
    ]
    return tuple(sorted(told, key=lambda row: (row[0].casefold(), row[1])))
