"""Kinds of notifications, and one to be given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

TASK_ASSIGNED = "task.assigned"
TASK_MOVED = "task.moved"
TASK_DUE = "task.due"
TASK_OVERDUE = "task.overdue"
TASK_PASSED_ON = "task.passed_on"


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Something to tell people.

    message: an English msgid (marked with gettext_noop) with named placeholders for `params`, see `rules.told`.
    subject: (kind, id) of what it is about.
    """

    person_ids: Iterable[UUID]
    kind: str
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)  # Any: JSON
    subject: tuple[str, UUID] | None = None
