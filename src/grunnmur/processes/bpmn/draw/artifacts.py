"""Data, annotations, groups, messages, and grey boxes for what has no class here."""

from grunnmur.processes.bpmn.draw.nodes import beside_shape
from grunnmur.processes.bpmn.draw.svg import Extent, escape, num, path, rect, text
from grunnmur.processes.bpmn.draw.text import LABEL_SIZE, fit, wrap
from grunnmur.processes.bpmn.model import Artifact, Bounds, Shape

_ENVELOPE = "message"


def draw_groups(artifacts: tuple[tuple[Shape, Artifact], ...], extent: Extent) -> str:
    """Return the frames of groups, which lie under everything else."""
    return "".join(
        f'<g data-element="{escape(artifact.id)}">{_group(shape, artifact, extent)}</g>'
        for shape, artifact in artifacts
        if artifact.kind == "group"
    )


def draw_artifacts(artifacts: tuple[tuple[Shape, Artifact], ...], extent: Extent) -> str:
    """Return every other artifact with its name."""
    parts = []
    for shape, artifact in artifacts:
        if artifact.kind == "group":
            continue
        extent.add_bounds(shape.bounds)
        parts.append(f'<g data-element="{escape(artifact.id)}">{_artifact(shape, artifact, extent)}</g>')
    return "".join(parts)


def _artifact(shape: Shape, artifact: Artifact, extent: Extent) -> str:
    if artifact.kind == "textAnnotation":
        return _annotation(shape.bounds, artifact.text, extent)
    if artifact.kind in {"dataObject", "dataObjectReference", "dataInput", "dataOutput"}:
        return _sheet(shape.bounds, artifact) + _name_below(shape, artifact.text, extent)
    if artifact.kind in {"dataStore", "dataStoreReference"}:
        return _store(shape.bounds) + _name_below(shape, artifact.text, extent)
    if artifact.kind == _ENVELOPE:
        return _envelope(shape.bounds) + _name_below(shape, artifact.text, extent)
    block = fit(artifact.text, width=shape.bounds.width - 8, height=shape.bounds.height - 6)
    middle = shape.bounds.x + shape.bounds.width / 2
    top = shape.bounds.y + (shape.bounds.height - block.height) / 2
    return rect(shape.bounds, "bpmn-unknown", radius=4) + (
        text(block, x=middle, top=top, css="bpmn-name") if block.lines else ""
    )


def _group(shape: Shape, artifact: Artifact, extent: Extent) -> str:
    bounds = shape.bounds
    extent.add_bounds(bounds)
    frame = rect(bounds, "bpmn-group", radius=10)
    if not artifact.text:
        return frame
    block = wrap(artifact.text, width=max(bounds.width - 16, 60), size=LABEL_SIZE, most=2)
    x, top = bounds.x + bounds.width / 2, bounds.y + 4
    if shape.label:
        x, top = shape.label.x + shape.label.width / 2, shape.label.y
        extent.add_bounds(Bounds(x - block.width / 2, top, block.width, block.height))
    return frame + text(block, x=x, top=top, css="bpmn-label")


def _annotation(bounds: Bounds, words: str, extent: Extent) -> str:
    arm = min(12.0, bounds.width / 2)
    bracket = f"M{num(bounds.x + arm)} {num(bounds.y)}H{num(bounds.x)}V{num(bounds.bottom)}H{num(bounds.x + arm)}"
    block = fit(words, width=bounds.width - 10, height=max(bounds.height - 4, 14))
    top = bounds.y + max((bounds.height - block.height) / 2, 2)
    extent.add_bounds(Bounds(bounds.x, bounds.y, max(bounds.width, block.width + 10), bounds.height))
    label = text(block, x=bounds.x + 7, top=top, css="bpmn-note") if block.lines else ""
    return path(bracket, "bpmn-line") + label


def _sheet(bounds: Bounds, artifact: Artifact) -> str:
    fold = min(bounds.width, bounds.height) * 0.28
    x, y, right, bottom = bounds.x, bounds.y, bounds.right, bounds.bottom
    outline = f"M{num(x)} {num(y)}H{num(right - fold)}L{num(right)} {num(y + fold)}V{num(bottom)}H{num(x)}Z"
    corner = f"M{num(right - fold)} {num(y)}V{num(y + fold)}H{num(right)}"
    sheet = path(outline, "bpmn-data") + path(corner, "bpmn-sign")
    if artifact.is_collection:
        middle = (x + right) / 2
        sheet += path("M-4 -4V4M0 -4V4M4 -4V4", "bpmn-sign", at=(middle, bottom - 8))
    if artifact.kind in {"dataInput", "dataOutput"}:
        css = "bpmn-sign bpmn-filled" if artifact.kind == "dataOutput" else "bpmn-sign"
        sheet += path("M-6 -2.2H1V-5.5L7 0L1 5.5V2.2H-6Z", css, at=(x + 10, y + 9))
    return sheet


def _store(bounds: Bounds) -> str:
    x, right, half = bounds.x, bounds.right, bounds.width / 2
    lid = min(bounds.height * 0.16, 9)
    top, low = bounds.y + lid, bounds.bottom - lid
    arc = f"A{num(half)} {num(lid)} 0 0"
    body = f"M{num(x)} {num(top)}{arc} 1 {num(right)} {num(top)}V{num(low)}{arc} 1 {num(x)} {num(low)}Z"
    rings = "".join(f"M{num(x)} {num(top + d)}{arc} 0 {num(right)} {num(top + d)}" for d in (0, lid * 0.7, lid * 1.4))
    return path(body, "bpmn-data") + path(rings, "bpmn-sign")


def _envelope(bounds: Bounds) -> str:
    x, y, right, bottom = map(num, (bounds.x, bounds.y, bounds.right, bounds.bottom))
    middle_x, middle_y = num(bounds.x + bounds.width / 2), num(bounds.y + bounds.height * 0.55)
    d = f"M{x} {y}H{right}V{bottom}H{x}ZM{x} {y}L{middle_x} {middle_y}L{right} {y}"
    return path(d, "bpmn-data")


def _name_below(shape: Shape, name: str, extent: Extent) -> str:
    if not name:
        return ""
    bounds = shape.bounds
    below = Bounds(bounds.x + bounds.width / 2 - 50, bounds.bottom + 3, 100, 14)
    return beside_shape(name, shape, shape.label or below, extent)
