"""Which elements get a box, and which relations a line: a figure that is too full tells nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from grunnmur.landscape.drawing.model import Affected, Change, Edge, Node

MOST = 150  # elements in a figure


@dataclass(slots=True, eq=False)
class Box:
    """One box of a lane: an element, or (node None) the `hidden` elements of the lane that have no box of their own.

    row counts through the whole figure; number is the place in the order of reading.
    """

    lane: int
    node: Node | None
    hidden: int = 0
    row: int = 0
    column: int = 0
    number: int = 0


@dataclass(slots=True, eq=False)
class Line:
    """What two boxes have to do with each other: all their relations as one line, as strong as the strongest."""

    one: Box
    other: Box
    strength: int
    edges: list[Edge] = field(default_factory=list)
    hits_one: bool = False
    hits_other: bool = False

    @property
    def is_direct(self) -> bool:
        """Whether the line begins or ends at an origin."""
        return any(box.node is not None and box.node.is_origin for box in (self.one, self.other))

    @property
    def change(self) -> Change:
        """What a plan does to the line; it stays when that is not the same for all of its relations."""
        changes = {edge.change for edge in self.edges}
        return changes.pop() if len(changes) == 1 else Change.STAYS

    @property
    def is_rest(self) -> bool:
        """Whether an end is the box for the rest of a lane, so that the line stands for nobody in particular."""
        return self.one.node is None or self.other.node is None


def choose_boxes(nodes: Sequence[Node], *, per_lane: int) -> tuple[dict[int, list[Box]], dict[str, Box]]:
    """Return the boxes of each lane, from the top, and the box of each element's id.

    Origins have a box in any case; of the others the first in the order given, as long as there is room. In a lane
    that is too full the last box stands for all that are left.
    """
    shown = _shown(nodes, per_lane)
    lanes: dict[int, list[Box]] = {}
    box_of: dict[str, Box] = {}
    for lane in sorted({node.lane for node in nodes}):
        inside = [node for node in nodes if node.lane == lane]
        boxes = [Box(lane, node) for node in inside if node.id in shown]
        if len(boxes) < len(inside):
            rest = Box(lane, None, hidden=len(inside) - len(boxes))
            box_of |= dict.fromkeys((node.id for node in inside), rest)
            boxes.append(rest)
        box_of |= {box.node.id: box for box in boxes if box.node}
        lanes[lane] = boxes
    return lanes, box_of


def _shown(nodes: Sequence[Node], per_lane: int) -> set[str]:
    """Return the ids of the elements with a box of their own."""
    counts = _count(nodes)
    shown = {node.id for node in nodes if node.is_origin}
    inside = _count([node for node in nodes if node.is_origin])
    for node in nodes:
        room = per_lane if counts[node.lane] <= per_lane else per_lane - 1
        if not node.is_origin and inside.get(node.lane, 0) < room and len(shown) < MOST:
            shown.add(node.id)
            inside[node.lane] = inside.get(node.lane, 0) + 1
    return shown


def _count(nodes: Sequence[Node]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for node in nodes:
        counts[node.lane] = counts.get(node.lane, 0) + 1
    return counts


def choose_lines(edges: Sequence[Edge], box_of: Mapping[str, Box]) -> list[Line]:
    """Return one line for each two boxes that have a relation, in the order of their first relation.

    Between elements that both have no box of their own nothing is drawn.
    """
    lines: dict[frozenset[Box], Line] = {}
    for edge in edges:
        src, dst = box_of[edge.src], box_of[edge.dst]
        if src.node is None and dst.node is None:
            continue
        line = lines.setdefault(frozenset((src, dst)), Line(src, dst, edge.strength))
        line.strength = max(line.strength, edge.strength)
        line.edges.append(edge)
        _mark(line, edge, src, dst)
    return list(lines.values())


def _mark(line: Line, edge: Edge, src: Box, dst: Box) -> None:
    hit = {Affected.SRC: (src,), Affected.DST: (dst,), Affected.BOTH: (src, dst), Affected.NEITHER: ()}[edge.affected]
    line.hits_one |= line.one in hit
    line.hits_other |= line.other in hit
