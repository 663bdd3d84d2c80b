"""What the layout moves about: boxes that take a cell of the grid, and links between them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple

from grunnmur.processes.bpmn.layout import measure
from grunnmur.processes.bpmn.model import EVENTS, GATEWAYS, Artifact, Bounds, Edge, Node, Shape


class Family(Enum):
    """The outline of a box, which decides where lines may end on it."""

    STEP = auto()
    EVENT = auto()
    GATEWAY = auto()
    FRAME = auto()
    POOL = auto()


PORT_LIMIT = {Family.STEP: 38.0, Family.EVENT: 15.0, Family.GATEWAY: 22.0, Family.FRAME: 38.0}
SLOT = 48.0  # room for one boundary event along the lower edge
ARTIFACT_SIZES = {"dataObjectReference": (36.0, 50.0), "dataStoreReference": (50.0, 50.0)}
NOTE_WIDTH = 140.0


class Point(NamedTuple):
    """A place in pixels."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes and edges with the size they take, upper left at (0, 0)."""

    shapes: tuple[Shape, ...]
    edges: tuple[Edge, ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Hung:
    """A boundary event on the lower edge of its host; `offset` from the host's centre in pixels."""

    id: str
    name: str
    offset: float


@dataclass(slots=True)
class Box:
    """A shape in one cell of the grid; column, row and centre are filled as they become known."""

    id: str
    family: Family
    width: float
    height: float
    name: str = ""
    hung: tuple[Hung, ...] = ()
    inner: Drawing | None = None
    column: int = 0
    row: int = 0
    span: tuple[int, int] = (0, 0)  # of a pool: first and last column
    centre: Point = field(default_factory=lambda: Point(0.0, 0.0))
    anchor: float = 0.0  # x of the middle of its column, from which drops are counted

    @property
    def label(self) -> tuple[float, float]:
        """Width and height of the name outside the shape; (0, 0) where the name stands inside."""
        if self.family in {Family.EVENT, Family.GATEWAY}:
            return measure.label_size(self.name)
        return 0.0, 0.0

    @property
    def port_limit(self) -> float:
        """How far from the middle of a side a line may end."""
        return min(PORT_LIMIT[self.family], self.height / 2 - 2)

    @property
    def bounds(self) -> Bounds:
        """The rectangle round the placed shape."""
        x, y = self.centre.x - self.width / 2, self.centre.y - self.height / 2
        return Bounds(x, y, self.width, self.height)

    @property
    def room_below(self) -> float:
        """How much of the row the box needs below its centre."""
        labels = max((measure.label_size(event.name)[1] for event in self.hung), default=0)
        overhang = measure.EVENT_SIZE / 2 + labels + (4 if labels else 0) if self.hung else 0
        return self.height / 2 + overhang


@dataclass(slots=True)
class Link:
    """A line to draw between two boxes; where it runs is filled by `routes`, where it ends by `ports`.

    drop, rise: it leaves (arrives at) the lower edge, so many pixels from the middle of the box's column.
    """

    id: str
    source: Box
    target: Box
    name: str = ""
    is_back: bool = False
    drop: float | None = None
    rise: float | None = None
    first: int | None = None  # channel of the first vertical
    gutter: int | None = None
    is_upper: bool = False  # in the gutter, on the side of the row above
    last: int | None = None  # channel of the vertical after the gutter
    port_out: float = 0.0
    port_in: float = 0.0
    tracks: dict[str, int] = field(default_factory=dict)

    @property
    def is_straight(self) -> bool:
        """Whether it is one horizontal line."""
        return self.first is None and self.gutter is None


def step_box(node: Node, *, hung: Sequence[Node], inner: Drawing | None) -> Box:
    """Return the box of a flow node, wide enough for what hangs on it and is drawn inside."""
    events = _hang(hung)
    if node.kind in EVENTS:
        return Box(node.id, Family.EVENT, measure.EVENT_SIZE, measure.EVENT_SIZE, node.name)
    if node.kind in GATEWAYS:
        return Box(node.id, Family.GATEWAY, measure.GATEWAY_SIZE, measure.GATEWAY_SIZE, node.name)
    slots = sum(_slot(event) for event in hung)
    if inner is None:
        width = max(float(measure.STEP_WIDTH), slots)
        return Box(node.id, Family.STEP, width, float(measure.STEP_HEIGHT), node.name, events)
    width = max(inner.width, slots, float(measure.STEP_WIDTH))
    return Box(node.id, Family.FRAME, width, inner.height, node.name, events, inner)


def drop_of(box: Box, node: str) -> float | None:
    """Return where a line from a boundary event leaves its host; None if the node is no such event."""
    return next((event.offset for event in box.hung if event.id == node), None)


def artifact_box(artifact: Artifact) -> Box:
    """Return the box of an annotation or data object, tall enough for its text."""
    if artifact.kind in ARTIFACT_SIZES:
        width, height = ARTIFACT_SIZES[artifact.kind]
        return Box(artifact.id, Family.FRAME, width, height)
    lines = measure.count_lines(artifact.text, width=NOTE_WIDTH - 10)
    return Box(artifact.id, Family.FRAME, NOTE_WIDTH, max(30.0, lines * measure.LINE_HEIGHT + 10.0))


def _slot(event: Node) -> float:
    return max(SLOT, measure.EVENT_SIZE / 2 + 10 + measure.label_size(event.name)[0])


def _hang(events: Sequence[Node]) -> tuple[Hung, ...]:
    """Spread boundary events along the lower edge; each has its name on the right of its line."""
    at = -sum(_slot(event) for event in events) / 2
    hung = []
    for event in events:
        hung.append(Hung(event.id, event.name, at + measure.EVENT_SIZE / 2 + 4))
        at += _slot(event)
    return tuple(hung)


def moved(drawing: Drawing, *, x: float, y: float) -> Drawing:
    """Return the drawing shifted."""
    shift = _shifter(x, y)
    shapes = tuple(
        Shape(
            s.element, shift(s.bounds), s.label and shift(s.label), s.is_horizontal, s.is_expanded, s.is_marker_visible
        )
        for s in drawing.shapes
    )
    edges = tuple(
        Edge(
            e.element, tuple((round(px + x, 2), round(py + y, 2)) for px, py in e.waypoints), e.label and shift(e.label)
        )
        for e in drawing.edges
    )
    return Drawing(shapes, edges, drawing.width, drawing.height)


def _shifter(x: float, y: float) -> Callable[[Bounds], Bounds]:
    return lambda b: Bounds(round(b.x + x, 2), round(b.y + y, 2), round(b.width, 2), round(b.height, 2))
