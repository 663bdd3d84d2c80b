"""What a diagram draws: every shape and line with the element it stands for."""

from collections.abc import Mapping
from typing import NamedTuple

from grunnmur.processes.bpmn.model import (
    SUB_PROCESSES,
    Artifact,
    Bounds,
    Diagram,
    Edge,
    Flow,
    Lane,
    Model,
    Node,
    NodeKind,
    Participant,
    Shape,
)

MAX_CALLS = 200  # call activities that are looked into; more are drawn closed


class Line(NamedTuple):
    """A drawn line; `kind` is sequence, message, association, data or unknown.

    is_begun, is_ended: whether its start and its end are drawn; on a sheet, the rest of it may be elsewhere.
    """

    edge: Edge
    kind: str
    flow: Flow
    is_begun: bool = True
    is_ended: bool = True


class Scene(NamedTuple):
    """One diagram sorted by what is drawn, each list in the order of the file, sub-processes before what they hold."""

    pools: tuple[tuple[Shape, Participant], ...]
    lanes: tuple[tuple[Shape, Lane], ...]
    nodes: Mapping[str, tuple[Shape, ...]]
    artifacts: tuple[tuple[Shape, Artifact], ...]
    lines: tuple[Line, ...]
    node_of: Mapping[str, Node]
    opened: frozenset[str]  # nodes drawn as a frame around what they hold
    first_inside: Mapping[str, Bounds]  # pool or lane id → the lane in it that lies furthest up and left


def scene_of(model: Model, diagram: Diagram) -> Scene:
    """Sort one diagram of a model."""
    node_of = {node.id: node for process in model.processes for node in process.nodes}
    pool_of = {pool.id: pool for pool in model.participants}
    lane_of = {lane.id: lane for process in model.processes for lane in process.lanes}
    artifact_of = _artifacts(model)
    pools: list[tuple[Shape, Participant]] = []
    lanes: list[tuple[Shape, Lane]] = []
    nodes: dict[str, tuple[Shape, ...]] = {}
    artifacts: list[tuple[Shape, Artifact]] = []
    for shape in diagram.shapes:
        name = shape.element
        if name in node_of:
            nodes[name] = (*nodes.get(name, ()), shape)
        elif name in lane_of:
            lanes.append((shape, lane_of[name]))
        elif name in pool_of:
            pools.append((shape, pool_of[name]))
        else:
            artifacts.append((shape, artifact_of.get(name) or Artifact(name, "unknown")))
    return Scene(
        pools=tuple(pools),
        lanes=tuple(lanes),
        nodes=nodes,
        artifacts=tuple(artifacts),
        lines=_lines(model, diagram, artifact_of),
        node_of=node_of,
        opened=_opened(nodes, node_of),
        first_inside=_first_inside(model, diagram),
    )


def _opened(nodes: Mapping[str, tuple[Shape, ...]], node_of: Mapping[str, Node]) -> frozenset[str]:
    """Return the expanded sub-processes, and the call activities something else is drawn inside of."""
    opened = {
        name
        for name, shapes in nodes.items()
        if node_of[name].kind in SUB_PROCESSES and any(shape.is_expanded for shape in shapes)
    }
    calls = [(n, s.bounds) for n, shapes in nodes.items() for s in shapes if node_of[n].kind is NodeKind.CALL_ACTIVITY]
    for name, area in calls[:MAX_CALLS]:
        if any(_is_inside(shape.bounds, area) for n, shapes in nodes.items() if n != name for shape in shapes):
            opened.add(name)
    return frozenset(opened)


def _is_inside(inner: Bounds, outer: Bounds) -> bool:
    is_within_width = outer.x < inner.x and inner.right < outer.right
    return is_within_width and outer.y < inner.y and inner.bottom < outer.bottom


def _artifacts(model: Model) -> dict[str, Artifact]:
    found = {message: Artifact(message, "message", name) for message, name in model.messages}
    for artifact in model.artifacts:
        found[artifact.id] = artifact
    for process in model.processes:
        for artifact in process.artifacts:
            found[artifact.id] = artifact
    return found


def _lines(model: Model, diagram: Diagram, artifacts: Mapping[str, Artifact]) -> tuple[Line, ...]:
    kinds: dict[str, tuple[str, Flow]] = {flow.id: ("message", flow) for flow in model.message_flows}
    data = {name for name, artifact in artifacts.items() if artifact.kind.startswith("data")}
    associations = list(model.associations)
    for process in model.processes:
        kinds |= {flow.id: ("sequence", flow) for flow in process.flows}
        associations += process.associations
    for flow in associations:
        kinds[flow.id] = ("data" if data & {flow.source, flow.target} else "association", flow)
    known = [(edge, kinds.get(edge.element)) for edge in diagram.edges]
    return tuple([Line(edge, *(found or ("unknown", Flow(edge.element, "", "")))) for edge, found in known])


def _first_inside(model: Model, diagram: Diagram) -> dict[str, Bounds]:
    bounds = {shape.element: shape.bounds for shape in diagram.shapes}
    pool_of = {pool.process: pool.id for pool in model.participants}
    first: dict[str, Bounds] = {}
    for process in model.processes:
        for lane in process.lanes:
            holder = lane.parent or pool_of.get(process.id, "")
            place = bounds.get(lane.id)
            if place and (holder not in first or (place.x, place.y) < (first[holder].x, first[holder].y)):
                first[holder] = place
    return first
