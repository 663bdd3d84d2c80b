"""Steps, events and gateways: the shape, its signs and its name."""

from grunnmur.processes.bpmn.draw.signs import EVENTS, FILLED_TASKS, GATEWAYS, MARKERS, TASKS
from grunnmur.processes.bpmn.draw.svg import Extent, Point, circle, inset, path, polygon, rect, text
from grunnmur.processes.bpmn.draw.text import LABEL_SIZE, fit, wrap, wrap_like
from grunnmur.processes.bpmn.model import ACTIVITIES, SUB_PROCESSES, Bounds, Node, NodeKind, Shape
from grunnmur.processes.bpmn.model import GATEWAYS as GATEWAY_KINDS

_THROWS = frozenset({NodeKind.END_EVENT, NodeKind.INTERMEDIATE_THROW})
_DOUBLE = frozenset({NodeKind.INTERMEDIATE_CATCH, NodeKind.INTERMEDIATE_THROW, NodeKind.BOUNDARY_EVENT})
CLEAR, TIGHT = 22.0, 18.0  # from the top of a box to its name: below the sign and its line, below the number alone
_EVENT_CLASS = {NodeKind.START_EVENT: "bpmn-start", NodeKind.END_EVENT: "bpmn-end"}


def draw_frame(shape: Shape, node: Node) -> str:
    """Return the ground of an opened sub-process, which lies under the lines."""
    return rect(shape.bounds, _activity_class(node, "bpmn-frame"), radius=10)


def draw_node(shape: Shape, node: Node, extent: Extent, *, is_opened: bool, is_label_above: bool) -> str:
    """Return shape, signs and name of one node."""
    extent.add_bounds(shape.bounds)
    if node.kind in ACTIVITIES:
        return _opened(shape, node) if is_opened else _activity(shape, node)
    figure = _gateway(shape, node) if node.kind in GATEWAY_KINDS else _event(shape, node)
    return figure + _outside_name(shape, node, extent, is_label_above=is_label_above)


def hit_area(shape: Shape) -> str:
    """Return the area that can be pressed and that carries the focus ring, at least 24 pixels each way."""
    x, y, width, height = shape.bounds
    dx, dy = max((24 - width) / 2, 4), max((24 - height) / 2, 4)
    return rect((x - dx, y - dy, width + 2 * dx, height + 2 * dy), "bpmn-hit", radius=6)


def _activity_class(node: Node, css: str) -> str:
    if node.kind is NodeKind.CALL_ACTIVITY:
        return f"{css} bpmn-call"
    return f"{css} bpmn-dotted" if node.is_event_sub_process else css


def _activity(shape: Shape, node: Node) -> str:
    bounds = shape.bounds
    parts = [rect(bounds, _activity_class(node, "bpmn-task"), radius=8)]
    if node.kind is NodeKind.TRANSACTION:
        parts.append(rect(inset(bounds, 3.5), "bpmn-inner", radius=6))
    sign = TASKS.get(node.kind)
    if sign:
        css = "bpmn-sign bpmn-filled" if node.kind in FILLED_TASKS else "bpmn-sign"
        parts.append(path(sign, css, at=(bounds.x + 14, bounds.y + 13)))
    markers = _markers(shape, node)
    if markers:
        parts.append(_marker_row(markers, bounds))
    parts.append(_inside_name(node, bounds, head=CLEAR if sign else TIGHT, foot=16 if markers else 0))
    return "".join(parts)


def _inside_name(node: Node, bounds: Bounds, *, head: float, foot: float) -> str:
    """Return the name in the middle of the box, moved out of the way of sign and number only when it has to be."""
    block = fit(node.name, width=bounds.width - 10, height=bounds.height - 6 - foot)
    if head and (bounds.height - block.height) / 2 < head:
        block = fit(node.name, width=bounds.width - 10, height=bounds.height - 3 - head - foot)
        if block.is_cut and head > TIGHT:  # rather close to the sign than cut
            head = TIGHT
            block = fit(node.name, width=bounds.width - 10, height=bounds.height - 3 - head - foot)
    if not block.lines:
        return ""
    low, high = bounds.y + 3, bounds.bottom - 3 - foot
    top = min(bounds.y + (bounds.height - block.height) / 2, high - block.height)
    if head and top < bounds.y + head:
        low = bounds.y + head
        top = low + (high - low - block.height) / 2
    return text(block, x=bounds.x + bounds.width / 2, top=max(top, low), css="bpmn-name")


