"""Names on lines: over the first horizontal if that is free, else the next free place along the line."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from grunnmur.processes.bpmn.layout import measure
from grunnmur.processes.bpmn.model import Bounds, Edge, Shape

GAP = 2.0
STRIP = 100.0
OFF = (0.0, 12.0, 24.0, 36.0, 48.0)  # how far from its line a name may stand when there is no room beside it
HEAD = 6.0  # kept free where a line ends
SLIDE = 8.0  # between the places that are tried
Box = tuple[float, float, float, float]  # left, top, right, bottom
Way = tuple[tuple[float, float], ...]


class _Taken:
    """What a name may not meet, found by vertical strips of the sheet."""

    def __init__(self) -> None:
        self._strips: dict[int, list[Box]] = defaultdict(list)

    def add(self, box: Box) -> None:
        """Take a rectangle; a line is one without width or height."""
        for strip in range(int(box[0] // STRIP), int(box[2] // STRIP) + 1):
            self._strips[strip].append(box)

    def is_free(self, place: Box) -> bool:
        """Whether a rectangle meets nothing taken."""
        strips = range(int(place[0] // STRIP), int(place[2] // STRIP) + 1)
        return not any(_meet(place, other) for strip in strips for other in self._strips[strip])


def place_labels(lines: Sequence[Edge], *, names: Sequence[str], shapes: Sequence[Shape]) -> list[Edge]:
    """Return the lines with a place for each name that meets no line, shape or other name, if there is one."""
    if not any(names):
        return list(lines)
    taken = _Taken()
    for shape in shapes:
        taken.add(_box(shape.bounds))
        if shape.label:
            taken.add(_box(shape.label))
    for line in lines:
        for segment in _segments(line.waypoints):
            taken.add(segment)
    placed: list[Edge] = []
    for line, name in zip(lines, names, strict=True):
        label = _free_place(line.waypoints, name, taken) if name else None
        if label:
            taken.add(_box(label))
        placed.append(Edge(line.element, line.waypoints, label))
    return placed


def _free_place(way: Way, name: str, taken: _Taken) -> Bounds:
    """Return the first free place for a name: close to its line in any form, else a little away from it."""
    forms = measure.branch_sizes(name)
    places = (place for off in OFF for size in forms for place in _places(way, *size, off=off))
    left, top, right, bottom = next(filter(taken.is_free, places), None) or next(_places(way, *forms[0], off=0))
    return Bounds(round(left, 2), round(top, 2), round(right - left, 2), round(bottom - top, 2))


def _places(way: Way, width: float, height: float, *, off: float) -> Iterator[Box]:
    """Yield places along the line: horizontals first, above before below; then beside verticals."""
    pairs = list(pairwise(way))
    for (x1, y1), (x2, y2) in pairs:
        if y1 == y2:
            above, below = y1 - GAP / 2 - off, y1 + GAP / 2 + off
            for left in _slide(x1, x2, length=width):
                yield left, above - height, left + width, above
                yield left, below, left + width, below + height
    for (x1, y1), (x2, y2) in pairs:
        if x1 == x2:
            after, before = x1 + GAP + off, x1 - GAP - off
            for top in _slide(y1, y2, length=height):
                yield after, top, after + width, top + height
                yield before - width, top, before, top + height


def _slide(start: float, end: float, *, length: float) -> Iterator[float]:
    """Yield places for a name along a line, beginning at its start; a short line has one.

    The last lies where the channel before a target was made wide enough for it: between the last track and the head.
    """
    room = abs(end - start) - 2 * GAP - length
    places = [GAP + number * SLIDE for number in range(max(int(room // SLIDE), 0) + 1)]
    for at in (*places, max(abs(end - start) - length - HEAD, GAP)):
        yield start + at if start <= end else start - at - length


def _box(bounds: Bounds) -> Box:
    return bounds.x, bounds.y, bounds.right, bounds.bottom


def _segments(way: Way) -> Iterator[Box]:
    for (x1, y1), (x2, y2) in pairwise(way):
        yield min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
