"""Dijkstra over how elements are come to. Elements are numbers here, since an answer settles thousands of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from grunnmur.landscape.catalogue import KINDS, Cell, Policy
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

_STATES = tuple(State(level, is_open) for level in range(STOPS + 1) for is_open in (False, True))


class NumberedArc(NamedTuple):
    """One relation as it is stored: from `src` to `dst` in its kind's own direction. An element's number is its place
    among all by name.
    """

    src: int
    dst: int
    kind: str
    strength: int


class Settled(NamedTuple):
    """One way in which an element was come to. `since`: the place in the list of where it was come to from.

    arc: what was walked from there; none at an origin.
    """

    element: int
    level: int
    distance: int
    arc: NumberedArc | None
    since: int


class _Exit(NamedTuple):
    """A way out of an element: `after` has, by the number of the state there, that of the state at the other end."""

    end: int
    order: int
    arc: NumberedArc
    after: Sequence[int | None]


class _Arrival(NamedTuple):
    """A way into an element; the smallest is settled first. `lost`: levels lost on the way, `order`: of the kind.

    `before`: the element before, `weakness`: the less, the stronger the relation, `since`: as in Settled.
    """

    lost: int
    distance: int
    order: int
    before: int
    weakness: int
    element: int
    state: int
    since: int
    arc: NumberedArc | None


def settle(arcs: Iterable[NumberedArc], *, origins: Collection[int], policy: Policy, way: Way) -> Sequence[Settled]:
    """Return every way in which elements are come to, the best first: the worst level, then the fewest relations.

    Of equal ones the kind that stands first in the catalogue, then the name of the element before.
    """
    exits = _exits(arcs, policy, way)
    begin = _STATES.index(State(START[policy], is_open=True))
    heap = [_Arrival(0, 0, 0, 0, 0, origin, begin, -1, None) for origin in origins]
    heapify(heap)
    done: set[tuple[int, int]] = set()
    settled: list[Settled] = []
    while heap:
        arrival = heappop(heap)
        if (arrival.element, arrival.state) in done:
            continue
        done.add((arrival.element, arrival.state))
        level = _STATES[arrival.state].level
        settled.append(Settled(arrival.element, level, arrival.distance, arrival.arc, arrival.since))
        for onward in _onward(arrival, exits.get(arrival.element, ()), since=len(settled) - 1):
            if (onward.element, onward.state) not in done:
                heappush(heap, onward)
    return settled


def _onward(arrival: _Arrival, exits: Iterable[_Exit], *, since: int) -> Iterator[_Arrival]:
    distance, before = arrival.distance + 1, arrival.element
    for end, order, arc, after in exits:
        state = after[arrival.state]
        if state is not None:
            lost = STOPS - _STATES[state].level
            yield _Arrival(lost, distance, order, before, -arc.strength, end, state, since, arc)


def best_of(settled: Sequence[Settled]) -> Iterator[int]:
    """Yield the place in the list of the best way to come to each element; origins are left out."""
    seen = set()
    for place, found in enumerate(settled):
        if found.element not in seen:
            seen.add(found.element)
            if found.distance:
                yield place


def _exits(arcs: Iterable[NumberedArc], policy: Policy, way: Way) -> Mapping[int, Collection[_Exit]]:
    moves = _moves(policy, way)
    exits = defaultdict(list)
    for arc in arcs:
        src, dst, kind, strength = arc
        order, onward, backward = moves[kind, strength]
        if onward:
            exits[src].append(_Exit(dst, order, arc, onward))
        if backward:
            exits[dst].append(_Exit(src, order, arc, backward))
    return exits


_Moves = Sequence[int | None]


@cache
def _moves(policy: Policy, way: Way) -> Mapping[tuple[str, int], tuple[int, _Moves, _Moves]]:
    """Return the order of each kind, and where each state leads along it from its source and from its destination.

    By kind and strength. The steps themselves, taken once: an answer takes thousands.
    """
    onward, backward = kinds_from_src(policy, way), kinds_from_dst(policy, way)
    return {
        (code, strength): (
            kind.order,
            _leads(onward.get(code), strength, way),
            _leads(backward.get(code), strength, way),
        )
        for code, kind in KINDS.items()
        for strength in STRENGTHS
    }


def _leads(cell: Cell | None, strength: int, way: Way) -> _Moves:
    if cell is None:
        return ()
    after = [step(state, cell, strength=strength, way=way) for state in _STATES]
    return [None if state is None else _STATES.index(state) for state in after]
