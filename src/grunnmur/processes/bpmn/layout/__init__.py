"""Deterministic swim-lane layout, free of defects by construction: same model, same drawing.

Nodes stand in cells of a grid (column = longest path, row = lane); lines run in the channels between
columns and the gutters between rows, each on its own track, and end at ports of their own.
"""

from dataclasses import replace

from grunnmur.processes.bpmn.layout.compose import compose_diagrams
from grunnmur.processes.bpmn.model import Model

__all__ = ["lay_out"]


def lay_out(model: Model) -> Model:
    """Return the model with a fresh drawing of everything in it.

    Pools and the processes in them share one diagram; a process outside any pool has its own. Existing
    drawings are replaced, their ids and planes kept. Never raises on a model the reader can give.
    """
    return replace(model, diagrams=compose_diagrams(model))
