"""In which order lanes lie, and in which row of its lane each node stands."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import permutations

ALL_ORDERS_UP_TO = 6  # lanes; beyond, pairs are swapped until nothing is gained

Weights = Sequence[tuple[int, int, int]]  # lane, other lane, flows between them


def lane_order(lanes: Sequence[str], *, pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Return the lanes in the order with the fewest lane jumps; a tie keeps the given order.

    pairs: source and target lane of each flow.
    """
    index = {lane: number for number, lane in enumerate(lanes)}
    jumps = Counter(tuple(sorted((index[a], index[b]))) for a, b in pairs if a != b and a in index and b in index)
    weights = [(a, b, count) for (a, b), count in sorted(jumps.items())]
    if len(lanes) <= ALL_ORDERS_UP_TO:
        orders: Iterable[tuple[int, ...]] = permutations(range(len(lanes)))
        best = list(min(orders, key=partial(_cost, weights=weights)))
    else:
        best = _swapped(list(range(len(lanes))), weights)
    return [lane for _, lane in sorted(zip(best, lanes, strict=True), key=lambda pair: pair[0])]


def _cost(places: Sequence[int], *, weights: Weights) -> int:
    return sum(count * abs(places[a] - places[b]) for a, b, count in weights)


def _swapped(places: list[int], weights: Weights) -> list[int]:
    cost = _cost(places, weights=weights)
    is_better = True
    while is_better:
        is_better = False
        for a in range(len(places)):
            for b in range(a + 1, len(places)):
                places[a], places[b] = places[b], places[a]
                new = _cost(places, weights=weights)
                if new < cost:
                    cost, is_better = new, True
                else:
                    places[a], places[b] = places[b], places[a]
    return places


def rows_in_lane(
    nodes: Sequence[str], *, column: Mapping[str, int], before: Mapping[str, Sequence[str]]
) -> dict[str, int]:
    """Return each node's row, counted from 0, within one lane.

    before: forward predecessors in the same lane. A node takes the row of the first of them if free.
    """
    taken: set[tuple[int, int]] = set()
    row: dict[str, int] = {}
    for node in sorted(nodes, key=lambda name: column[name]):
        wanted = next((row[other] for other in before.get(node, ()) if other in row), 0)
        if (column[node], wanted) in taken:
            wanted = next(free for free in range(len(nodes) + 1) if (column[node], free) not in taken)
        taken.add((column[node], wanted))
        row[node] = wanted
    return row
