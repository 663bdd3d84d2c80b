"""What giving something would lead to, before it is given: conflicts and seats, on changed facts in memory."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from grunnmur.access.derivation import facts as derivation
from grunnmur.access.derivation.clashes import new_clashes
from grunnmur.access.derivation.compiled import Compiled
from grunnmur.access.derivation.derive import Derived, derive
from grunnmur.access.derivation.rows import Clash
from grunnmur.access.models import Conflict, LicencePool
from grunnmur.access.queries import facts
from grunnmur.access.queries.conflicts.routes import messages_of_clash, told
from grunnmur.access.queries.messages import message_names
from grunnmur.access.rules import Target
from grunnmur.core.clock import today
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, person_of
from grunnmur.organisation import queries as organisation


@dataclass(frozen=True)
class Wanted:
    """Something that somebody would be given on some days."""

    target: Target
    period: Period


@dataclass(frozen=True)
class AskedConflict:
    """A conflict that giving something would make: on which days, and by which two routes.

    severity: block (refused), approve (needs an exception first) or record (only listed).
    """

    conflict_id: UUID
    name: str
    severity: str
    valid: Period
    routes: tuple[str, ...]


@dataclass(frozen=True)
class AskedSeat:
    """A pool that giving something takes a seat in.

    quantity, taken: on the day, of the share that pays for the person. place: in the queue on that day; 0 = she sits.
    on_full: block, queue or warn. unit_cost: of a seat for a year; None when nobody has said.
    """

    pool_id: UUID
    name: str
    on_full: str
    day: date
    quantity: int
    taken: int
    place: int
    unit_cost: Decimal | None = None

    @property
    def free(self) -> int:
        """How many seats nobody has."""
        return max(0, self.quantity - self.taken)

    @property
    def is_refused(self) -> bool:
        """Whether giving it would be refused for want of a seat."""
        return self.on_full == LicencePool.OnFull.BLOCK and self.place > 0


@dataclass(frozen=True)
class Outlook:
    """What giving one thing would lead to; conflicts that an exception allows are left out, the hardest come first."""

    conflicts: tuple[AskedConflict, ...] = ()
    seats: tuple[AskedSeat, ...] = ()

    @property
    def cost(self) -> Decimal | None:
        """What its seats cost a year; None when it takes none, or nobody has said what they cost."""
        known = [one.unit_cost for one in self.seats if one.unit_cost is not None]
        return sum(known, Decimal()) if known else None


@dataclass(frozen=True)
class _Stage:
    """How things would stand after one thing more. seated: pools with a seat for the person on the first day."""

    people: derivation.People
    derived: Derived
    day: int
    clashes: tuple[Clash, ...] = ()
    pools: frozenset[str] = field(default=frozenset())


def outlooks(person_id: UUID, wanted: Iterable[Wanted], *, seen_by: Actor) -> list[Outlook]:
    """Return what giving these would lead to, in their order, each on top of those before it.

    Nothing is written; the caller has checked that the reader may see what the person has. About thirty statements at
    most, whatever the number.
    """
    loaded = facts.load([person_id])
    compiled = Compiled(loaded.definitions)
    stages = _stages(str(person_id), loaded.people, compiled, wanted)
    clashes = _conflicts(person_id, stages, compiled, seen_by=seen_by)
    seats = _seats(str(person_id), stages, compiled)
    return [Outlook(*found) for found in zip(clashes, seats, strict=True)]


def _stages(person: str, people: derivation.People, compiled: Compiled, wanted: Iterable[Wanted]) -> list[_Stage]:
    """Derive the person anew after each thing, and keep what is new by it."""
    first = today().toordinal()
    before = derive(people, compiled, persons=[person], sweep_from=first)
    found = []
    for one in wanted:
        people = replace(people, grants=(*people.grants, _grant(person, one)))
        after = derive(people, compiled, persons=[person], sweep_from=first)
        day = max(one.period.span[0], first)
        waiting = {seat.pool for seat in people.seats if seat.lower <= day < seat.upper and not seat.is_seated}
        new = _pools_on(day, after) - (_pools_on(day, before) - waiting)
        found.append(
            _Stage(people, after, day, tuple(new_clashes(before.clashes, after.clashes, first=first)), frozenset(new))
        )
        before = after
    return found


def _grant(person: str, one: Wanted) -> derivation.Grant:
    role, permission = (str(key) if key else None for key in (one.target.role_id, one.target.permission_id))
    return derivation.Grant(str(uuid4()), person, None, role, permission, None, None, *one.period.span)


def _pools_on(day: int, derived: Derived) -> set[str]:
    return {seat.pool for seat in derived.seats if seat.lower <= day < seat.upper}


def _conflicts(
    person_id: UUID, stages: Sequence[_Stage], compiled: Compiled, *, seen_by: Actor
) -> list[tuple[AskedConflict, ...]]:
    """Name the clashes of each stage, and how the person comes to both sides."""
    messages = {clash: messages_of_clash(clash, stage.people, compiled) for stage in stages for clash in stage.clashes}
    if not messages:
        return [() for _stage in stages]
    names = message_names([one for found in messages.values() for one in found], seen_by=seen_by)
    name = name_or_nobody(person_id, seen_by=seen_by)
    known = {str(row.pk): row for row in Conflict.objects.filter(pk__in={clash.conflict for clash in messages})}
    said = {clash: told(found, names, name=name) for clash, found in messages.items()}
    return [_named(stage.clashes, known, said) for stage in stages]


def name_or_nobody(person_id: UUID, *, seen_by: Actor) -> str | None:
    """Return how sentences name a person to a reader: None to herself, no name to who may not know of her."""
    if person_of(seen_by) == person_id:
        return None
    return organisation.names_of([person_id], seen_by=seen_by).get(person_id) or _("A protected person")


def _named(
    clashes: Iterable[Clash], known: Mapping[str, Conflict], said: Mapping[Clash, tuple[str, ...]]
) -> tuple[AskedConflict, ...]:
    order = [severity.value for severity in Conflict.Severity]
    rows = [
        AskedConflict(row.pk, row.name, row.severity, Period.from_span((clash.lower, clash.upper)), said[clash])
        for clash in clashes
        for row in (known[clash.conflict],)
    ]
    return tuple(sorted(rows, key=lambda one: (order.index(one.severity), one.name, one.valid.span)))


def _seats(person: str, stages: Sequence[_Stage], compiled: Compiled) -> list[tuple[AskedSeat, ...]]:
    """Sweep the pools in which each stage wants a seat that the one before did not."""
    wanted = frozenset().union(*(stage.pools for stage in stages))
    if not wanted:
        return [() for _stage in stages]
    everybody = facts.seats_in(wanted)
    pools = {str(pool.pk): pool for pool in LicencePool.objects.filter(pk__in=wanted)}
    found = []
    for stage in stages:
        here = _swept(person, stage, everybody, compiled) if stage.pools else []
        rows = [_seat(person, pools[key], stage.day, here, compiled) for key in stage.pools]
        found.append(tuple(sorted(rows, key=lambda one: one.name.casefold())))
    return found


def _swept(
    person: str, stage: _Stage, everybody: tuple[derivation.Seat, ...], compiled: Compiled
) -> list[derivation.Seat]:
    people, first = replace(stage.people, seats=everybody), today().toordinal()
    swept = derive(people, compiled, persons=[person], sweep_from=first, pools=stage.pools)
    return [seat for seat in swept.seats if seat.lower <= stage.day < seat.upper]


def _seat(person: str, pool: LicencePool, day: int, seats: Iterable[derivation.Seat], compiled: Compiled) -> AskedSeat:
    here = [seat for seat in seats if seat.pool == str(pool.pk)]
    own = next(seat for seat in here if seat.person == person)
    same = [seat for seat in here if seat.payer == own.payer]
    queue = sorted(
        (seat.wanted_from, seat.recorded is None, (seat.recorded and seat.recorded.timestamp()) or 0, seat.person)
        for seat in same
        if not seat.is_seated
    )
    return AskedSeat(
        pool_id=pool.pk,
        name=pool.name,
        on_full=pool.on_full,
        day=date.fromordinal(day),
        quantity=compiled.pools.kept_for(str(pool.pk), own.payer, day),
        taken=sum(seat.is_seated and seat.person != person for seat in same),
        place=0 if own.is_seated else 1 + [row[3] for row in queue].index(person),
        unit_cost=pool.unit_cost,
    )
