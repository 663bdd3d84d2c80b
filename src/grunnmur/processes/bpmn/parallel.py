"""What happens at the same time: the branches of parallel gateways."""

from dataclasses import dataclass

from grunnmur.processes.bpmn.graph import Graph
from grunnmur.processes.bpmn.model import NodeKind
from grunnmur.processes.bpmn.order import Order


@dataclass(frozen=True, slots=True)
class _Place:
    """A branch of a parallel split; `outer` is the branch that split itself is in."""

    split: str
    depth: int
    outer: "_Place | None"


def branch_heads(graph: Graph, order: Order) -> dict[str, tuple[str, ...]]:
    """Return, for each node between a parallel split and its join, the first nodes of all its branches.

    Only the innermost split counts; all nodes of one split share one tuple.
    """
    if not any(node.kind is NodeKind.PARALLEL_GATEWAY for node in order.nodes):
        return {}
    places: dict[str, _Place | None] = {}
    heads: dict[str, tuple[str, ...]] = {}
    for node in order.nodes:
        ways = [flow for flow in graph.into.get(node.id, ()) if flow.id not in order.back and flow.source in places]
        entered = [_enter(flow.source, places, heads) for flow in ways]
        place = entered[0] if entered else places.get(node.attached_to) or places.get(node.parent)
        for other in entered[1:]:
            place = _meet(place, other)
        places[node.id] = place
        targets = [flow.target for flow in graph.out.get(node.id, ()) if flow.id not in order.back]
        if node.kind is NodeKind.PARALLEL_GATEWAY and len(targets) > 1:
            heads[node.id] = tuple(targets)
    return {name: heads[place.split] for name, place in places.items() if place}


def _enter(source: str, places: dict[str, _Place | None], heads: dict[str, tuple[str, ...]]) -> "_Place | None":
    """Return the place right after `source`: a new branch when that is a parallel split."""
    outer = places[source]
    if source not in heads:
        return outer
    return _Place(source, outer.depth + 1 if outer else 1, outer)


def _meet(one: "_Place | None", other: "_Place | None") -> "_Place | None":
    """Return what holds both places: where branches of one split meet, they leave it.

    Each branch is a place of its own, so two that meet differ even when they come from one split.
    """
    while one is not other:
        if one is None or other is None:
            return None
        depth = max(one.depth, other.depth)
        one = one.outer if one.depth == depth else one
        other = other.outer if other.depth == depth else other
    return one
