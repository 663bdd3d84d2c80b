"""Flows and associations with their heads and names."""

import math
from collections.abc import Sequence
from itertools import pairwise

from grunnmur.processes.bpmn.draw.scene import Line, Scene
from grunnmur.processes.bpmn.draw.svg import Extent, Point, circle, escape, path, polygon, rounded_line, text, towards
from grunnmur.processes.bpmn.draw.text import LABEL_SIZE, Block, wrap, wrap_like
from grunnmur.processes.bpmn.model import ACTIVITIES


def draw_lines(scene: Scene, extent: Extent) -> tuple[str, str]:
    """Return the lines, and apart from them their names, which stand above all shapes."""
    lines = []
    names = []
    for line in scene.lines:
        flow = line.flow
        extent.add_line(line.edge.waypoints)
        lines.append(
            f'<g class="bpmn-{line.kind}" data-element="{escape(line.edge.element)}"'
            f' data-source="{escape(flow.source)}" data-target="{escape(flow.target)}">'
            f"{_line(line, scene)}</g>"
        )
        if flow.name and line.is_begun:
            names.append(_name(line, extent))
    return "".join(lines), "".join(names)


def _line(line: Line, scene: Scene) -> str:
    points = line.edge.waypoints
    if line.kind == "sequence":
        body = path(rounded_line(_short(line, before=8)), "bpmn-line")
        return body + (_filled_head(points) if line.is_ended else "") + (_tail(line, scene) if line.is_begun else "")
    if line.kind == "message":
        body = path(rounded_line(_short(line, after=8, before=10)), "bpmn-line")
        ring = circle(towards(points[0], points[1], 4), 4, "bpmn-open") if line.is_begun else ""
        return body + ring + (_open_head(points) if line.is_ended else "")
    body = path(rounded_line(points), "bpmn-line")
    if (line.kind == "data" or line.flow.direction) and line.is_ended:
        body += _corner_head(points)
    if line.flow.direction == "both" and line.is_begun:
        body += _corner_head(points[::-1])
    return body


def _short(line: Line, *, before: float, after: float = 0) -> Sequence[Point]:
    """Return a line's points with room for what is drawn at its ends."""
    points = list(line.edge.waypoints)
    first, second, before_last, last = *points[:2], *points[-2:]
    if after and line.is_begun:
        points[0] = towards(first, second, after)
    if line.is_ended:
        points[-1] = towards(last, before_last, before)
    return points


def _triangle(points: Sequence[Point], length: float, half: float) -> tuple[Point, Point, Point]:
    """Return the tip and the two feet of a head at the end of a line."""
    tip, before = points[-1], points[-2]
    if before == tip:
        before = next((point for point in reversed(points) if point != tip), (tip[0] - 1, tip[1]))
    x, y = towards(tip, before, length)
    dx, dy = (x - tip[0]) / length * half, (y - tip[1]) / length * half
    return tip, (x - dy, y + dx), (x + dy, y - dx)


def _filled_head(points: Sequence[Point]) -> str:
    return path(polygon(_triangle(points, 10, 4.5)), "bpmn-tip")


def _open_head(points: Sequence[Point]) -> str:
    return path(polygon(_triangle(points, 11, 5.5)), "bpmn-open")


def _corner_head(points: Sequence[Point]) -> str:
    tip, left, right = _triangle(points, 8, 4.5)
    return path(rounded_line((left, tip, right), radius=0), "bpmn-corner")


def _tail(line: Line, scene: Scene) -> str:
    """Return the slash of a default flow or the diamond of a conditional flow that leaves a step."""
    source = scene.node_of.get(line.flow.source)
    if source is None:
        return ""
    start, after = line.edge.waypoints[:2]
    if source.default and source.default == line.flow.id:
        x, y = towards(start, after, 10)
        angle = math.atan2(after[1] - start[1], after[0] - start[0]) - 1.1
        dx, dy = 6 * math.cos(angle), 6 * math.sin(angle)
        return path(rounded_line(((x - dx, y - dy), (x + dx, y + dy))), "bpmn-slash")
    if line.flow.condition and source.kind in ACTIVITIES:
        middle, end = towards(start, after, 8), towards(start, after, 16)
        dx, dy = (end[0] - start[0]) / 16 * 5, (end[1] - start[1]) / 16 * 5
        return path(
            polygon((start, (middle[0] - dy, middle[1] + dx), end, (middle[0] + dy, middle[1] - dx))), "bpmn-open"
        )
    return ""


def _name(line: Line, extent: Extent) -> str:
    label = line.edge.label
    if label:
        block = wrap_like(line.flow.name, label)
        x, top = label.x + label.width / 2, label.y + (label.height - block.height) / 2
    else:
        x, top, block = _beside(line)
    _make_room(extent, x, top, block)
    return text(block, x=x, top=top, css="bpmn-label")


def _beside(line: Line) -> tuple[float, float, Block]:
    """Return a place for the name: over the first flat stretch that has room, else beside the longest stretch."""
    points = line.edge.waypoints
    stretches = list(pairwise(points))
    for (ax, ay), (bx, by) in stretches:
        if abs(ay - by) < 2 and abs(ax - bx) >= 40:
            block = wrap(line.flow.name, width=max(abs(ax - bx) - 16, 40), size=LABEL_SIZE)
            return (ax + bx) / 2, min(ay, by) - block.height - 3, block
    (ax, ay), (bx, by) = max(stretches, key=lambda pair: math.dist(*pair))
    block = wrap(line.flow.name, width=90, size=LABEL_SIZE)
    return (ax + bx) / 2 + block.width / 2 + 6, (ay + by) / 2 - block.height / 2, block


def _make_room(extent: Extent, x: float, top: float, block: Block) -> None:
    extent.add_bounds((x - block.width / 2, top, block.width, block.height))
