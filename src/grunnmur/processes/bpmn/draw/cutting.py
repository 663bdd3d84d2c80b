"""A scene that is too wide for paper in parts: every shape whole in one of them, every line that is cut marked.

A part takes what lies between two cuts. A cut goes where it meets no shape; where shapes lie so close that there is
no such place, it goes where it meets the fewest, and each of them is whole in the part its middle lies in.
"""

import math
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from grunnmur.processes.bpmn.draw.scene import Line, Scene
from grunnmur.processes.bpmn.draw.svg import Point
from grunnmur.processes.bpmn.model import ACTIVITIES, Bounds, Edge, Shape

BESIDE = 8.0  # pixels between the last thing of a part and the end of a line that is cut
NAME_HALF = 55.0  # pixels a name without a place of its own may stand out from the middle of its shape
TRIES = 24  # widths that are tried to make the parts about as wide as each other

Span = tuple[float, float]


class Passage(NamedTuple):
    """The end of a line that goes on elsewhere; `letter` is the same at both ends, `part` the other one, from 0."""

    letter: str
    part: int
    is_leaving: bool
    is_right: bool
    at: Point


@dataclass(slots=True)
class Part:
    """What one sheet draws of nodes, artifacts and lines, from `left` to `right`, and the passages beside it.

    begin, end: the cuts on either side, infinite at the ends of the drawing.
    """

    begin: float
    end: float
    shapes: list[Shape] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    left: float = math.inf
    right: float = -math.inf

    def reach(self, xs: Iterable[float]) -> None:
        """Make room for what lies at these x."""
        for x in xs:
            self.left, self.right = min(self.left, x), max(self.right, x)


def cut(scene: Scene, *, room: float) -> list[Part]:
    """Return the parts from left to right, each about `room` pixels wide at most; one when all has room in it."""
    spans = _spans(scene, room)
    if not spans:
        return []
    borders = (-math.inf, *_cuts(list(spans.values()), room), math.inf)
    parts = [Part(begin, end) for begin, end in pairwise(borders)]
    found = _Parts(scene, parts, spans)
    found.place_shapes()
    found.place_lines()
    return parts


class _Parts:
    """Gives each thing of a scene to its part."""

    def __init__(self, scene: Scene, parts: list[Part], spans: dict[Shape, Span]) -> None:
        self.scene, self.parts, self.spans = scene, parts, spans
        self.cuts = [part.end for part in parts[:-1]]
        self.part_of: dict[str, int] = {}

    def place_shapes(self) -> None:
        """Put each shape into the part of its middle; what is fixed to another goes with it."""
        for shape, span in self.spans.items():
            number = bisect(self.cuts, shape.bounds.x + shape.bounds.width / 2)
            node = self.scene.node_of.get(shape.element)
            if node and node.attached_to in self.part_of:
                number = self.part_of[node.attached_to]
            if len(self.scene.nodes.get(shape.element, ())) < 2:
                self.part_of[shape.element] = number
            self.parts[number].shapes.append(shape)
            self.parts[number].reach(span)

    def place_lines(self) -> None:
        """Draw each line whole in its part, or its ends in two."""
        cut = []
        for line in self.scene.lines:
            points = line.edge.waypoints
            start, goal = self._end(line.flow.source, points[0]), self._end(line.flow.target, points[-1])
            if start == goal:
                self.parts[start].lines.append(line)
                self.parts[start].reach(x for x, _y in points)
            else:
                out = _stub(points, self._border(start, goal))
                back = _stub(points[::-1], self._border(goal, start))
                self.parts[start].reach(x for x, _y in out[:-1])
                self.parts[goal].reach(x for x, _y in back[:-1])
                cut.append((start, goal, out[-1][1], out, back, line))
        cut.sort(key=lambda one: (*one[:3], one[-1].edge.element))
        for index, (start, goal, _y, out, back, line) in enumerate(cut):
            letter = _letter(index)
            self._add(start, goal, line, out, letter=letter, is_leaving=True)
            self._add(goal, start, line, back, letter=letter, is_leaving=False)

    def _end(self, element: str, point: Point) -> int:
        """Return the part an end of a line lies in: that of its shape, else that of the place."""
        return self.part_of.get(element, bisect(self.cuts, point[0]))

    def _border(self, part: int, other: int) -> float:
        return self.cuts[part] if other > part else self.cuts[part - 1]

    def _add(
        self, number: int, other: int, line: Line, stub: Sequence[Point], *, letter: str, is_leaving: bool
    ) -> None:
        part, is_right = self.parts[number], other > number
        at = (part.right + BESIDE if is_right else part.left - BESIDE, stub[-1][1])
        points = (*stub[:-1], at)
        label = line.edge.label if is_leaving and _is_near(line.edge.label, part) else None
        edge = Edge(line.edge.element, points if is_leaving else points[::-1], label)
        part.lines.append(line._replace(edge=edge, is_begun=is_leaving, is_ended=not is_leaving))
        part.passages.append(Passage(letter, other, is_leaving, is_right, at))


