"""The one function that says who shall have what: for saving, previews, other days and explanations alike."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from grunnmur.access.derivation.compiled import Compiled
from grunnmur.access.derivation.crowd import Crowd
from grunnmur.access.derivation.facts import Id, People, Seat
from grunnmur.access.derivation.holding import held_by
from grunnmur.access.derivation.passes import withhold
from grunnmur.access.derivation.remaining import Remaining
from grunnmur.access.derivation.rings import no_search_for_rings
from grunnmur.access.derivation.routes import Routes, routes_of
from grunnmur.access.derivation.rows import Clash, HeldByPerson, RawHeld, Withheld
from grunnmur.access.derivation.scene import Scene
from grunnmur.access.derivation.shortcut import held_by_shortcut

DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True)
class Derived:
    """What the facts amount to.

    held: rows of each person with an employment, sorted by role, permission, scope unit and first day.
    withheld: sorted within each pass, the passes in order. clashes: who would have both sides of a conflict. seats: of
    the pools that were swept, everybody's; none when they were left as they are.
    """

    held: HeldByPerson
    withheld: tuple[Withheld, ...]
    clashes: tuple[Clash, ...]
    seats: tuple[Seat, ...]

    def digests(self) -> dict[Id, bytes]:
        """Return one digest for each person; equal digests mean equal Held rows, in any process."""
        return {person: digest(rows) for person, rows in self.held.raw.items()}


@no_search_for_rings()
def derive(
    people: People,
    compiled: Compiled,
    *,
    persons: Iterable[Id] | None = None,
    since: date | None = None,
    sweep_from: int | None = None,
    pools: Collection[Id] | None = None,
) -> Derived:
    """Return effective access as Held and Withheld rows, with clashes and seats.

    persons: derive only these; None = everyone with an employment. since: leave out Held rows that ended before
    this day. sweep_from: give out the seats of these pools (None = of all) anew from this day (a number); else they are
    as `people.seats` says. Reads no clock and no database; the order of the facts does not matter.
    """
    crowd = Crowd(people)
    first = since.toordinal() if since else 0
    raw: dict[Id, tuple[RawHeld, ...]] = {}
    takes: dict[Id, Routes] = {}
    for person in crowd.persons() if persons is None else sorted(set(persons)):
        rows = held_by_shortcut(person, crowd, compiled)
        if rows is None:
            routes = routes_of(person, crowd, compiled)
            rows = held_by(person, routes, crowd, compiled)
            if routes.takes:
                takes[person] = routes
        raw[person] = tuple(row for row in rows if row[4] > first) if first else rows
    held = HeldByPerson(raw)
    found = withhold(Scene(Remaining(held, compiled), crowd, compiled, takes, sweep_from, pools, persons is None))
    return Derived(held, found.withheld, found.clashes, tuple(row for row in found.seats if row.upper > first))


def digest(rows: Iterable[RawHeld]) -> bytes:
    """Return a digest of one person's Held rows, DIGEST_BYTES long."""
    return blake2b("\n".join(map(_line, rows)).encode(), digest_size=DIGEST_BYTES).digest()


def _line(row: RawHeld) -> str:
    role, permission, scope_unit, lower, upper, early_floor, ends_at, via = row
    hour = ends_at.timestamp() if ends_at else ""
    return f"{role}|{permission}|{scope_unit}|{lower}|{upper}|{early_floor}|{hour}|{','.join(via)}"
