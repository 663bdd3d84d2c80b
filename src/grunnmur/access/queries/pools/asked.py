"""What giving something would mean for the seats of pools, before it is given; nothing is written."""

from dataclasses import dataclass, replace
from uuid import UUID

from grunnmur.access.derivation.compiled import Compiled
from grunnmur.access.derivation.derive import derive
from grunnmur.access.models import LicencePool
from grunnmur.access.queries import facts
from grunnmur.access.queries.conflicts.asked import with_grant
from grunnmur.access.rules import Target
from grunnmur.core.clock import today
from grunnmur.core.periods import Period


@dataclass(frozen=True)
class AskedSeat:
    """A pool that giving something takes a seat in.

    quantity, taken: on the first day. place: in the queue on that day; 0 = she sits. on_full: block, queue or warn.
    """

    pool_id: UUID
    name: str
    on_full: str
    quantity: int
    taken: int
    place: int

    @property
    def is_refused(self) -> bool:
        """Whether giving it would be refused for want of a seat."""
        return self.on_full == LicencePool.OnFull.BLOCK and self.place > 0


def seats_for(person_id: UUID, target: Target, period: Period) -> list[AskedSeat]:
    """Return the pools in which giving this on these days would take, or wait for, a seat; by name.

    The caller has checked who may ask; nobody else is named. About fifteen statements.
    """
    loaded = facts.load([person_id])
    compiled = Compiled(loaded.definitions)
    person, asked = str(person_id), with_grant(loaded.people, person_id, target, period)
    day = max(period.span[0], today().toordinal())
    first = today().toordinal()
    had = {seat.pool for seat in loaded.people.seats if seat.lower <= day < seat.upper and seat.is_seated}
    alone = derive(asked, compiled, persons=[person], sweep_from=first).seats
    wanted = {seat.pool for seat in alone if seat.lower <= day < seat.upper} - had
    if not wanted:
        return []
    people = replace(asked, seats=facts.seats_in(wanted))
    seats = derive(people, compiled, persons=[person], sweep_from=first, pools=wanted).seats
    found = []
    for pool in LicencePool.objects.filter(pk__in=wanted).order_by("name"):
        here = [seat for seat in seats if seat.pool == str(pool.pk) and seat.lower <= day < seat.upper]
        own = next(seat for seat in here if seat.person == person)
        waiting = sorted(
            (seat.wanted_from, seat.recorded is None, (seat.recorded and seat.recorded.timestamp()) or 0, seat.person)
            for seat in here
            if not seat.is_seated and seat.payer == own.payer
        )
        place = 0 if own.is_seated else 1 + [row[3] for row in waiting].index(person)
        taken = sum(seat.is_seated and seat.person != person for seat in here)
        quantity = compiled.pools.quantity(str(pool.pk), day)
        found.append(AskedSeat(pool.pk, pool.name, pool.on_full, quantity, taken, place))
    return found
