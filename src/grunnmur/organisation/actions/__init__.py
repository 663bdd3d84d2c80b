"""What people do in organisation; each checks permission, changes, and tells the domains above."""

from grunnmur.core.imports.runs import Upload
from grunnmur.organisation.actions.days import turn_days
from grunnmur.organisation.actions.employments import (
    cancel_hire,
    change_employment,
    end_employment,
    extend_employment,
    hire,
    start_employment,
)
from grunnmur.organisation.actions.functions import (
    add_function,
    add_position,
    appoint,
    cancel_appointment,
    change_function,
    end_appointment,
    seed_functions,
)
from grunnmur.organisation.actions.imports import apply_import, plan_import, upload_import
from grunnmur.organisation.actions.leaders import (
    end_deputy,
    name_deputy,
    set_acting_leader,
    set_leader,
    vacate_leader,
)
from grunnmur.organisation.actions.leaves import cancel_leave, change_leave, end_leave, register_leave
from grunnmur.organisation.actions.people import add_person, correct_person, link_user, protect_person
from grunnmur.organisation.actions.structure import close_unit, move_unit, open_unit, rename_unit

__all__ = [
    "Upload",
    "add_function",
    "add_person",
    "add_position",
    "apply_import",
    "appoint",
    "cancel_appointment",
    "cancel_hire",
    "cancel_leave",
    "change_employment",
    "change_function",
    "change_leave",
    "close_unit",
    "correct_person",
    "end_appointment",
    "end_deputy",
    "end_employment",
    "end_leave",
    "extend_employment",
    "hire",
    "link_user",
    "move_unit",
    "name_deputy",
    "open_unit",
    "plan_import",
    "protect_person",
    "register_leave",
    "rename_unit",
    "seed_functions",
    "set_acting_leader",
    "set_leader",
    "start_employment",
    "turn_days",
    "upload_import",
    "vacate_leader",
]
