"""Small pieces of SVG text: numbers, escaped text, paths."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from grunnmur.processes.bpmn.draw.text import LINE, Block
from grunnmur.processes.bpmn.model import Bounds

Point = tuple[float, float]
SPACE = 0.28  # width of a space in font sizes
SIDEWAYS = ("bpmn-note", "bpmn-begins", "bpmn-ends")  # classes of text that is not centred
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def escape(text: str) -> str:
    """Return text safe inside an element and inside an attribute in quotes."""
    if not text.isprintable():
        text = _FORBIDDEN.sub("", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#39;")


@lru_cache(maxsize=8192)  # shapes stand on a grid: the same few coordinates come again and again
def num(value: float) -> str:
    """Return a number with at most one decimal."""
    rounded = round(value, 1)
    return str(int(rounded)) if rounded == int(rounded) else str(rounded)


def rect(bounds: Bounds, css: str, *, radius: float = 0) -> str:
    """Return a rectangle."""
    x, y, width, height = map(num, bounds)
    corner = f' rx="{num(radius)}"' if radius else ""
    return f'<rect class="{css}" x="{x}" y="{y}" width="{width}" height="{height}"{corner}/>'


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
    return "M" + "L".join(f"{num(x)} {num(y)}" for x, y in points) + "Z"


def rounded_line(points: Sequence[Point], *, radius: float = 6) -> str:
    """Return the `d` of a line through the points with rounded corners."""
    parts = [f"M{num(points[0][0])} {num(points[0][1])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        cut = min(radius, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        (x, y), (ax, ay), (bx, by) = corner, towards(corner, before, cut), towards(corner, after, cut)
        parts.append(f"L{num(ax)} {num(ay)}Q{num(x)} {num(y)} {num(bx)} {num(by)}")
    parts.append(f"L{num(points[-1][0])} {num(points[-1][1])}")
    return "".join(parts)


def towards(start: Point, end: Point, distance: float) -> Point:
    """Return the point so many pixels from `start` on the way to `end`."""
    length = math.dist(start, end) or 1
    return (
        start[0] + (end[0] - start[0]) * distance / length,
        start[1] + (end[1] - start[1]) * distance / length,
    )


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
        f'<tspan x="{num(x if index == last else x + pull)}" y="{num(first + index * step)}">{escape(line)}</tspan>'
        for index, line in enumerate(block.lines)
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

    def add_bounds(self, bounds: Bounds) -> None:
        """Make room for a rectangle."""
        self.xs += (bounds.x, bounds.x + bounds.width)
        self.ys += (bounds.y, bounds.y + bounds.height)

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
