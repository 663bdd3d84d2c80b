"""A wide drawing on sheets of paper: as many as its text needs to be read, with the lanes' heads on each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from grunnmur.processes.bpmn.draw.cutting import Part, Passage, cut
from grunnmur.processes.bpmn.draw.pools import HEAD
from grunnmur.processes.bpmn.draw.scene import Scene
from grunnmur.processes.bpmn.draw.svg import Extent, Point, escape, num, path, rect, rounded_line
from grunnmur.processes.bpmn.draw.text import LABEL_SIZE, width_of
from grunnmur.processes.bpmn.model import Bounds, Shape
from grunnmur.processes.bpmn.phrases import Labels

SMALLEST = 0.75  # of full size, when letters of 12 pixels are 6.75 points: what is smaller is cut
WANTED = 0.88  # of full size, when the names of steps are 8 points and the smallest letters, of 10 pixels, nearly 7
LEG = 12.0  # pixels a line may bend on its way to its mark
HIGH = 20.0  # pixels of a mark
APART = 24.0  # pixels from one mark to the next
PADDING = 8.0  # pixels beside the words of a mark
SLACK = 12.0  # pixels that lines may take beside the shapes of a part
WIDEST = "99"  # the number of a sheet that room is kept for


class Room(NamedTuple):
    """The room for a drawing on one page, in pixels of CSS."""

    width: float
    height: float

    def scale(self, width: float, height: float) -> float:
        """Return how large a drawing of this size can be, 1 at most."""
        return min(1.0, self.width / width, self.height / height)


@dataclass(frozen=True, slots=True)
class Laid:
    """One sheet: the part of the scene that is drawn on it, and the marks beside it."""

    scene: Scene
    marks: tuple["Mark", ...]


class Mark(NamedTuple):
    """The words where a line goes on, in a box; `way` is the line's last stretch to it."""

    text: str
    box: Bounds
    way: tuple[Point, ...]


def lay_sheets(scene: Scene, *, room: Room, scale: float, margin: float, labels: Labels) -> list[Laid]:
    """Return the sheets of a scene, drawn at this scale; fewer than two when one is enough."""
    heads = _depth(scene) * HEAD
    beside = 2 * (_gutter(labels) + margin)
    parts = cut(scene, room=max(room.width / scale - heads - beside - SLACK, HEAD * 6))
    return [_laid(scene, part, labels) for part in parts]


def draw_marks(marks: Iterable[Mark], extent: Extent) -> str:
    """Return the marks where lines go on."""
    drawn = []
    for mark in marks:
        extent.add_bounds(mark.box)
        x, y = mark.box.x + mark.box.width / 2, mark.box.y + mark.box.height / 2 + LABEL_SIZE * 0.35
        words = f'<text class="bpmn-text s11" x="{num(x)}" y="{num(y)}">{escape(mark.text)}</text>'
        way = path(rounded_line(mark.way, radius=0), "bpmn-line")
        drawn.append(f'<g class="bpmn-passage">{way}{rect(mark.box, "bpmn-open", radius=HIGH / 2)}{words}</g>')
    return "".join(drawn)


def _laid(scene: Scene, part: Part, labels: Labels) -> Laid:
    marks = [
        *_marks([one for one in part.passages if not one.is_right], labels),
        *_marks([one for one in part.passages if one.is_right], labels),
    ]
    left = min([part.left, *(mark.box.x for mark in marks)]) - PADDING
    right = max([part.right, *(mark.box.right for mark in marks)]) + PADDING
    return Laid(_Frame(scene, part, left, right).scene(), tuple(marks))


def _marks(passages: Sequence[Passage], labels: Labels) -> list[Mark]:
    """Return the marks on one side of a part, none over another."""
    made: list[Mark] = []
    for one in sorted(passages, key=lambda one: (one.at[1], one.letter)):
        text, (x, y) = _words(one, labels), one.at
        middle = max(y, made[-1].box.y + HIGH / 2 + APART) if made else y
        width = width_of(text, size=LABEL_SIZE) + 2 * PADDING
        near = x + LEG if one.is_right else x - LEG
        box = Bounds(near if one.is_right else near - width, middle - HIGH / 2, width, HIGH)
        made.append(Mark(text, box, ((x, y), (near, middle))))
    return made


