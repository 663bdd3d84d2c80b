"""How the lines run: curves between rows, straight stretches past them, never through a box."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from grunnmur.landscape.drawing.choice import Box, Line
from grunnmur.landscape.drawing.places import Grid
from grunnmur.landscape.drawing.ways import MARGIN, WIDTH, Ways, middle_of, track_x

PORTS = 18  # pixels between the ends of lines on one side of a box, when there is room
INDENT = 14  # pixels from the corner of a box without ends of lines
CHANNEL = 40  # pixels between two rows, at least
CHANNEL_MOST = 88
PER_LINE = 3  # pixels more for each line that bends there

_Bundle = tuple[int, Box]  # a way and the hub whose lines run together in it


@dataclass(slots=True, eq=False)
class Route:
    """How a line runs from its upper (or left) box to the lower.

    hub: the busier of the two, whose lines run together. way: past the rows between, None when there are none; x is
    where it runs there. start, end: where it meets the boxes. is_arc: over a row; is_beside: from one box to the next
    in a row.
    """

    line: Line
    upper: Box
    lower: Box
    hub: Box
    way: int | None = None
    x: int = 0
    start: int = 0
    end: int = 0
    is_arc: bool = False
    is_beside: bool = False


def find_routes(grid: Grid, lines: Sequence[Line]) -> list[Route]:
    """Return a route for each line, in the same order, with its place on both boxes."""
    boxes = [box for inside in grid.lanes.values() for box in inside]
    ways = Ways(boxes, columns=grid.columns, rows=grid.rows)
    degrees = Counter(box for line in lines for box in (line.one, line.other))
    routes = []
    for line in lines:
        upper, lower = (line.one, line.other) if line.one.number < line.other.number else (line.other, line.one)
        route = Route(line, upper, lower, hub=upper if degrees[upper] >= degrees[lower] else lower)
        if upper.row == lower.row:
            route.is_beside = ways.is_free(upper.row, range(upper.column + 1, lower.column))
            route.is_arc = not route.is_beside
        elif lower.row - upper.row > 1:
            route.way = ways.take(upper, lower, hub=route.hub)
        routes.append(route)
    _lay_tracks(routes)
    _set_ports(routes)
    return routes


def channels(grid: Grid, routes: Sequence[Route]) -> list[int]:
    """Return the room that each row needs above it, in pixels."""
    bends: Counter[int] = Counter()
    for route in routes:
        if route.is_arc:
            bends[route.upper.row] += 1
        elif not route.is_beside:
            bends.update({route.upper.row + 1, route.lower.row})
    rooms = [min(CHANNEL + PER_LINE * max(bends[row] - 3, 0), CHANNEL_MOST) for row in range(grid.rows)]
    if rooms and not bends[0]:
        rooms[0] = MARGIN
    return rooms


def _lay_tracks(routes: Sequence[Route]) -> None:
    """Put lines that share a way beside each other; those of one hub run together and part where they must."""
    spans: dict[_Bundle, tuple[int, int]] = {}
    for route in routes:
        if route.way is not None:
            top, bottom = spans.get((route.way, route.hub), (route.upper.row, route.lower.row))
            spans[route.way, route.hub] = min(top, route.upper.row), max(bottom, route.lower.row)
    ends: dict[int, list[int]] = {}
    tracks: dict[_Bundle, int] = {}
    for (way, hub), (top, bottom) in sorted(spans.items(), key=lambda item: (item[1][0], item[0][1].number)):
        used = ends.setdefault(way, [])
        free = next((at for at, end in enumerate(used) if end <= top), len(used))
        used[free : free + 1] = [bottom]
        tracks[way, hub] = free
    for route in routes:
        if route.way is not None:
            route.x = track_x(route.way, tracks[route.way, route.hub])


@dataclass(slots=True, eq=False)
class _Port:
    """A place on a side of a box where lines meet it: x is where they come from."""

    x: int
    starts: list[Route]
    ends: list[Route]


def _set_ports(routes: Sequence[Route]) -> None:
    """Spread the ends of lines over the sides of their boxes, in the order of where they come from."""
    sides: dict[tuple[Box, bool], dict[object, _Port]] = {}
    for route in routes:
        if not route.is_beside:
            _port(sides, route, route.upper, is_top=route.is_arc).starts.append(route)
            _port(sides, route, route.lower, is_top=True).ends.append(route)
    for (box, _is_top), ports in sides.items():
        step = min(PORTS, (WIDTH - 2 * INDENT) / max(len(ports) - 1, 1))
        left = middle_of(box) - step * (len(ports) - 1) / 2
        for at, port in enumerate(sorted(ports.values(), key=lambda port: port.x)):
            for route in port.starts:
                route.start = round(left + at * step)
            for route in port.ends:
                route.end = round(left + at * step)


def _port(sides: dict[tuple[Box, bool], dict[object, _Port]], route: Route, box: Box, *, is_top: bool) -> _Port:
    """Return the place where a line meets a box: lines that run together leave their hub together."""
    other = route.lower if box is route.upper else route.upper
    x = middle_of(other) if route.way is None else route.x
    key = route.way if route.way is not None and route.hub is box else route
    return sides.setdefault((box, is_top), {}).setdefault(key, _Port(x, [], []))
