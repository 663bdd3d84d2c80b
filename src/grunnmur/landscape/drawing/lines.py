"""The lines of a figure: their path, the arrow towards what is affected, and what the pointer is told."""

from collections.abc import Sequence

from grunnmur.landscape.drawing.boxes import Names
from grunnmur.landscape.drawing.choice import Line
from grunnmur.landscape.drawing.model import Change
from grunnmur.landscape.drawing.routes import Route
from grunnmur.landscape.drawing.ways import HEIGHT, WIDTH, left_of
from grunnmur.landscape.drawing.writing import escape

SHORT = 6  # pixels a line ends before a box when an arrow of 8 pixels stands there
ARC = 15  # pixels an arc rises for one column, and a third of it for each further one
BEND = 0.55  # how far along its height a curve keeps its direction
NAMED = 8  # relations of one line that the pointer is told about


def draw_line(route: Route, rows: Sequence[int], names: Names) -> str:
    """Return one line as a group, with the numbers of its two boxes for scripts."""
    line = route.line
    hits = (line.hits_one, line.hits_other) if route.upper is line.one else (line.hits_other, line.hits_one)
    if route.is_beside:
        path, tips = _beside(route, rows, hits)
    elif route.is_arc:
        path, tips = _arc(route, rows, hits)
    else:
        path, tips = _fall(route, rows, hits)
    css = f"map-edge s{line.strength}{' is-direct' if line.is_direct else ''}{' is-rest' if line.is_rest else ''}"
    tip = f'<path class="map-tip" d="{tips}"/>' if tips else ""
    if line.change is not Change.STAYS:
        css += f" {line.change.value}"
        tip += draw_sign(line.change, *_middle(route, rows))
    return (
        f'<g class="{css}" data-ends="{route.upper.number} {route.lower.number}">{_title(line, names)}'
        f'<path class="map-line" d="{path}"/>{tip}</g>'
    )


def draw_sign(change: Change, x: int, y: int) -> str:
    """Return the sign on what goes (a cross) or comes (a plus), with some ground around it."""
    strokes = f"M{x - 4} {y - 4}l8 8m0-8l-8 8" if change is Change.GOES else f"M{x - 5} {y}h10m-5-5v10"
    ground = f'<rect class="map-sign-ground" x="{x - 8}" y="{y - 8}" width="16" height="16" rx="8"/>'
    return f'{ground}<path class="map-sign" d="{strokes}"/>'


def _middle(route: Route, rows: Sequence[int]) -> tuple[int, int]:
    """Return a place halfway along a line; of one that runs with others of its hub, where it runs alone."""
    top, bottom = rows[route.upper.row], rows[route.lower.row]
    if route.is_beside:
        left, right = left_of(route.upper.column) + WIDTH, left_of(route.lower.column)
        return (left + right) // 2, top + HEIGHT // 2
    if route.is_arc:
        return (route.start + route.end) // 2, top - _rise(route)
    if route.way is None:
        return (route.start + route.end) // 2, (top + HEIGHT + bottom) // 2
    if route.hub is route.upper:
        return (route.x + route.end) // 2, (rows[route.lower.row - 1] + HEIGHT + bottom) // 2
    return (route.start + route.x) // 2, (top + HEIGHT + rows[route.upper.row + 1]) // 2


def _title(line: Line, names: Names) -> str:
    if line.is_rest:
        return ""
    return f"<title>{escape(chr(10).join(names.relation(edge) for edge in line.edges[:NAMED]))}</title>"


def _fall(route: Route, rows: Sequence[int], hits: tuple[bool, bool]) -> tuple[str, str]:
    """Return the path from the foot of the upper box to the head of the lower, and its arrows."""
    top, bottom = rows[route.upper.row] + HEIGHT, rows[route.lower.row]
    start, end = top + SHORT * hits[0], bottom - SHORT * hits[1]
    path = f"M{route.start} {start}"
    if route.way is not None:
        gap_top, gap_bottom = rows[route.upper.row + 1], rows[route.lower.row - 1] + HEIGHT
        path += f"{_curve(route.start, start, route.x, gap_top)}V{gap_bottom}"
        path += _curve(route.x, gap_bottom, route.end, end)
    else:
        path += _curve(route.start, start, route.end, end)
    tips = _up(route.start, top) if hits[0] else ""
    return path, tips + (_down(route.end, bottom) if hits[1] else "")


def _curve(x: int, y: int, to_x: int, to_y: int) -> str:
    """Return a curve downwards that leaves and arrives upright."""
    if x == to_x:
        return f"V{to_y}"
    bend = round((to_y - y) * BEND)
    return f"C{x} {y + bend} {to_x} {to_y - bend} {to_x} {to_y}"


def _arc(route: Route, rows: Sequence[int], hits: tuple[bool, bool]) -> tuple[str, str]:
    """Return the path over the boxes between, and its arrows."""
    y = rows[route.upper.row]
    top = y - _rise(route) * 4 // 3  # a curve reaches three quarters of the way to its handles
    left, right = y - SHORT * hits[0], y - SHORT * hits[1]
    path = f"M{route.start} {left}C{route.start} {top} {route.end} {top} {route.end} {right}"
    return path, (_down(route.start, y) if hits[0] else "") + (_down(route.end, y) if hits[1] else "")


def _rise(route: Route) -> int:
    """Return how high an arc goes."""
    columns = route.lower.column - route.upper.column
    return ARC + (columns - 1) * ARC // 3


def _beside(route: Route, rows: Sequence[int], hits: tuple[bool, bool]) -> tuple[str, str]:
    """Return the path straight from one box to the next in the row, and its arrows."""
    y = rows[route.upper.row] + HEIGHT // 2
    left, right = left_of(route.upper.column) + WIDTH, left_of(route.lower.column)
    path = f"M{left + SHORT * hits[0]} {y}H{right - SHORT * hits[1]}"
    tips = f"M{left + 8} {y - 4}v8l-8-4z" if hits[0] else ""
    return path, tips + (f"M{right - 8} {y - 4}v8l8-4z" if hits[1] else "")


def _down(x: int, y: int) -> str:
    return f"M{x - 4} {y - 8}h8l-4 8z"


def _up(x: int, y: int) -> str:
    return f"M{x - 4} {y + 8}h8l-4-8z"
