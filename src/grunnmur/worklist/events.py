"""What worklist tells the domains above."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class TaskFinished:
    """A task was done. `outcome` is one of its kind's; note and evidence as the person wrote them."""

    task_id: UUID
    kind: str
    subject_kind: str
    subject_id: UUID | None
    outcome: str
    note: str
    evidence: str
    at: datetime


@dataclass(frozen=True)
class TasksCancelled:
    """These tasks are not needed any more."""

    task_ids: frozenset[UUID]


@dataclass(frozen=True)
class TaskOverdue:
    """The due date of an open task has passed. Told once, the night after; again if the date is moved and passes."""

    task_id: UUID
    kind: str
    subject_kind: str
    subject_id: UUID | None
    due_date: date
    at: datetime


@dataclass(frozen=True)
class MailDue:
    """There are mails to be sent at once."""

    at: datetime
