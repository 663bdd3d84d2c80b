"""Whether a drawing is clean: what overlaps, what runs through what, what lies on top of what."""

from collections import defaultdict
from itertools import combinations, pairwise

from grunnmur.processes.bpmn.model import Bounds, Diagram, Model


def meets(one: Bounds, other: Bounds, *, margin=0.0) -> bool:
    """Whether two rectangles share more than an edge; a line is a rectangle without width or height."""
    return (
        one.x < other.right - margin
        and other.x < one.right - margin
        and one.y < other.bottom - margin
        and other.y < one.bottom - margin
    )


def faults(model: Model, diagram: Diagram) -> list[str]:
    """Everything wrong with a drawing, as one line each."""
    hosts = {n.id: n.attached_to for p in model.processes for n in p.nodes if n.attached_to}
    containers = _containers(model)
    solid = [shape for shape in diagram.shapes if shape.element not in containers]
    lines = [(edge.element, line) for edge in diagram.edges for line in _lines(edge)]
    return [
        *_overlaps(solid, hosts),
        *_slanted(diagram),
        *_through(lines, solid, _ends(model, hosts)),
        *_on_names(lines, solid, diagram),
        *_names_meet(solid, diagram),
        *_shared(lines),
    ]


def _containers(model):
    subs = {n.parent for p in model.processes for n in p.nodes if n.parent}
    lanes = {lane.id for p in model.processes for lane in p.lanes}
    return subs | lanes | {pool.id for pool in model.participants if pool.process}


def _ends(model, hosts):
    flows = [*model.message_flows, *(f for p in model.processes for f in (*p.flows, *p.associations))]
    return {f.id: {f.source, f.target, hosts.get(f.source), hosts.get(f.target)} for f in flows}


def _lines(edge):
    for (x1, y1), (x2, y2) in pairwise(edge.waypoints):
        yield Bounds(min(x1, x2), min(y1, y2), abs(x1 - x2), abs(y1 - y2))


def _overlaps(solid, hosts):
    for one, other in combinations(solid, 2):
        attached = {hosts.get(one.element), hosts.get(other.element)}
        if meets(one.bounds, other.bounds) and not attached & {one.element, other.element}:
            yield f"overlap {one.element} {other.element}"


def _slanted(diagram):
    return [
        f"slanted {edge.element}" for edge in diagram.edges if any(line.width and line.height for line in _lines(edge))
    ]


def _through(lines, solid, ends):
    for name, line in lines:
        for shape in solid:
            if meets(line, shape.bounds) and shape.element not in ends[name]:
                yield f"through {name} {shape.element}"


def _on_names(lines, solid, diagram):
    for other, label in _names(solid, diagram):
        yield from (f"line on name {name} {other}" for name, line in lines if meets(line, label, margin=0.5))
        yield from (f"shape on name {s.element} {other}" for s in solid if meets(s.bounds, label, margin=0.5))


def _names_meet(solid, diagram):
    for (one, label), (other, second) in combinations(_names(solid, diagram), 2):
        if meets(label, second, margin=0.5):
            yield f"names meet {one} {other}"


def _names(solid, diagram):
    labels = [(edge.element, edge.label) for edge in diagram.edges if edge.label]
    return labels + [(shape.element, shape.label) for shape in solid if shape.label]


def _shared(lines):
    ways = defaultdict(list)
    for name, line in lines:
        if not line.height:
            ways["row", round(line.y, 1)].append((name, line.x, line.right))
        if not line.width:
            ways["column", round(line.x, 1)].append((name, line.y, line.bottom))
    for found in ways.values():
        for (one, a, b), (other, c, d) in combinations(found, 2):
            if one != other and min(b, d) - max(a, c) > 0.01:
                yield f"shared {one} {other}"