def _words(passage: Passage, labels: Labels) -> str:
    template = labels.to_sheet if passage.is_leaving else labels.from_sheet
    return f"{passage.letter} · {template % {'sheet': passage.part + 1}}"


def _gutter(labels: Labels) -> float:
    """Return the width that is kept beside a part for its marks."""
    texts = (f"W · {template % {'sheet': WIDEST}}" for template in (labels.to_sheet, labels.from_sheet))
    return max(width_of(text, size=LABEL_SIZE) for text in texts) + LEG + 2 * PADDING


def _depth(scene: Scene) -> int:
    """Return how many heads stand beside each other where most do: a pool, its lanes, the lanes in those."""
    return max((_level(shape, scene) + 1 for shape in _headed(scene)), default=0)


def _headed(scene: Scene) -> list[Shape]:
    return [shape for shape, _one in (*scene.pools, *scene.lanes) if shape.is_horizontal]


def _level(shape: Shape, scene: Scene) -> int:
    """Return in how many others a pool or lane lies."""
    inner = shape.bounds
    return sum(
        outer.bounds.x < inner.x
        and outer.bounds.right >= inner.right
        and outer.bounds.y <= inner.y
        and outer.bounds.bottom >= inner.bottom
        for outer in _headed(scene)
    )


class _Frame:
    """What one part draws: its own shapes and lines, and its piece of every pool, lane and frame that goes through."""

    def __init__(self, scene: Scene, part: Part, left: float, right: float) -> None:
        self.whole, self.part, self.left, self.right = scene, part, left, right
        self.heads = left - _depth(scene) * HEAD
        self.moved: dict[Bounds, Bounds] = {}

    def scene(self) -> Scene:
        """Return the scene of the part."""
        whole, own = self.whole, set(self.part.shapes)
        pools = tuple((self._piece(shape), one) for shape, one in whole.pools if self._is_met(shape))
        lanes = tuple((self._piece(shape), one) for shape, one in whole.lanes if self._is_met(shape))
        nodes = {name: self._of(shapes, own) for name, shapes in whole.nodes.items()}
        return whole._replace(
            pools=pools,
            lanes=lanes,
            nodes={name: shapes for name, shapes in nodes.items() if shapes},
            artifacts=tuple((piece, one) for shape, one in whole.artifacts for piece in self._of((shape,), own)),
            lines=tuple(self.part.lines),
            first_inside={name: self.moved.get(bounds, bounds) for name, bounds in whole.first_inside.items()},
        )

    def _of(self, shapes: Iterable[Shape], own: set[Shape]) -> tuple[Shape, ...]:
        """Return those of a thing's shapes that are drawn here: its own whole, pieces of frames that go through."""
        return tuple(
            shape if shape in own else self._piece(shape)
            for shape in shapes
            if shape in own or (self._goes_through(shape) and self._is_met(shape))
        )

    def _goes_through(self, shape: Shape) -> bool:
        is_group = any(one.kind == "group" for drawn, one in self.whole.artifacts if drawn == shape)
        is_frame = is_group or shape.element in self.whole.opened
        return is_frame and (shape.bounds.x < self.part.begin or shape.bounds.right > self.part.end)

    def _is_met(self, shape: Shape) -> bool:
        return shape.bounds.x < self.part.right and shape.bounds.right > self.part.left

    def _piece(self, shape: Shape) -> Shape:
        """Return the piece of a pool, lane or frame that is on the sheet; a head is repeated on its left."""
        bounds, x, right = shape.bounds, shape.bounds.x, shape.bounds.right
        if x < self.part.begin:
            is_headed = shape in _headed(self.whole)
            x = self.heads + _level(shape, self.whole) * HEAD if is_headed else self.left
        if right > self.part.end:
            right = self.right
        piece = Bounds(x, bounds.y, max(right - x, HEAD), bounds.height)
        self.moved[bounds] = piece
        return shape._replace(bounds=piece, label=None)
