"""Names on lines: over the first horizontal if that is free, else the next free place along the line."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from grunnmur.processes.bpmn.layout import measure
from grunnmur.processes.bpmn.model import Bounds, Edge, Shape

GAP = 2.0
SLIDE = 8.0  # between the places that are tried
Box = tuple[float, float, float, float]  # left, top, right, bottom
Way = tuple[tuple[float, float], ...]


def place_labels(lines: Sequence[Edge], *, names: Sequence[str], shapes: Sequence[Shape]) -> list[Edge]:
    """Return the lines with a place for each name that meets no line, shape or other name, if there is one."""
    if not any(names):
        return list(lines)
    obstacles = [_box(shape.bounds) for shape in shapes]
    obstacles += [_box(shape.label) for shape in shapes if shape.label]
    obstacles += [segment for line in lines for segment in _segments(line.waypoints)]
    placed: list[Edge] = []
    for line, name in zip(lines, names, strict=True):
        if not name:
            placed.append(line)
            continue
        label = _free_place(line.waypoints, name, obstacles)
        obstacles.append(_box(label))
        placed.append(Edge(line.element, line.waypoints, label))
    return placed


def _free_place(way: Way, name: str, obstacles: Sequence[Box]) -> Bounds:
    """Return the first free place for a name; in despair the first place of all."""
    size = measure.label_size(name, widths=(measure.BRANCH_WIDTH,))
    places = list(_places(way, *size))
    free = (place for place in places if not any(_meet(place, other) for other in obstacles))
    left, top, right, bottom = next(free, places[0])
    return Bounds(round(left, 2), round(top, 2), round(right - left, 2), round(bottom - top, 2))


def _places(way: Way, width: float, height: float) -> Iterator[Box]:
    """Yield places along the line: horizontals first, above before below; then beside verticals."""
    pairs = list(pairwise(way))
    for (x1, y1), (x2, y2) in pairs:
        if y1 == y2:
            for left in _slide(x1, x2, length=width):
                yield left, y1 - GAP / 2 - height, left + width, y1 - GAP / 2
                yield left, y1 + GAP / 2, left + width, y1 + GAP / 2 + height
    for (x1, y1), (x2, y2) in pairs:
        if x1 == x2:
            for top in _slide(y1, y2, length=height):
                yield x1 + GAP, top, x1 + GAP + width, top + height
                yield x1 - GAP - width, top, x1 - GAP, top + height


def _slide(start: float, end: float, *, length: float) -> Iterator[float]:
    """Yield places for a name along a line, beginning at its start; a short line has one."""
    room = abs(end - start) - 2 * GAP - length
    for number in range(max(int(room // SLIDE), 0) + 1):
        at = GAP + number * SLIDE
        yield start + at if start <= end else start - at - length


def _box(bounds: Bounds) -> Box:
    return bounds.x, bounds.y, bounds.right, bounds.bottom


def _segments(way: Way) -> Iterator[Box]:
    for (x1, y1), (x2, y2) in pairwise(way):
        yield min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
