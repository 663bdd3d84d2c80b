"""The best path from where harm begins to everything it reaches."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import heapify, heappop, heappush
from typing import NamedTuple
from uuid import UUID

from grunnmur.landscape.catalogue import KINDS, Policy
from grunnmur.landscape.rules.propagation.stepping import (
    START,
    STOPS,
    STRENGTHS,
    State,
    Way,
    kinds_from_dst,
    kinds_from_src,
    step,
)


class Arc(NamedTuple):
    """One relation as it is stored: from `src` to `dst` in its kind's own direction."""

    src: UUID
    dst: UUID
    kind: str
    strength: int


@dataclass(frozen=True, slots=True)
class Stop:
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


# Elements and states are numbers inside, since an answer settles thousands: an element's number is its place by name,
# a state's is twice its level, and one more when it is open.
_STATES = tuple(State(level, is_open) for level in range(STOPS + 1) for is_open in (False, True))


class _Exit(NamedTuple):
    """A way out of an element: `after` has, by the number of the state there, that of the state at the other end."""

    end: int
    order: int
    arc: Arc
    after: Sequence[int | None]


class _Arrival(NamedTuple):
    """A way into an element; the smallest is settled first. `lost`: levels lost on the way, `order`: of the kind.

    `before`: the element before, `weakness`: the less, the stronger the relation, `since`: which stop it comes from.
    """

    lost: int
    distance: int
    order: int
    before: int
    weakness: int
    element: int
    state: int
    since: int
    arc: Arc | None


def best_paths(
    arcs: Iterable[Arc], *, origins: Collection[UUID], policy: Policy, way: Way, names: Mapping[UUID, str]
) -> Mapping[UUID, Stop]:
    """Return the best stop of every element that harm reaches, in the order of level and distance; origins left out.

    Dijkstra over how elements are come to: the worst level first, then the fewest relations; of equal ones the kind
    that stands first in the catalogue, then the name of the element before. names: of every element, as they sort.
    """
    elements = sorted(names, key=lambda element: (names[element], element))
    numbers = {element: number for number, element in enumerate(elements)}
    exits = _exits(arcs, numbers, policy, way)
    begin = _STATES.index(State(START[policy], is_open=True))
    heap = [_Arrival(0, 0, 0, 0, 0, numbers[origin], begin, 0, None) for origin in origins]
    heapify(heap)
    done: set[tuple[int, int]] = set()
    stops: list[Stop] = []
    while heap:
        arrival = heappop(heap)
        if (arrival.element, arrival.state) not in done:
            done.add((arrival.element, arrival.state))
            before = stops[arrival.since] if arrival.arc else None
            level = _STATES[arrival.state].level
            stops.append(Stop(elements[arrival.element], level, arrival.distance, arrival.arc, before))
            _go_on(arrival, exits.get(arrival.element, ()), heap, since=len(stops) - 1)
    best = {stop.element: stop for stop in reversed(stops)}
    return {stop.element: stop for stop in stops if stop.distance and stop is best[stop.element]}


def _go_on(arrival: _Arrival, exits: Collection[_Exit], heap: list[_Arrival], *, since: int) -> None:
    for each in exits:
        after = each.after[arrival.state]
        if after is not None:
            lost, distance = STOPS - _STATES[after].level, arrival.distance + 1
            heappush(
                heap,
                _Arrival(
                    lost, distance, each.order, arrival.element, -each.arc.strength, each.end, after, since, each.arc
                ),
            )


def _exits(
    arcs: Iterable[Arc], numbers: Mapping[UUID, int], policy: Policy, way: Way
) -> Mapping[int, Collection[_Exit]]:
    onward, backward = _moves(policy, way)
    exits = defaultdict(list)
    for arc in arcs:
        src, dst, order = numbers[arc.src], numbers[arc.dst], KINDS[arc.kind].order
        if after := onward.get((arc.kind, arc.strength)):
            exits[src].append(_Exit(dst, order, arc, after))
        if after := backward.get((arc.kind, arc.strength)):
            exits[dst].append(_Exit(src, order, arc, after))
    return exits


_Moves = Mapping[tuple[str, int], Sequence[int | None]]


@cache
def _moves(policy: Policy, way: Way) -> tuple[_Moves, _Moves]:
    """Return where each state leads along relations of a kind and strength, from the source and from the destination.

    The steps themselves, taken once: an answer takes thousands.
    """
    onward, backward = (
        {
            (kind, strength): [_number(step(state, cell, strength=strength, way=way)) for state in _STATES]
            for kind, cell in cells.items()
            for strength in STRENGTHS
        }
        for cells in (kinds_from_src(policy, way), kinds_from_dst(policy, way))
    )
    return onward, backward


def _number(state: State | None) -> int | None:
    return None if state is None else _STATES.index(state)
