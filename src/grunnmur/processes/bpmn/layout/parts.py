"""One process as boxes and links in a grid: its columns, lanes and rows."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from grunnmur.processes.bpmn.layout.boxes import Box, Drawing, Link, drop_of, moved, step_box
from grunnmur.processes.bpmn.layout.grid import Row
from grunnmur.processes.bpmn.layout.lanes import lane_order, rows_in_lane
from grunnmur.processes.bpmn.layout.ranks import back_flows, columns
from grunnmur.processes.bpmn.layout.sheet import Frame, Sheet, place
from grunnmur.processes.bpmn.model import SUB_PROCESSES, Flow, Lane, Node, NodeKind, Process

TITLE = 20.0  # above what is drawn inside a sub-process


@dataclass(slots=True)
class Part:
    """A process, or the inside of a sub-process, placed in cells. Rows count from 0."""

    boxes: dict[str, Box]
    links: list[Link]
    row_count: int
    lane_rows: dict[str, tuple[int, int]]  # lane → first and last row
    lane_depth: dict[str, int] = field(default_factory=dict)


class Nesting:
    """Where each node of a process stands: its sub-process, its host, and at which level flows run."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.node = {node.id: node for node in process.nodes}
        self.hung: dict[str, list[Node]] = defaultdict(list)
        self.inside: dict[str, list[Node]] = defaultdict(list)
        for node in process.nodes:
            if self._is_hung(node):
                self.hung[node.attached_to].append(node)
            else:
                self.inside[self._scope(node)].append(node)
        self.flows: dict[str, list[tuple[Flow, str, str]]] = defaultdict(list)
        for flow in process.flows:
            self._file(flow)

    def _is_hung(self, node: Node) -> bool:
        host = self.node.get(node.attached_to)
        return node.kind is NodeKind.BOUNDARY_EVENT and host is not None and host.kind != node.kind

    def _scope(self, node: Node) -> str:
        return node.parent if node.parent in self.node and node.parent != node.id else ""

    def path(self, node_id: str) -> list[str]:
        """Return the boxes round a node from the outermost to itself; an unknown node has none."""
        found: list[str] = []
        node = self.node.get(node_id)
        if node is not None and self._is_hung(node):
            node = self.node[node.attached_to]
        while node is not None and node.id not in found:
            found.append(node.id)
            node = self.node.get(self._scope(node))
        return found[::-1]

    def _file(self, flow: Flow) -> None:
        """File the flow under the innermost scope that holds both ends."""
        one, other = self.path(flow.source), self.path(flow.target)
        if not one or not other:
            return
        scope = ""
        depth = 0
        while min(len(one), len(other)) > depth + 1 and one[depth] == other[depth]:
            scope, depth = one[depth], depth + 1
        self.flows[scope].append((flow, one[depth], other[depth]))


def make_part(nesting: Nesting, *, scope: str = "") -> Part:
    """Return the nodes of one level with their cells; what lies inside sub-processes is drawn first."""
    nodes = nesting.inside[scope]
    boxes = {node.id: _make_box(node, nesting) for node in nodes}
    flows = nesting.flows[scope]
    back = _set_columns(nodes, boxes, flows)
    lanes = nesting.process.lanes if not scope else ()
    part = Part(boxes, [_make_link(flow, boxes[a], boxes[b], back) for flow, a, b in flows], 0, {})
    _set_rows(part, nodes, [pair for pair in flows if pair[0].id not in back], lanes)
    return part


def _make_box(node: Node, nesting: Nesting) -> Box:
    inner: Drawing | None = None
    if node.kind in SUB_PROCESSES and nesting.inside[node.id]:
        part = make_part(nesting, scope=node.id)
        sheet = Sheet(list(part.boxes.values()), part.links, [Row(0)] * part.row_count, [])
        drawing = moved(place(sheet), x=0, y=TITLE)
        inner = Drawing(drawing.shapes, drawing.edges, drawing.width, drawing.height + 2 * TITLE)
    return step_box(node, hung=nesting.hung[node.id], inner=inner)


