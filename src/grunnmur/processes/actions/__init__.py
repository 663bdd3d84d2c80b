"""Writes of processes: one function, one thing a person can do."""

from grunnmur.processes.actions.areas import (
    ProcessFacts,
    add_area,
    describe_process,
    move_area,
    remove_area,
    rename_area,
)
from grunnmur.processes.actions.asking import (
    Asked,
    answer_question,
    ask_consulted,
    tell_informed,
    tell_overdue,
)
from grunnmur.processes.actions.bundles import keep_bundle
from grunnmur.processes.actions.drawing import (
    DrawingFile,
    SavedDrawing,
    keep_copy,
    save_drawing,
    start_drawing,
    visit_draft,
)
from grunnmur.processes.actions.importing import NewProcess, import_model, import_version
from grunnmur.processes.actions.importing_many import Brought, DrawnFile, import_many, unpacked
from grunnmur.processes.actions.linking import NewLink, link_step, point_named_links, unlink_step
from grunnmur.processes.actions.proposals import (
    Decision,
    accept_proposal,
    decide_guess,
    decide_many,
    drop_proposal,
    propose_from_checklist,
    read_again,
)
from grunnmur.processes.actions.role_register import merge_roles, restore_role, retire_role
from grunnmur.processes.actions.roles import bind_lane, bind_role, confirm_lanes, make_role
from grunnmur.processes.actions.table import PartsSaid, change_table, name_parts, say_step, tidy_drawing, undo_table
from grunnmur.processes.actions.visits import visit_process
from grunnmur.processes.bpmn.checklist import State

__all__ = [
    "Asked",
    "Brought",
    "Decision",
    "DrawingFile",
    "DrawnFile",
    "NewLink",
    "NewProcess",
    "PartsSaid",
    "ProcessFacts",
    "SavedDrawing",
    "State",
    "accept_proposal",
    "add_area",
    "answer_question",
    "ask_consulted",
    "bind_lane",
    "bind_role",
    "change_table",
    "confirm_lanes",
    "decide_guess",
    "decide_many",
    "describe_process",
    "drop_proposal",
    "import_many",
    "import_model",
    "import_version",
    "keep_bundle",
    "keep_copy",
    "link_step",
    "make_role",
    "merge_roles",
    "move_area",
    "name_parts",
    "point_named_links",
    "propose_from_checklist",
    "read_again",
    "remove_area",
    "rename_area",
    "restore_role",
    "retire_role",
    "save_drawing",
    "say_step",
    "start_drawing",
    "tell_informed",
    "tell_overdue",
    "tidy_drawing",
    "undo_table",
    "unlink_step",
    "unpacked",
    "visit_draft",
    "visit_process",
]
