"""The reading view: one SVG that a keyboard, a screen reader, a printer and a search hit can all use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grunnmur.processes.bpmn.draw.artifacts import draw_artifacts, draw_groups
from grunnmur.processes.bpmn.draw.lines import draw_lines
from grunnmur.processes.bpmn.draw.nodes import draw_frame, draw_node, hit_area
from grunnmur.processes.bpmn.draw.pools import HEAD, draw_pools
from grunnmur.processes.bpmn.draw.scene import Scene, scene_of
from grunnmur.processes.bpmn.draw.svg import Extent, circle, escape, num
from grunnmur.processes.bpmn.model import GATEWAYS, Bounds, Diagram, Model, Shape
from grunnmur.processes.bpmn.phrases import Labels, Phrases
from grunnmur.processes.bpmn.steps import Step

__all__ = ["Mark", "Parts", "draw", "draw_parts"]

MARGIN = 16.0  # pixels round everything


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to show on a step: `kind` becomes the class `is-kind`, `symbol` is seen, `text` is heard.

    Without a symbol there is no badge, without a text nothing more is said.
    """

    kind: str
    symbol: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Parts:
    """A drawing, and the heads of its lanes once more as a strip of the same height; empty when lanes do not lie flat.

    The strip shows who does what while the drawing is moved under it; it is hidden from screen readers.
    """

    svg: str
    heads: str


def draw(
    model: Model,
    steps: Sequence[Step],
    *,
    labels: Labels,
    name: str = "",
    marks: Mapping[str, Mark] | None = None,
    diagram: int = 0,
) -> str:
    """Return the SVG of one diagram of a model; an empty one when there is none.

    steps: the rows of `steps_of(model)`. name: the title of the drawing. marks: by element id. diagram: its index.
    Pools, lanes and lines are hidden from screen readers; each step is a link to its row `#step-…`, in reading order,
    whose name tells all of it. No ids, styles or scripts inside: only classes.
    """
    return draw_parts(model, steps, labels=labels, name=name, marks=marks, diagram=diagram).svg


def draw_parts(
    model: Model,
    steps: Sequence[Step],
    *,
    labels: Labels,
    name: str = "",
    marks: Mapping[str, Mark] | None = None,
    diagram: int = 0,
) -> Parts:
    """Return the SVG as `draw` does, with the strip of heads beside."""
    drawing = model.diagrams[diagram] if diagram < len(model.diagrams) else Diagram(id="")
    scene = scene_of(model, drawing)
    extent = Extent()
    phrases = Phrases(steps, labels=labels)
    pools = draw_pools(scene, extent)
    frames = _frames(scene, steps)
    groups = draw_groups(scene.artifacts, extent)
    lines, names = draw_lines(scene, extent)
    artifacts = draw_artifacts(scene.artifacts, extent)
    links = _links(scene, steps, phrases, marks or {}, extent)
    numbers = "".join(_number(step, shape) for step in steps for shape in scene.nodes.get(step.element_id, ()))
    view = extent.grown(MARGIN)
    title = labels.drawing % {"name": name or _title(model), "steps": phrases.count, "roles": _roles(model)}
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bpmn" role="group" aria-label="{escape(title)}" {_size(view)}>'
        f'<g class="bpmn-ground" aria-hidden="true">{pools}{frames}{groups}</g>'
        f'<g class="bpmn-lines" aria-hidden="true">{lines}{artifacts}</g>'
        f'<g class="bpmn-steps">{links}</g>'
        f'<g class="bpmn-names" aria-hidden="true">{numbers}{names}</g></svg>'
    )
    return Parts(svg, _heads(scene, pools, view))


def _heads(scene: Scene, pools: str, view: Bounds) -> str:
    shapes = [shape for shape, _lane in scene.lanes] or [shape for shape, pool in scene.pools if pool.process]
    if not shapes or not all(shape.is_horizontal for shape in shapes):
        return ""
    right = max(shape.bounds.x for shape in shapes) + HEAD
    strip = Bounds(view.x, view.y, right - view.x, view.height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bpmn bpmn-heads" aria-hidden="true" {_size(strip)}>'
        f'<g class="bpmn-ground">{pools}</g></svg>'
    )


def _size(view: Bounds) -> str:
    return f'viewBox="{_box(view)}" width="{num(view.width)}" height="{num(view.height)}"'


def _box(view: Bounds) -> str:
    return " ".join(num(value) for value in (view.x, view.y, view.width, view.height))


def _title(model: Model) -> str:
    names = [pool.name for pool in model.participants] + [process.name for process in model.processes]
    return next((name.replace("\n", " ") for name in names if name), "")


def _roles(model: Model) -> int:
    lanes = sum(len(process.lanes) for process in model.processes)
    return lanes or len(model.participants)


def _frames(scene: Scene, steps: Sequence[Step]) -> str:
    """Return the grounds of opened sub-processes, the outer before the inner."""
    return "".join(
        draw_frame(shape, scene.node_of[step.element_id])
        for step in steps
        for shape in scene.nodes.get(step.element_id, ())
        if step.element_id in scene.opened
    )


def _links(scene: Scene, steps: Sequence[Step], phrases: Phrases, marks: Mapping[str, Mark], extent: Extent) -> str:
    crowded = {
        (round(x), round(y)) for line in scene.lines for x, y in (line.edge.waypoints[0], line.edge.waypoints[-1])
    }
    parts = []
    for step in steps:
        for index, shape in enumerate(scene.nodes.get(step.element_id, ())):
            figure = draw_node(
                shape,
                scene.node_of[step.element_id],
                extent,
                is_opened=step.element_id in scene.opened,
                is_label_above=step.kind in GATEWAYS and _is_used_below(shape.bounds, crowded),
            )
            mark = marks.get(step.element_id)
            if index == 0:
                parts.append(_link(step, shape, figure, phrases, mark))
            else:  # the same step drawn again: seen, but one link is enough
                parts.append(f'<g aria-hidden="true" data-element="{escape(step.element_id)}">{figure}</g>')
    return "".join(parts)


def _is_used_below(bounds: Bounds, ends: set[tuple[int, int]]) -> bool:
    return (round(bounds.x + bounds.width / 2), round(bounds.bottom)) in ends


def _link(step: Step, shape: Shape, figure: str, phrases: Phrases, mark: Mark | None) -> str:
    name = phrases.link_name(step)
    css, badge = "bpmn-step", ""
    if mark:
        name = f"{name} {mark.text}".rstrip()
        css = f"bpmn-step is-{escape(mark.kind)}"
    if mark and mark.symbol:
        x, y = shape.bounds.right + 1, shape.bounds.y - 1
        badge = circle((x, y), 9, "bpmn-badge") + (
            f'<text class="bpmn-text bpmn-symbol" x="{num(x)}" y="{num(y + 4)}">{escape(mark.symbol)}</text>'
        )
    spoken = escape(name)
    return (
        f'<a class="{css}" href="#{escape(step.anchor)}" data-element="{escape(step.element_id)}"'
        f' aria-label="{spoken}"><title>{spoken}</title>{hit_area(shape)}{figure}{badge}</a>'
    )


def _number(step: Step, shape: Shape) -> str:
    """Return the number of work in the upper right corner, as it stands in the step list."""
    if not step.number:
        return ""
    x, y = shape.bounds.right - 9, shape.bounds.y + 15
    return f'<text class="bpmn-text s10 bpmn-number" x="{num(x)}" y="{num(y)}">{escape(step.number)}</text>'