def _is_near(label: Bounds | None, part: Part) -> bool:
    return bool(label) and part.begin < label.x + label.width / 2 < part.end  # type: ignore[union-attr] # checked


def _stub(points: Sequence[Point], border: float) -> list[Point]:
    """Return a line from its start to where it first meets a border; right across from its start if it never does."""
    inside = [points[0]]
    for (ax, ay), (bx, by) in pairwise(points):
        if min(ax, bx) <= border <= max(ax, bx) and ax != bx:
            return [*inside, (border, ay + (by - ay) * (border - ax) / (bx - ax))]
        inside.append((bx, by))
    return [points[0], (border, points[0][1])]


def _letter(index: int) -> str:
    """Return A, B … Z, AA, AB …."""
    rest, letters = index + 1, ""
    while rest:
        rest, place = divmod(rest - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def _spans(scene: Scene, room: float) -> dict[Shape, Span]:
    """Return what must not be cut: each shape from left to right with the names that belong to it.

    Frames around others that are wider than the room are left out; each part draws its piece of them.
    """
    found: dict[Shape, Span] = {}
    for shape in _whole(scene, room):
        found[shape] = _joined((shape.bounds.x, shape.bounds.right), _name_of(shape, scene), room)
    first = {shape.element: shape for shape in reversed(found)}
    for line in scene.lines:
        label, source = line.edge.label, first.get(line.flow.source)
        if label and source:
            found[source] = _joined(found[source], (label.x, label.right), room)
    return found


def _whole(scene: Scene, room: float) -> Iterator[Shape]:
    """Yield the shapes that are drawn in one part, what holds others before what is fixed to it."""
    nodes = [shape for shapes in scene.nodes.values() for shape in shapes]
    nodes.sort(key=lambda shape: bool(scene.node_of[shape.element].attached_to))
    yield from (one for one in nodes if one.element not in scene.opened or one.bounds.width <= room)
    yield from (one for one, artifact in scene.artifacts if artifact.kind != "group" or one.bounds.width <= room)


def _name_of(shape: Shape, scene: Scene) -> Span:
    if shape.label:
        return shape.label.x, shape.label.right
    node = scene.node_of.get(shape.element)
    middle = shape.bounds.x + shape.bounds.width / 2
    half = NAME_HALF if node and node.name and node.kind not in ACTIVITIES else 0
    return middle - half, middle + half


def _joined(one: Span, other: Span, room: float) -> Span:
    both = min(one[0], other[0]), max(one[1], other[1])
    return both if both[1] - both[0] <= room / 2 else one


def _cuts(spans: Sequence[Span], room: float) -> list[float]:
    """Return where to cut: in as few parts as the room allows, and those about as wide as each other."""
    places = _places(spans)
    widest = _greedy(spans, places, room)
    if not widest:
        return []
    whole = max(right for _left, right in spans) - min(left for left, _right in spans)
    least = whole / (len(widest) + 1)
    for number in range(TRIES):
        tried = _greedy(spans, places, least + (room - least) * number / TRIES)
        if len(tried) == len(widest) and _met(tried, places) <= _met(widest, places):
            return tried
    return widest


def _met(cuts: Iterable[float], places: Sequence["_Place"]) -> int:
    met = {place.x: place.met for place in places}
    return sum(met[x] for x in cuts)


class _Place(NamedTuple):
    """A place for a cut: what is left of it ends at `after`, and it meets so many spans."""

    x: float
    after: float
    met: int


def _places(spans: Sequence[Span]) -> list[_Place]:
    edges = sorted({x for span in spans for x in span})
    return [
        _Place((a + b) / 2, a, sum(left < (a + b) / 2 < right for left, right in spans)) for a, b in pairwise(edges)
    ]


def _greedy(spans: Sequence[Span], places: Sequence[_Place], room: float) -> list[float]:
    """Return cuts such that each part is as wide as it may be, from the left; each part holds at least one span."""
    middles = sorted(((left + right) / 2, left) for left, right in spans)
    end = max(right for _left, right in spans)
    cuts: list[float] = []
    while True:
        rest = middles[bisect(middles, (cuts[-1], math.inf)) :] if cuts else middles
        begin = min(left for _middle, left in rest)
        if end - begin <= room:
            return cuts
        able = [place for place in places if rest[0][0] < place.x < rest[-1][0]]
        near = [place for place in able if place.after - begin <= room] or able[:1]
        if not near:
            return cuts
        cuts.append(min(near, key=lambda place: (place.met, -place.x)).x)
