"""A drawing that needs nothing round it: laid out when it must be, with its style inside."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from grunnmur.processes.bpmn import draw as drawing
from grunnmur.processes.bpmn.draw import Room, Sheet, draw, draw_sheets
from grunnmur.processes.bpmn.layout import lay_out
from grunnmur.processes.bpmn.model import Model, Process
from grunnmur.processes.bpmn.phrases import Labels
from grunnmur.processes.bpmn.steps import steps_of

STYLESHEET = Path(drawing.__file__).with_name("style.css")
_VARIABLE = re.compile(r"var\(--[\w-]+,\s*((?:[^()]|\([^()]*\))+)\)")
_FIRST_GROUP = '><g class="bpmn-ground"'


def draw_file(model: Model, *, name: str = "", labels: Labels | None = None) -> str:
    """Return the first drawing of a model as an SVG file with its stylesheet; see `draw` for the rest."""
    model = drawable(model)
    return _styled(draw(model, steps_of(model), labels=labels or Labels(), name=name))


def draw_file_sheets(model: Model, *, room: Room, labels: Labels | None = None) -> Sequence[Sheet]:
    """Return the first drawing of a model cut into sheets with their stylesheet; see `draw_sheets` for the rest."""
    model = drawable(model)
    sheets = draw_sheets(model, steps_of(model), labels=labels or Labels(), room=room)
    return [replace(sheet, svg=_styled(sheet.svg)) for sheet in sheets]


def _styled(svg: str) -> str:
    return svg.replace(_FIRST_GROUP, f"><style>{fixed_style()}</style>{_FIRST_GROUP[1:]}", 1)


def drawable(model: Model) -> Model:
    """Return the model with a drawing of every step: its own, or one laid out anew when that leaves steps out."""
    return lay_out(model) if is_drawing_missing(model) else model


def is_drawing_missing(model: Model) -> bool:
    """Whether a process that is drawn lacks steps in the drawing, or nothing is drawn at all.

    What lies in a closed sub-process, and a process that is only called or stands as a closed pool, need not be drawn.
    """
    drawn = {shape.element for diagram in model.diagrams for shape in diagram.shapes}
    opened = {shape.element for diagram in model.diagrams for shape in diagram.shapes if shape.is_expanded}
    touched = [process for process in model.processes if any(node.id in drawn for node in process.nodes)]
    if not touched:
        return any(process.nodes for process in model.processes)
    return any(_has_hole(process, drawn, opened) for process in touched)


def _has_hole(process: Process, drawn: set[str], opened: set[str]) -> bool:
    return any(node.id not in drawn for node in process.nodes if not node.parent or node.parent in opened)


@lru_cache(maxsize=1)
def fixed_style() -> str:
    """Return the stylesheet with every variable replaced by its fallback, for readers that know no variables."""
    style = STYLESHEET.read_text(encoding="utf-8")
    while (resolved := _VARIABLE.sub(r"\1", style)) != style:
        style = resolved
    return style
