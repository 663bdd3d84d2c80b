"""What worklist tells the domains above."""

from dataclasses import dataclass
from datetime import datetime
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