def _make_link(flow: Flow, source: Box, target: Box, back: frozenset[str]) -> Link:
    return Link(flow.id, source, target, flow.name, flow.id in back, drop_of(source, flow.source))


def _set_columns(
    nodes: Sequence[Node], boxes: Mapping[str, Box], flows: Sequence[tuple[Flow, str, str]]
) -> frozenset[str]:
    outgoing: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for flow, source, target in flows:
        outgoing[source].append((flow.id, target))
    entered = {target for _, source, target in flows if source != target}
    starts = [node.id for node in nodes if node.kind is NodeKind.START_EVENT]
    loose = [node.id for node in nodes if node.id not in entered]
    order = [node.id for node in nodes]
    back = back_flows([*starts, *loose, *order], outgoing=outgoing)
    for node, column in columns(order, outgoing=outgoing, back=back).items():
        boxes[node].column = column
    return back


def _set_rows(part: Part, nodes: Sequence[Node], flows: Sequence[tuple[Flow, str, str]], lanes: Sequence[Lane]) -> None:
    """Give every node its row and every lane its range of rows."""
    tree = list(_tree(lanes))
    part.lane_depth = {lane.id: depth for lane, depth in tree}
    home = {node.id: node.lane if node.lane in part.lane_depth else "" for node in nodes}
    column = {name: box.column for name, box in part.boxes.items()}
    before: dict[str, list[str]] = defaultdict(list)
    for _, source, target in flows:
        if home[source] == home[target]:
            before[target].append(source)
    first = 0
    for band in _bands(tree, home, [(home[a], home[b]) for _, a, b in flows]):
        names = [node.id for node in nodes if home[node.id] == band]
        rows = rows_in_lane(names, column=column, before=before)
        for name, row in rows.items():
            part.boxes[name].row = first + row
        count = max(rows.values(), default=0) + 1
        part.lane_rows[band] = (first, first + count - 1)
        first += count
    part.row_count = first
    _cover_nested(part, tree)


def _tree(lanes: Sequence[Lane], *, parent: str = "", depth: int = 0) -> Iterator[tuple[Lane, int]]:
    """Yield lanes with their depth, each before the lanes inside it; broken nesting counts as none."""
    known = {lane.id for lane in lanes}
    for lane in lanes:
        above = lane.parent if lane.parent in known else ""
        if above == parent and lane.id != parent:
            yield lane, depth
            yield from _tree(lanes, parent=lane.id, depth=depth + 1)


def _bands(tree: Sequence[tuple[Lane, int]], home: Mapping[str, str], pairs: list[tuple[str, str]]) -> list[str]:
    """Return the lanes that hold rows, from above; the nameless band holds nodes of no lane."""
    holders = {lane.parent for lane, _ in tree}
    used = set(home.values())
    bands = [lane.id for lane, _ in tree if lane.id not in holders or lane.id in used]
    if all(depth == 0 for _, depth in tree):
        appearing = [lane for lane in dict.fromkeys(home.values()) if lane]
        bands = lane_order(list(dict.fromkeys([*appearing, *bands])), pairs=pairs)
    return [*bands, ""] if "" in used or not bands else bands


def _cover_nested(part: Part, tree: Sequence[tuple[Lane, int]]) -> None:
    """Let a lane span the rows of the lanes inside it."""
    for lane, _ in reversed(tree):
        rows = part.lane_rows.get(lane.id)
        if rows and lane.parent in part.lane_depth:
            first, last = part.lane_rows.get(lane.parent, rows)
            part.lane_rows[lane.parent] = (min(first, rows[0]), max(last, rows[1]))


def lane_frames(part: Part, *, first_row: int, indent: int) -> list[Frame]:
    """Return the frames of a part's lanes, outer ones first."""
    frames = []
    for lane, depth in part.lane_depth.items():
        first, last = part.lane_rows[lane]
        frames.append(Frame(lane, first_row + first, first_row + last, indent + depth))
    return frames
