"""The best path from where harm begins to everything it reaches."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from grunnmur.landscape.catalogue import Policy
from grunnmur.landscape.rules.propagation.settling import NumberedArc, Settled, best_of, settle
from grunnmur.landscape.rules.propagation.stepping import Way


class Arc(NamedTuple):
    """One relation as it is stored: from `src` to `dst` in its kind's own direction."""

    src: UUID
    dst: UUID
    kind: str
    strength: int


class Stop(NamedTuple):
    """An element where harm came to, by its best path. `arc` was walked last, from `before`; none at an origin."""

    element: UUID
    level: int
    distance: int
    arc: Arc | None = None
    before: "Stop | None" = None

    @property
    def path(self) -> tuple["Stop", ...]:
        """Return the stops from this one back to the origin."""
        here, found = self, [self]
        while here.before is not None:
            here = here.before
            found.append(here)
        return tuple(found)


def best_paths(
    arcs: Iterable[Arc], *, origins: Collection[UUID], policy: Policy, way: Way, names: Mapping[UUID, str]
) -> Mapping[UUID, Stop]:
    """Return the best stop of every element that harm reaches, in the order of level and distance; origins left out.

    The worst level first, then the fewest relations; of equal ones the kind that stands first in the catalogue, then
    the name of the element before. names: of every element, as they sort.
    """
    elements = sorted(names, key=lambda element: (names[element], element))
    numbers = {element: number for number, element in enumerate(elements)}
    numbered = [NumberedArc(numbers[arc.src], numbers[arc.dst], arc.kind, arc.strength) for arc in arcs]
    settled = settle(numbered, origins=[numbers[origin] for origin in origins], policy=policy, way=way)
    stops: list[Stop] = []
    for found in settled:
        stops.append(_stop(found, elements, stops[found.since] if found.arc else None))
    return {stops[place].element: stops[place] for place in best_of(settled)}


def stop_at(place: int, settled: Sequence[Settled], elements: Sequence[UUID]) -> Stop:
    """Return one of what was settled, with its path. elements: by number."""
    places = [place]
    while settled[places[-1]].arc:
        places.append(settled[places[-1]].since)
    stop = _stop(settled[places.pop()], elements, None)
    for each in reversed(places):
        stop = _stop(settled[each], elements, stop)
    return stop


def _stop(found: Settled, elements: Sequence[UUID], before: Stop | None) -> Stop:
    arc = found.arc and Arc(elements[found.arc.src], elements[found.arc.dst], found.arc.kind, found.arc.strength)
    return Stop(elements[found.element], found.level, found.distance, arc, before)
