"""Which lane each node belongs to."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from grunnmur.processes.bpmn.marked import _
from grunnmur.processes.bpmn.model import Bounds, Diagram, Lane, Node, NodeKind, Process
from grunnmur.processes.bpmn.read.notes import Notes


def settle_lanes(process: Process, diagrams: Iterable[Diagram], notes: Notes) -> Process:
    """Return the process with every node's innermost lane.

    A node inside a sub-process has the sub-process's lane, a boundary event its host's. When no lane names any node,
    the drawing decides: the smallest lane a node's middle lies in.
    """
    if not process.lanes:
        return process
    nodes = {node.id: node for node in process.nodes}
    if not any(lane.members for lane in process.lanes):
        process = replace(process, lanes=_lanes_by_place(process, diagrams, notes))
    lane_of: dict[str, str] = {}
    for lane in process.lanes:  # parents before children: the innermost wins
        for member in lane.members:
            if member in nodes:
                lane_of[member] = lane.id
            else:
                notes.ignored(
                    _("The lane “%(lane)s” names a step that is not there: %(id)s."),
                    element_id=lane.id,
                    lane=lane.name or lane.id,
                    id=member,
                )
    return replace(process, nodes=tuple([_with_lane(node, nodes, lane_of) for node in process.nodes]))


def _with_lane(node: Node, nodes: Mapping[str, Node], lane_of: Mapping[str, str]) -> Node:
    lane = lane_of.get(node.id, "") or _lane_of_holder(node, nodes, lane_of)
    return node._replace(lane=lane) if lane else node


def _lane_of_holder(node: Node, nodes: Mapping[str, Node], lane_of: Mapping[str, str]) -> str:
    """Return the lane of what the node lies in or on; sub-processes that hold each other have none."""
    for _turn in nodes:
        host = node.attached_to if node.kind is NodeKind.BOUNDARY_EVENT else ""
        holder = nodes.get(host or node.parent)
        if holder is None:
            return ""
        if lane := lane_of.get(holder.id):
            return lane
        node = holder
    return ""


def _lanes_by_place(process: Process, diagrams: Iterable[Diagram], notes: Notes) -> tuple[Lane, ...]:
    bounds = {shape.element: shape.bounds for diagram in diagrams for shape in diagram.shapes}
    drawn = [(lane, bounds[lane.id]) for lane in process.lanes if lane.id in bounds]
    drawn.sort(key=lambda pair: pair[1].width * pair[1].height)
    members: dict[str, list[str]] = {}
    for node in process.nodes:
        if node.parent or node.id not in bounds:
            continue
        lane_id = next((lane.id for lane, area in drawn if _holds(area, bounds[node.id])), "")
        if lane_id:
            members.setdefault(lane_id, []).append(node.id)
    if members:
        notes.repaired(
            _("The lanes name no steps; the drawing decided which step is in which lane."), element_id=process.id
        )
    return tuple(replace(lane, members=tuple(members.get(lane.id, ()))) for lane in process.lanes)


def _holds(area: Bounds, inner: Bounds) -> bool:
    x, y = inner.x + inner.width / 2, inner.y + inner.height / 2
    return area.x <= x <= area.right and area.y <= y <= area.bottom
