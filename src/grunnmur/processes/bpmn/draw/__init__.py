"""The reading view: one SVG that a keyboard, a screen reader, a printer and a search hit can all use."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grunnmur.processes.bpmn.draw.artifacts import draw_artifacts, draw_groups
from grunnmur.processes.bpmn.draw.lines import draw_lines
from grunnmur.processes.bpmn.draw.nodes import draw_frame, draw_node, hit_area
from grunnmur.processes.bpmn.draw.pools import HEAD, draw_pools
from grunnmur.processes.bpmn.draw.scene import Scene, scene_of
from grunnmur.processes.bpmn.draw.sheets import HIGH, SMALLEST, WANTED, Room, draw_marks, lay_sheets
from grunnmur.processes.bpmn.draw.sheets import Mark as Passage
from grunnmur.processes.bpmn.draw.svg import Extent, circle, escape, num
from grunnmur.processes.bpmn.model import GATEWAYS, Bounds, Diagram, Model, Shape
from grunnmur.processes.bpmn.phrases import Labels, Phrases
from grunnmur.processes.bpmn.steps import Step

__all__ = ["Mark", "Parts", "Room", "Sheet", "draw", "draw_parts", "draw_sheets"]

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


@dataclass(frozen=True, slots=True)
class Sheet:
    """One of the sheets of a drawing that is cut, and the numbers of the steps on it, in reading order."""

    svg: str
    numbers: tuple[str, ...]


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
    phrases = Phrases(steps, labels=labels)
    picture = _picture(scene, steps, marks or {}, phrases=phrases)
    title = labels.drawing % {"name": name or _title(model), "steps": phrases.count, "roles": _roles(model)}
    facts = f'role="group" aria-label="{escape(title)}" {_size(picture.view)}'
    return Parts(_svg(facts, picture.inside), _heads(scene, picture.pools, picture.view))


def draw_sheets(
    model: Model,
    steps: Sequence[Step],
    *,
    labels: Labels,
    room: Room,
    marks: Mapping[str, Mark] | None = None,
) -> Sequence[Sheet]:
    """Return the first diagram cut into sheets, each with room on a page; none when the whole can be read on one.

    All are drawn at one scale, at which names of steps are 8 points if the height of the page allows. The heads
    of the lanes stand on each; a line that goes on elsewhere ends in a mark with a letter, the same at both ends, and
    the sheet. They are to print: without links. See `draw` for the rest.
    """
    drawing = model.diagrams[0] if model.diagrams else Diagram(id="")
    scene = scene_of(model, drawing)
    whole = _picture(scene, steps, {}).view
    if room.scale(whole.width, whole.height) >= SMALLEST:
        return ()
    scale = min(WANTED, room.height / (whole.height + HIGH))
    laid = lay_sheets(scene, room=room, scale=scale, margin=MARGIN, labels=labels)
    if len(laid) < 2:
        return ()
    pictures = [_picture(one.scene, steps, marks or {}, passages=one.marks) for one in laid]
    scale = min([scale, *(room.scale(one.view.width, one.view.height) for one in pictures)])
    return [
        Sheet(
            _svg(f'aria-hidden="true" {_size(picture.view, scale)}', picture.inside),
            tuple(step.number for step in steps if step.number and step.element_id in one.scene.nodes),
        )
        for picture, one in zip(pictures, laid, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Picture:
    """What is drawn of a scene, the ground of its pools apart, and the rectangle that holds it."""

    inside: str
    pools: str
    view: Bounds


def _picture(
    scene: Scene,
    steps: Sequence[Step],
    marks: Mapping[str, Mark],
    *,
    phrases: Phrases | None = None,
    passages: Iterable[Passage] = (),
) -> _Picture:
    """Draw a scene. phrases: what its links are called; without, nothing in it is a link."""
    extent = Extent()
    pools = draw_pools(scene, extent)
    frames = _frames(scene, steps)
    groups = draw_groups(scene.artifacts, extent)
    lines, names = draw_lines(scene, extent)
    artifacts = draw_artifacts(scene.artifacts, extent)
    figures = _figures(scene, steps, phrases, marks, extent)
    numbers = "".join(_number(step, shape) for step in steps for shape in scene.nodes.get(step.element_id, ()))
    inside = (
        f'<g class="bpmn-ground" aria-hidden="true">{pools}{frames}{groups}</g>'
        f'<g class="bpmn-lines" aria-hidden="true">{lines}{artifacts}</g>'
        f'<g class="bpmn-steps">{figures}</g>'
        f'<g class="bpmn-names" aria-hidden="true">{numbers}{names}{draw_marks(passages, extent)}</g>'
    )
    return _Picture(inside, pools, extent.grown(MARGIN))


def _svg(facts: str, inside: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" class="bpmn" {facts}>{inside}</svg>'


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


def _size(view: Bounds, scale: float = 1) -> str:
    return f'viewBox="{_box(view)}" width="{num(view.width * scale)}" height="{num(view.height * scale)}"'


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
    if not scene.opened:
        return ""
    return "".join(
        draw_frame(shape, scene.node_of[step.element_id])
        for step in steps
        for shape in scene.nodes.get(step.element_id, ())
        if step.element_id in scene.opened
    )


def _figures(
    scene: Scene, steps: Sequence[Step], phrases: Phrases | None, marks: Mapping[str, Mark], extent: Extent
) -> str:
    """Return every node: a link to its row in the list when there are phrases to call it by."""
    crowded = _line_ends(scene) if any(step.kind in GATEWAYS for step in steps) else frozenset()
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


def _line_ends(scene: Scene) -> frozenset[tuple[int, int]]:
    ends = [end for line in scene.lines for end in (line.edge.waypoints[0], line.edge.waypoints[-1])]
    return frozenset([(round(x), round(y)) for x, y in ends])


def _is_used_below(bounds: Bounds, ends: frozenset[tuple[int, int]]) -> bool:
    return (round(bounds.x + bounds.width / 2), round(bounds.bottom)) in ends


def _link(step: Step, shape: Shape, figure: str, phrases: Phrases | None, mark: Mark | None) -> str:
    css, badge = "bpmn-step", ""
    if mark:
        css = f"bpmn-step is-{escape(mark.kind)}"
    if mark and mark.symbol:
        x, y = shape.bounds.right + 1, shape.bounds.y - 1
        badge = circle((x, y), 9, "bpmn-badge") + (
            f'<text class="bpmn-text bpmn-symbol" x="{num(x)}" y="{num(y + 4)}">{escape(mark.symbol)}</text>'
        )
    if phrases is None:
        return f'<g class="{css}" data-element="{escape(step.element_id)}">{figure}{badge}</g>'
    spoken = escape(f"{phrases.link_name(step)} {mark.text if mark else ''}".rstrip())
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
