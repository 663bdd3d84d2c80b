"""Pools and lanes, with their names on the head."""

from grunnmur.processes.bpmn.draw.scene import Scene
from grunnmur.processes.bpmn.draw.svg import Extent, escape, rect, text
from grunnmur.processes.bpmn.draw.text import BOLD, fit
from grunnmur.processes.bpmn.model import Bounds, Shape

HEAD = 30.0  # pixels across the head of a pool or lane, unless its first lane leaves less


def draw_pools(scene: Scene, extent: Extent) -> str:
    """Return the pools, then the lanes, outermost first as in the file."""
    parts = []
    for shape, pool in scene.pools:
        extent.add_bounds(shape.bounds)
        has_room = pool.id in scene.first_inside or pool.process
        marker = _multiple(shape.bounds) if pool.is_multiple else ""
        body = _headed(shape, pool.name, "bpmn-pool", scene) if has_room else _closed(shape, pool.name)
        parts.append(f'<g data-element="{escape(pool.id)}">{body}{marker}</g>')
    for shape, lane in scene.lanes:
        extent.add_bounds(shape.bounds)
        parts.append(f'<g data-element="{escape(lane.id)}">{_headed(shape, lane.name, "bpmn-lane", scene)}</g>')
    return "".join(parts)


def _headed(shape: Shape, name: str, css: str, scene: Scene) -> str:
    bounds = shape.bounds
    head = _head(shape, scene.first_inside.get(shape.element))
    middle = (head.x + head.width / 2, head.y + head.height / 2)
    across, along = (head.width, head.height) if shape.is_horizontal else (head.height, head.width)
    block = fit(name, width=(along - 8) / BOLD, height=across - 2)
    top = middle[1] - block.height / 2
    turned = middle if shape.is_horizontal else None
    label = text(block, x=middle[0], top=top, css="bpmn-head", turned=turned) if block.lines else ""
    return rect(bounds, css) + rect(head, f"{css}-head") + label


def _head(shape: Shape, inside: Bounds | None) -> Bounds:
    """Return the strip on the left, or on top of an upright pool, that the first lane inside leaves free."""
    bounds = shape.bounds
    if shape.is_horizontal:
        free = inside.x - bounds.x if inside else HEAD
        return Bounds(bounds.x, bounds.y, min(free if free > 8 else HEAD, HEAD, bounds.width), bounds.height)
    free = inside.y - bounds.y if inside else HEAD
    return Bounds(bounds.x, bounds.y, bounds.width, min(free if free > 8 else HEAD, HEAD, bounds.height))


def _closed(shape: Shape, name: str) -> str:
    bounds = shape.bounds
    is_upright = not shape.is_horizontal and bounds.height > bounds.width
    across, along = (bounds.width, bounds.height) if is_upright else (bounds.height, bounds.width)
    block = fit(name, width=(along - 16) / BOLD, height=across - 8)
    middle = (bounds.x + bounds.width / 2, bounds.y + bounds.height / 2)
    turned = middle if is_upright else None
    label = text(block, x=middle[0], top=middle[1] - block.height / 2, css="bpmn-head", turned=turned)
    return rect(bounds, "bpmn-pool bpmn-closed") + (label if block.lines else "")


def _multiple(bounds: Bounds) -> str:
    x, y = bounds.x + bounds.width / 2, bounds.bottom - 12
    return f'<path class="bpmn-sign" d="M{x - 4.5} {y - 6}v12M{x} {y - 6}v12M{x + 4.5} {y - 6}v12"/>'
