"""Kinds of tasks and notifications, permissions, and refusals."""

from grunnmur.worklist.models import Cadence
from grunnmur.worklist.rules.cadence import MOST_TRIES, send_at, wait_after
from grunnmur.worklist.rules.errors import (
    DueDateError,
    NotHereError,
    OutcomeError,
    SecurityNoticeError,
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
    NoticeKind,
    check_cadence,
    notice_kinds,
    notice_named,
    register_notice,
)
from grunnmur.worklist.rules.permissions import ASSIGN, SEE_TEAM
from grunnmur.worklist.rules.telling import told

__all__ = [
    "ASSIGN",
    "DONE",
    "MOST_TRIES",
    "SEE_TEAM",
    "SUBJECT",
    "TASK_ASSIGNED",
    "TASK_DUE",
    "TASK_MOVED",
    "TASK_OVERDUE",
    "TASK_PASSED_ON",
    "Cadence",
    "DueDateError",
    "NewFile",
    "NewTask",
    "NotHereError",
    "Notice",
    "NoticeKind",
    "OutcomeError",
    "SecurityNoticeError",
    "TaskClosedError",
    "TaskKind",
    "TaskTakenError",
    "UnknownKindError",
    "check_cadence",
    "check_finish",
    "kind_named",
    "kinds",
    "notice_kinds",
    "notice_named",
    "register_kind",
    "register_notice",
    "send_at",
    "told",
    "wait_after",
]
