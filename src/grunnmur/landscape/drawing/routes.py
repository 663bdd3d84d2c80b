"""The ways of the lines: curves between rows, straight stretches in the gaps between columns, never through a box."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from grunnmur.landscape.drawing.choice import Box, Line
from grunnmur.landscape.drawing.places import Grid

WIDTH, HEIGHT, GAP = 184, 48, 24
LEFT = 128  # of the first column: the names of the lanes stand before it
PITCH = WIDTH + GAP
TRACK = 4  # pixels between lines that share a gap
TRACKS = 5  # lines side by side in a gap; more of them share a track
CROWD = 90  # pixels of a way round that are taken rather than one more line in a full gap
PORTS = 18  # pixels between the ends of lines on one side of a box, when there is room
INDENT = 14  # pixels from the corner of a box without ends of lines
CHANNEL = 40  # pixels between two rows, at least
CHANNEL_MOST = 88
PER_LINE = 3  # pixels more for each line that bends there
ARC = 15  # pixels an arc rises for one column, and a third of it for each further one


@dataclass(slots=True, eq=False)
class Route:
    """How a line runs from its upper (or left) box to the lower: by one gap or free column when there are rows between.

    way: ("gap", index of the column right of it) or ("column", index); hub: the busier end, whose lines run together.
    x: where the straight stretch runs; start, end: where the line meets the boxes. is_arc: over a row;
    is_beside: between two boxes that stand side by side.
    """

    line: Line
    upper: Box
    lower: Box
    way: tuple[str, int] | None = None
    hub: Box | None = None
    x: int = 0
    is_arc: bool = False
    is_beside: bool = False
    start: int = 0
    end: int = 0


@dataclass(slots=True)
class Ways:
    """All routes, and the room above each row that they need, in pixels; the last is the room under the last row."""

    routes: list[Route]
    channels: list[int] = field(default_factory=list)


def left_of(column: int) -> int:
    """Return the left edge of a column."""
    return LEFT + column * PITCH


def find_ways(grid: Grid, lines: Sequence[Line]) -> Ways:
    """Return a route for each line, in the same order, with its place on both boxes."""
    taken = {(box.row, box.column) for boxes in grid.lanes.values() for box in boxes}
    degrees = _degrees(lines)
    loads: dict[tuple[tuple[str, int], int], set[Box]] = {}
    routes = []
    for line in lines:
        upper, lower = sorted((line.one, line.other), key=lambda box: (box.row, box.column))
        route = Route(line, upper, lower)
        if upper.row == lower.row:
            between = range(upper.column + 1, lower.column)
            route.is_beside = not any((upper.row, column) in taken for column in between)
            route.is_arc = not route.is_beside
        elif lower.row - upper.row > 1:
            route.hub = upper if degrees[upper] >= degrees[lower] else lower
            route.way = _way(route, grid, taken, loads)
        routes.append(route)
    _lay_tracks(routes)
    _set_ports(routes)
    return Ways(routes, _channels(grid, routes))


def _degrees(lines: Sequence[Line]) -> dict[Box, int]:
    degrees: dict[Box, int] = {}
    for line in lines:
        for box in (line.one, line.other):
            degrees[box] = degrees.get(box, 0) + 1
    return degrees


def _way(
    route: Route,
    grid: Grid,
    taken: set[tuple[int, int]],
    loads: dict[tuple[tuple[str, int], int], set[Box]],
) -> tuple[str, int]:
    """Return the gap or free column that is the shortest way past the rows between, away from what is crowded."""
    rows = range(route.upper.row + 1, route.lower.row)
    ways = [("gap", column) for column in range(grid.columns + 1)]
    ways += [("column", column) for column in range(grid.columns) if not any((row, column) in taken for row in rows)]
    start, end = _middle(route.upper), _middle(route.lower)
    hub = route.hub or route.upper

    def cost(way: tuple[str, int]) -> float:
        x = _way_x(way)
        crowd = max(len(loads.get((way, row), set()) - {hub}) for row in rows)
        return abs(start - x) + abs(x - end) + CROWD * max(0, crowd - TRACKS + 1) + 6 * crowd

    best = min(ways, key=cost)
    for row in rows:
        loads.setdefault((best, row), set()).add(hub)
    return best


def _way_x(way: tuple[str, int]) -> int:
    """Return the middle of a gap or of a column."""
    kind, column = way
    return left_of(column) + WIDTH // 2 if kind == "column" else left_of(column) - GAP // 2


def _middle(box: Box) -> int:
    return left_of(box.column) + WIDTH // 2


def _lay_tracks(routes: Sequence[Route]) -> None:
    """Put lines that share a gap beside each other; those of one hub run together and part where they must."""
    spans: dict[tuple[tuple[str, int], Box], list[int]] = {}
    for route in routes:
        if route.way and route.hub:
            span = spans.setdefault((route.way, route.hub), [route.upper.row, route.lower.row])
            span[:] = [min(span[0], route.upper.row), max(span[1], route.lower.row)]
    ends: dict[tuple[str, int], list[int]] = {}
    tracks: dict[tuple[tuple[str, int], Box], int] = {}
    for key, (top, bottom) in sorted(spans.items(), key=lambda item: (item[1][0], item[0][1].number)):
        used = ends.setdefault(key[0], [])
        free = next((at for at, end in enumerate(used) if end <= top), len(used))
        used[free : free + 1] = [bottom]
        tracks[key] = free
    for route in routes:
        if route.way and route.hub:
            route.x = _track_x(route.way, tracks[route.way, route.hub])


def _track_x(way: tuple[str, int], track: int) -> int:
    """Return where a straight stretch runs: in the middle, then by turns to the right and the left of it."""
    at = track % TRACKS
    return _way_x(way) + TRACK * ((at + 1) // 2) * (1 if at % 2 else -1)


def _set_ports(routes: Sequence[Route]) -> None:
    """Spread the ends of lines over the sides of their boxes, in the order of where they come from."""
    sides: dict[tuple[Box, bool], dict[object, tuple[int, list[tuple[Route, bool]]]]] = {}
    for route in routes:
        if route.is_beside:
            continue
        for box, other, is_start in ((route.upper, route.lower, True), (route.lower, route.upper, False)):
            is_top = route.is_arc or not is_start
            x = route.x if route.way else _middle(other)
            key: object = (route.way, route.hub) if route.hub is box else route
            side = sides.setdefault((box, is_top), {})
            side.setdefault(key, (x, []))[1].append((route, is_start))
    for (box, _is_top), ends in sides.items():
        step = min(PORTS, (WIDTH - 2 * INDENT) / max(len(ends) - 1, 1))
        left = _middle(box) - step * (len(ends) - 1) / 2
        for at, (_x, found) in enumerate(sorted(ends.values(), key=lambda end: end[0])):
            for route, is_start in found:
                if is_start:
                    route.start = round(left + at * step)
                else:
                    route.end = round(left + at * step)


def _channels(grid: Grid, routes: Sequence[Route]) -> list[int]:
    bends = [0] * (grid.rows + 1)
    for route in routes:
        if route.is_arc:
            bends[route.upper.row] += 1
        elif not route.is_beside:
            for row in {route.upper.row + 1, route.lower.row}:
                bends[row] += 1
    return [min(CHANNEL + PER_LINE * max(count - 3, 0), CHANNEL_MOST) for count in bends]
