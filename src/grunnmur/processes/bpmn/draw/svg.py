"""Small pieces of SVG text: numbers, escaped text, paths."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from grunnmur.processes.bpmn.draw.text import LINE, REMEMBERED, Block
from grunnmur.processes.bpmn.model import Bounds

Point = tuple[float, float]
Area = tuple[float, float, float, float]
SHORT = 80  # characters of text whose escaped form is remembered
SPACE = 0.28  # width of a space in font sizes
SIDEWAYS = ("bpmn-note", "bpmn-begins", "bpmn-ends")  # classes of text that is not centred
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def escape(text: str) -> str:
    """Return text safe inside an element and inside an attribute in quotes."""
    return _escaped_short(text) if len(text) <= SHORT else _escaped(text)


def _escaped(text: str) -> str:
    if not text.isprintable():
        text = _FORBIDDEN.sub("", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#39;")


_escaped_short = lru_cache(maxsize=REMEMBERED)(_escaped)  # ids and lines of names: each stands in a drawing often


@lru_cache(maxsize=8192)  # shapes stand on a grid: the same few coordinates come again and again
def num(value: float) -> str:
    """Return a number with at most one decimal."""
    rounded = round(value, 1)
    return str(int(rounded)) if rounded == int(rounded) else str(rounded)


def rect(area: Area, css: str, *, radius: float = 0) -> str:
    """Return a rectangle; area: its x, y, width and height, as bounds have them."""
    x, y, width, height = area
    corner = f' rx="{num(radius)}"' if radius else ""
    return f'<rect class="{css}" x="{num(x)}" y="{num(y)}" width="{num(width)}" height="{num(height)}"{corner}/>'


def inset(bounds: Bounds, by: float) -> Bounds:
    """Return a rectangle that is smaller on every side."""
    return Bounds(bounds.x + by, bounds.y + by, max(bounds.width - 2 * by, 0), max(bounds.height - 2 * by, 0))


def circle(center: Point, radius: float, css: str) -> str:
    """Return a circle."""
    return f'<circle class="{css}" cx="{num(center[0])}" cy="{num(center[1])}" r="{num(max(radius, 0))}"/>'


def path(d: str, css: str, *, at: Point | None = None, scale: float = 1) -> str:
    """Return a path, moved to `at` and scaled when asked."""
    if at is None:
        return f'<path class="{css}" d="{d}"/>'
    factor = "" if scale == 1 else f" scale({round(scale, 3)})"
    return f'<path class="{css}" transform="translate({num(at[0])} {num(at[1])}){factor}" d="{d}"/>'


def polygon(points: Sequence[Point]) -> str:
    """Return the `d` of a closed line through the points."""
    return "M" + "L".join([f"{num(x)} {num(y)}" for x, y in points]) + "Z"


def rounded_line(points: Sequence[Point], *, radius: float = 6) -> str:
    """Return the `d` of a line through the points with rounded corners."""
    (x, y), *corners, (last_x, last_y) = points
    d = f"M{num(x)} {num(y)}"
    for before, corner, after in zip(points, corners, points[2:], strict=False):
        cut = min(radius, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        (x, y), (ax, ay), (bx, by) = corner, towards(corner, before, cut), towards(corner, after, cut)
        d += f"L{num(ax)} {num(ay)}Q{num(x)} {num(y)} {num(bx)} {num(by)}"
    return f"{d}L{num(last_x)} {num(last_y)}"


def towards(start: Point, end: Point, distance: float) -> Point:
    """Return the point so many pixels from `start` on the way to `end`."""
    length = math.dist(start, end) or 1
    x, y = start
    return x + (end[0] - x) * distance / length, y + (end[1] - y) * distance / length


def text(block: Block, *, x: float, top: float, css: str = "", turned: Point | None = None) -> str:
    """Return lines of text under each other, the first line's top at `top`.

    A space stands between the lines, so that copied and spoken text keeps its words apart.
    turned: a point to turn the text about, so that it is read upwards as on the head of a pool.
    """
    size = "" if block.size == 12 else f" s{num(block.size)}"
    first = top + block.size * (LINE / 2 + 0.35)
    classes = f"bpmn-text{size} {css}".rstrip()
    turn = f' transform="rotate(-90 {num(turned[0])} {num(turned[1])})"' if turned else ""
    if len(block.lines) == 1:
        return f'<text class="{classes}" x="{num(x)}" y="{num(first)}"{turn}>{escape(block.lines[0])}</text>'
    step = block.size * LINE
    last = len(block.lines) - 1
    pull = 0 if css.endswith(SIDEWAYS) else block.size * SPACE / 2  # the space after a line would push it to the left
    spans = " ".join(
        [
            f'<tspan x="{num(x if index == last else x + pull)}" y="{num(first + index * step)}">{escape(line)}</tspan>'
            for index, line in enumerate(block.lines)
        ]
    )
    return f'<text class="{classes}"{turn}>{spans}</text>'


@dataclass(slots=True)
class Extent:
    """Everything drawn so far, as the x and y of its corners."""

    xs: list[float] = field(default_factory=list)
    ys: list[float] = field(default_factory=list)

    def add(self, x: float, y: float) -> None:
        """Make room for a point."""
        self.xs.append(x)
        self.ys.append(y)

    def add_line(self, points: Iterable[Point]) -> None:
        """Make room for a line."""
        for x, y in points:
            self.xs.append(x)
            self.ys.append(y)

    def add_bounds(self, area: Area) -> None:
        """Make room for a rectangle."""
        x, y, width, height = area
        self.xs += (x, x + width)
        self.ys += (y, y + height)

    def grown(self, margin: float) -> Bounds:
        """Return the rectangle that holds everything with a margin; a small empty one when nothing was drawn."""
        if not self.xs:
            return Bounds(0, 0, 2 * margin, 2 * margin)
        left, top = min(self.xs), min(self.ys)
        return Bounds(
            math.floor(left - margin),
            math.floor(top - margin),
            math.ceil(max(self.xs) - left + 2 * margin),
            math.ceil(max(self.ys) - top + 2 * margin),
        )
