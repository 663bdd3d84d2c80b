"""The best path from where harm begins to everything it reaches."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import NamedTuple
from uuid import UUID

from grunnmur.landscape.catalogue import KINDS, Cell, Policy
from grunnmur.landscape.rules.propagation.stepping import START, STOPS, State, Way, kinds_from_dst, kinds_from_src, step


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


_Exits = Mapping[UUID, Collection[tuple[UUID, Arc, Cell]]]
_Key = tuple[int, int, int, str, UUID, int]


def best_paths(
    arcs: Iterable[Arc], *, origins: Collection[UUID], policy: Policy, way: Way, names: Mapping[UUID, str]
) -> Mapping[UUID, Stop]:
    """Return the best stop of every element that harm reaches, in the order of level and distance; origins left out.

    Dijkstra over how elements are come to: the worst level first, then the fewest relations; of equal ones the kind
    that stands first in the catalogue, then the name of the element before. names: what those sort by.
    """
    exits = _exits(arcs, policy, way)
    found: dict[UUID, Stop] = {}
    done: set[tuple[UUID, State]] = set()
    heap: list[tuple[_Key, int, State, Stop]] = []
    for number, origin in enumerate(origins):
        begin = Stop(origin, START[policy], 0)
        heappush(heap, ((0, 0, 0, "", origin, 0), number, State(begin.level, is_open=True), begin))
    pushed = len(heap)
    while heap:
        _key, _number, state, stop = heappop(heap)
        if (stop.element, state) in done:
            continue
        done.add((stop.element, state))
        found.setdefault(stop.element, stop)
        for end, arc, cell in exits.get(stop.element, ()):
            after = step(state, cell, strength=arc.strength, way=way)
            if after is not None and (end, after) not in done:
                there = Stop(end, after.level, stop.distance + 1, arc, stop)
                heappush(heap, (_key_of(there, stop, arc, names), pushed, after, there))
                pushed += 1
    return {element: stop for element, stop in found.items() if stop.distance}


def _key_of(there: Stop, before: Stop, arc: Arc, names: Mapping[UUID, str]) -> _Key:
    name = names.get(before.element, "")
    return (STOPS - there.level, there.distance, KINDS[arc.kind].order, name, before.element, -arc.strength)


def _exits(arcs: Iterable[Arc], policy: Policy, way: Way) -> _Exits:
    """Return, for each element, where one may walk from it and along what."""
    onward, backward = kinds_from_src(policy, way), kinds_from_dst(policy, way)
    exits = defaultdict(list)
    for arc in arcs:
        if arc.kind in onward:
            exits[arc.src].append((arc.dst, arc, onward[arc.kind]))
        if arc.kind in backward:
            exits[arc.dst].append((arc.src, arc, backward[arc.kind]))
    return exits
