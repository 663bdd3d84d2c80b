"""One sheet: boxes and links in a grid become shapes and edges."""

from dataclasses import dataclass
from math import sqrt

from grunnmur.processes.bpmn.layout import measure
from grunnmur.processes.bpmn.layout.boxes import Box, Drawing, Family, Link, Point, moved
from grunnmur.processes.bpmn.layout.grid import Grid, Row, hung_centre, make_grid
from grunnmur.processes.bpmn.layout.labels import place_labels
from grunnmur.processes.bpmn.layout.ports import assign_ports
from grunnmur.processes.bpmn.layout.routes import plan_routes
from grunnmur.processes.bpmn.model import Bounds, Edge, Shape

NAME_GAP = 3.0  # between a shape and its name


@dataclass(frozen=True, slots=True)
class Frame:
    """A pool or lane over some rows; `indent` in header widths from the left."""

    id: str
    first_row: int
    last_row: int
    indent: int = 0


@dataclass(slots=True)
class Sheet:
    """What is to be placed together. `headers`: how many name strips stand left of the first column."""

    boxes: list[Box]
    links: list[Link]
    rows: list[Row]
    frames: list[Frame]
    headers: int = 0


def place(sheet: Sheet) -> Drawing:
    """Return the sheet's drawing; frames come first, then shapes, in the order given."""
    plan_routes(sheet.links, boxes=sheet.boxes)
    assign_ports(sheet.links)
    grid = make_grid(sheet.boxes, sheet.links, rows=sheet.rows)
    left = sheet.headers * float(measure.HEADER)
    for box in sheet.boxes:
        _set_centre(box, grid, left=left)
    frames = [_frame_shape(frame, grid, width=left + grid.width) for frame in sheet.frames]
    shapes: list[Shape] = []
    edges: list[Edge] = []
    for box in sheet.boxes:
        shapes += _box_shapes(box)
        if box.inner is not None:
            inner = moved(box.inner, x=box.bounds.x, y=box.bounds.y)
            shapes += inner.shapes
            edges += inner.edges
    lines = [Edge(link.id, _waypoints(link, grid, left=left)) for link in sheet.links]
    named = place_labels(lines, names=[link.name for link in sheet.links], shapes=shapes)
    return Drawing((*frames, *shapes), (*named, *edges), left + grid.width, grid.height)


def _set_centre(box: Box, grid: Grid, *, left: float) -> None:
    box.anchor = left + grid.column_left[box.column] + grid.column_width[box.column] / 2
    if box.family is Family.POOL:
        first, last = box.span
        start = left + grid.column_left[first]
        box.width = left + grid.column_left[last] + grid.column_width[last] - start
        box.centre = Point(start + box.width / 2, grid.row_middle[box.row])
        return
    box.centre = Point(box.anchor, grid.row_middle[box.row])


def _frame_shape(frame: Frame, grid: Grid, *, width: float) -> Shape:
    x = frame.indent * float(measure.HEADER)
    top, bottom = grid.edge[frame.first_row], grid.edge[frame.last_row + 1]
    return Shape(frame.id, _rounded(x, top, width - x, bottom - top))


def _box_shapes(box: Box) -> list[Shape]:
    bounds = box.bounds
    label = None
    width, height = box.label
    if width and box.family is Family.EVENT:
        label = _rounded(box.centre.x - width / 2, bounds.bottom + NAME_GAP, width, height)
    elif width:
        label = _rounded(box.centre.x - width / 2, bounds.y - NAME_GAP + 1 - height, width, height)
    is_expanded = box.inner is not None or box.family is not Family.STEP
    shapes = [Shape(box.id, _rounded(bounds.x, bounds.y, box.width, box.height), label, is_expanded=is_expanded)]
    for event in box.hung:
        x, y = hung_centre(box, event)
        half = measure.EVENT_SIZE / 2
        width, height = measure.label_size(event.name)
        label = _rounded(x + 5, y + half + 2, width, height) if width else None
        shapes.append(Shape(event.id, _rounded(x - half, y - half, 2 * half, 2 * half), label))
    return shapes


def _rounded(x: float, y: float, width: float, height: float) -> Bounds:
    return Bounds(round(x, 2), round(y, 2), round(width, 2), round(height, 2))


def _waypoints(link: Link, grid: Grid, *, left: float) -> tuple[tuple[float, float], ...]:
    """Return the corners of a placed link, from source to target."""
    points: list[tuple[float, float]] = []
    if link.drop is None:
        y = link.source.centre.y + link.port_out
        points.append((link.source.centre.x + _reach(link.source, link.port_out), y))
    else:
        x, y = link.source.anchor + link.drop, _lower_edge(link)
        points.append((x, y))
    if link.first is not None:
        x = left + grid.channel_x[link.first] + measure.TRACK * link.tracks["first"]
        points.append((x, y))
    if link.gutter is not None:
        y = grid.gutter_y[link.gutter, link.is_upper] + measure.TRACK * link.tracks["gutter"]
        points.append((points[-1][0], y))
    points += _arrival(link, grid, left=left, last=points[-1])
    return tuple((round(x, 2), round(y, 2)) for x, y in points)


def _arrival(link: Link, grid: Grid, *, left: float, last: tuple[float, float]) -> list[tuple[float, float]]:
    """Return the corners from the gutter, or from the only vertical, to the target."""
    if link.rise is not None:
        x = link.target.anchor + link.rise
        return [(x, last[1]), (x, link.target.bounds.bottom)]
    y = link.target.centre.y + link.port_in
    end = (link.target.centre.x - _reach(link.target, link.port_in), y)
    if link.is_straight:
        return [end]
    if link.last is None:
        return [(last[0], y), end]
    x = left + grid.channel_x[link.last] + measure.TRACK * link.tracks["last"]
    return [(x, last[1]), (x, y), end]


def _lower_edge(link: Link) -> float:
    """Return where a line that leaves downwards begins: under a boundary event or a pool."""
    half = 0.0 if link.source.family is Family.POOL else measure.EVENT_SIZE / 2
    return link.source.bounds.bottom + half


def _reach(box: Box, offset: float) -> float:
    """Return how far from the centre the outline lies at a height; the end is on circle or diamond."""
    half = box.width / 2
    if box.family is Family.GATEWAY:
        return half - abs(offset)
    if box.family is Family.EVENT:
        return sqrt(max(half * half - offset * offset, 0.0))
    return half
