"""Kinds of tasks and notifications, permissions, and refusals."""

from grunnmur.worklist.rules.errors import (
    DueDateError,
    NotHereError,
    OutcomeError,
    TaskClosedError,
    TaskTakenError,
    UnknownKindError,
)
from grunnmur.worklist.rules.kinds import (
    DONE,
    SUBJECT,
    NewFile,
    NewTask,
    TaskKind,
    check_finish,
    kind_named,
    kinds,
    register_kind,
)
from grunnmur.worklist.rules.notices import (
    TASK_ASSIGNED,
    TASK_DUE,
    TASK_MOVED,
    TASK_OVERDUE,
    TASK_PASSED_ON,
    Notice,
)
from grunnmur.worklist.rules.permissions import ASSIGN, SEE_TEAM
from grunnmur.worklist.rules.telling import told

__all__ = [
    "ASSIGN",
    "DONE",
    "SEE_TEAM",
    "SUBJECT",
    "TASK_ASSIGNED",
    "TASK_DUE",
    "TASK_MOVED",
    "TASK_OVERDUE",
    "TASK_PASSED_ON",
    "DueDateError",
    "NewFile",
    "NewTask",
    "NotHereError",
    "Notice",
    "OutcomeError",
    "TaskClosedError",
    "TaskKind",
    "TaskTakenError",
    "UnknownKindError",
    "check_finish",
    "kind_named",
    "kinds",
    "register_kind",
    "told",
]
