"""Changes that are thought through before they are made: planned, heard, decided, carried out."""

from grunnmur.landscape.actions.changes.cases import (
    describe_change_case,
    drop_change_case,
    open_change_case,
    send_to_review,
    take_back,
)
from grunnmur.landscape.actions.changes.deciding import apply_change, decide_change
from grunnmur.landscape.actions.changes.hearing import state_opinion
from grunnmur.landscape.actions.changes.steps import confirm_step, move_step, plan_step, remove_step

__all__ = [
    "apply_change",
    "confirm_step",
    "decide_change",
    "describe_change_case",
    "drop_change_case",
    "move_step",
    "open_change_case",
    "plan_step",
    "remove_step",
    "send_to_review",
    "state_opinion",
    "take_back",
]
