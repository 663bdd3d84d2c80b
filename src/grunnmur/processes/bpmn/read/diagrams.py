"""The diagram interchange: where everything is drawn. Elements are told by local name, whatever their namespace."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from grunnmur.processes.bpmn.marked import _
from grunnmur.processes.bpmn.model import Bounds, Diagram, Edge, Shape
from grunnmur.processes.bpmn.namespaces import BPMNDI, DC, DI
from grunnmur.processes.bpmn.read.names import resolve
from grunnmur.processes.bpmn.read.notes import Notes
from grunnmur.processes.bpmn.read.xml import Element, Names, line_of

Point = tuple[float, float]
LARGEST = 1_000_000.0  # pixels; beyond this a coordinate is a mistake
DIGITS = 40  # of a coordinate that are read
_NAMES = Names(
    lambda tag: tag.rpartition("}")[2] if "}" in tag else "",
    known=[f"{{{DC}}}Bounds", f"{{{DI}}}waypoint", f"{{{BPMNDI}}}BPMNLabel"],
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the drawing may refer to."""

    ids: frozenset[str]
    ends: Mapping[str, tuple[str, str]]  # flow id → what it leaves and reaches
    parents: Mapping[str, str]  # node id → the sub-process it lies in
    sub_processes: frozenset[str]
    notes: Notes


def read_diagram(element: Element, drawn: Drawn) -> Diagram:
    """Return one BPMNDiagram; what has no usable place is left out and noted."""
    plane = next((e for e in element if str(e.tag).endswith("BPMNPlane")), None)
    diagram_id = element.get("id", "")
    if plane is None:
        return Diagram(id=diagram_id)
    whole = resolve(plane.get("bpmnElement", ""), drawn.ids)
    areas, lines = _parts(plane, "BPMNShape", drawn), _parts(plane, "BPMNEdge", drawn)
    names = {whole, *(name for _, name in areas), *(name for _, name in lines)} if drawn.parents else set()
    closed = drawn.sub_processes - {drawn.parents[name] for name in names & drawn.parents.keys()}
    shapes = [shape for e, name in areas if (shape := _shape(e, name, drawn, is_open=name not in closed))]
    places = {shape.element: shape.bounds for shape in shapes}
    edges = [edge for e, name in lines if (edge := _edge(e, name, drawn, places))]
    return Diagram(diagram_id, whole, tuple(shapes), tuple(edges))


def _parts(plane: Element, kind: str, drawn: Drawn) -> list[tuple[Element, str]]:
    """Return the elements of one kind, each with the id of what it draws."""
    ids = drawn.ids
    found = [(e, name) for e in plane.iter(f"{{*}}{kind}") if (name := e.get("bpmnElement"))]
    return [(e, name if name in ids else resolve(name, ids)) for e, name in found]


def _shape(element: Element, name: str, drawn: Drawn, *, is_open: bool) -> Shape | None:
    bounds = label = None
    for child in element:
        part = _NAMES[child.tag]
        if part == "Bounds":
            bounds = _bounds(child)
        elif part == "BPMNLabel":
            label = _label(child)
    if bounds is None:
        drawn.notes.repaired(
            _("The drawing gives no usable place for %(id)s."), element_id=name, line=line_of(element), id=name
        )
        return None
    expanded = element.get("isExpanded")
    return Shape(
        element=name,
        bounds=bounds,
        label=label,
        is_horizontal=element.get("isHorizontal") != "false",
        is_expanded=is_open if expanded is None else expanded == "true",
        is_marker_visible=element.get("isMarkerVisible") != "false",
    )


def _label(element: Element) -> Bounds | None:
    for child in element:
        if _NAMES[child.tag] == "Bounds":
            bounds = _bounds(child)
            return bounds if bounds and bounds.width > 0 and bounds.height > 0 else None
    return None


def _bounds(element: Element) -> Bounds | None:
    """Return the rectangle with positive sides, or None when a number is missing or none at all."""
    get = element.get
    x, y = _number(get("x", "")[:DIGITS]), _number(get("y", "")[:DIGITS])
    width, height = _number(get("width", "")[:DIGITS]), _number(get("height", "")[:DIGITS])
    if x is None or y is None or width is None or height is None:
        return None
    if width < 0 or height < 0:
        return Bounds(min(x, x + width), min(y, y + height), abs(width), abs(height))
    return Bounds(x, y, width, height)


@lru_cache(maxsize=8192)  # shapes stand on a grid: the same few coordinates come again and again
def _number(text: str) -> float | None:
    """Return a coordinate; a comma before the decimals is understood."""
    try:
        found = float(text)
    except ValueError:
        return _number(text.replace(",", ".")) if "," in text else None
    return found if -LARGEST <= found <= LARGEST else None  # false for NaN too


def _edge(element: Element, name: str, drawn: Drawn, places: Mapping[str, Bounds]) -> Edge | None:
    points: list[Point] = []
    label = None
    for child in element:
        part = _NAMES[child.tag]
        if part == "waypoint":
            x, y = _number(child.get("x", "")[:DIGITS]), _number(child.get("y", "")[:DIGITS])
            if x is not None and y is not None:
                points.append((x, y))
        elif part == "BPMNLabel":
            label = _label(child)
    if len(points) < 2:
        drawn.notes.repaired(
            _("The line %(id)s has fewer than two points; it is drawn straight."),
            element_id=name,
            line=line_of(element),
            id=name,
        )
        points = straight(*(places.get(end) for end in drawn.ends.get(name, ("", ""))))
    return Edge(name, tuple(points), label) if points else None


def straight(source: Bounds | None, target: Bounds | None) -> list[Point]:
    """Return a straight line from the outline of one rectangle to that of another; empty when one is missing."""
    if source is None or target is None:
        return []
    start, end = _middle(source), _middle(target)
    return [_outline(source, end), _outline(target, start)]


def _middle(bounds: Bounds) -> Point:
    return bounds.x + bounds.width / 2, bounds.y + bounds.height / 2


def _outline(bounds: Bounds, towards: Point) -> Point:
    """Return where the line from the middle of the rectangle towards a point leaves it."""
    x, y = _middle(bounds)
    dx, dy = towards[0] - x, towards[1] - y
    reach = max(abs(dx) / (bounds.width / 2 or 1), abs(dy) / (bounds.height / 2 or 1))
    return (x, y) if reach == 0 else (x + dx / reach, y + dy / reach)