def _opened(shape: Shape, node: Node) -> str:
    bounds = shape.bounds
    inner = rect(inset(bounds, 3.5), "bpmn-inner", radius=8) if node.kind is NodeKind.TRANSACTION else ""
    block = fit(node.name, width=bounds.width - 24, height=32)
    name = text(block, x=bounds.x + bounds.width / 2, top=bounds.y + 5, css="bpmn-name") if block.lines else ""
    return inner + name + _marker_row([m for m in _markers(shape, node) if m != "expand"], bounds)


def _markers(shape: Shape, node: Node) -> list[str]:
    markers = ["compensation"] if node.is_compensation else []
    if node.loop:
        markers.append(node.loop)
    is_closed_call = node.kind is NodeKind.CALL_ACTIVITY and not shape.is_expanded
    if (node.kind in SUB_PROCESSES and not shape.is_expanded) or is_closed_call:
        markers.append("expand")
    if node.kind is NodeKind.AD_HOC_SUB_PROCESS:
        markers.append("ad_hoc")
    return markers


def _marker_row(markers: list[str], bounds: Bounds) -> str:
    left = bounds.x + bounds.width / 2 - 9 * (len(markers) - 1)
    return "".join(
        path(MARKERS[name], "bpmn-sign", at=(left + 18 * index, bounds.bottom - 10))
        for index, name in enumerate(markers)
        if name in MARKERS
    )


def _event(shape: Shape, node: Node) -> str:
    bounds = shape.bounds
    center = (bounds.x + bounds.width / 2, bounds.y + bounds.height / 2)
    radius = min(bounds.width, bounds.height) / 2
    css = _EVENT_CLASS.get(node.kind, "bpmn-between")
    if not node.is_interrupting and node.kind in {NodeKind.START_EVENT, NodeKind.BOUNDARY_EVENT}:
        css += " bpmn-dashed"
    parts = [circle(center, radius, css)]
    if node.kind in _DOUBLE:
        parts.append(circle(center, radius * 0.82, f"{css} bpmn-ring"))
    if node.event in EVENTS:
        is_thrown = node.kind in _THROWS
        css = "bpmn-sign bpmn-filled" if is_thrown else "bpmn-sign"
        reach = 1.0 if node.event == "terminate" or node.kind not in _DOUBLE else 0.86
        parts.append(path(EVENTS[node.event], css, at=center, scale=radius / 18 * reach))
    return "".join(parts)


def _gateway(shape: Shape, node: Node) -> str:
    bounds = shape.bounds
    center = (bounds.x + bounds.width / 2, bounds.y + bounds.height / 2)
    corners: list[Point] = [
        (center[0], bounds.y),
        (bounds.right, center[1]),
        (center[0], bounds.bottom),
        (bounds.x, center[1]),
    ]
    figure = path(polygon(corners), "bpmn-gateway")
    if node.kind is NodeKind.EXCLUSIVE_GATEWAY and not shape.is_marker_visible:
        return figure
    is_fine = node.kind is NodeKind.EVENT_GATEWAY
    scale = min(bounds.width, bounds.height) / 50
    return figure + path(GATEWAYS[node.kind], "bpmn-sign" if is_fine else "bpmn-sign bpmn-bold", at=center, scale=scale)


def _outside_name(shape: Shape, node: Node, extent: Extent, *, is_label_above: bool) -> str:
    if not node.name:
        return ""
    if shape.label:
        return beside_shape(node.name, shape, shape.label, extent)
    bounds = shape.bounds
    block = wrap(node.name, width=max(110.0, bounds.width), size=LABEL_SIZE)
    x = bounds.x + bounds.width / 2
    top = bounds.y - block.height - 3 if is_label_above else bounds.bottom + 3
    extent.add_bounds((x - block.width / 2, top, block.width, block.height))
    return text(block, x=x, top=top, css="bpmn-label") if block.lines else ""


def beside_shape(name: str, shape: Shape, label: Bounds, extent: Extent) -> str:
    """Return a name at the place the drawing gives it, lined up with the shape when it stands to one side of it."""
    block = wrap_like(name, label)
    left, css = label.x + (label.width - block.width) / 2, "bpmn-label"
    x = label.x + label.width / 2
    if label.right <= shape.bounds.x + 2:
        left, x, css = label.right - block.width, label.right, "bpmn-label bpmn-ends"
    elif label.x >= shape.bounds.right - 2:
        left, x, css = label.x, label.x, "bpmn-label bpmn-begins"
    extent.add_bounds((left, label.y, block.width, block.height))
    return text(block, x=x, top=label.y, css=css) if block.lines else ""
